import { readdir } from "node:fs/promises";
import { BaseError } from "./errors.ts";

/** Names of what lies in a folder; none if there is no such folder. @throws `Files.CannotList` */
export async function entriesOf(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw new BaseError({
      code: "Files.CannotList",
      message: `${folder} cannot be listed`,
      fix: "check the path and your permissions",
      details: { folder },
      cause,
    });
  }
}

/** The JSON files of a folder, by name, hidden ones left out. @throws `Files.CannotList` */
export async function jsonIn(folder: string): Promise<string[]> {
  const names = await entriesOf(folder);
  return names.filter((name) => name.endsWith(".json") && !name.startsWith(".")).sort();
}
