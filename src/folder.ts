import { lstat, readdir } from "node:fs/promises";
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

/** Whether something is at a path, if only a link to nothing. What cannot be looked at is not known to be missing, and counts as there. */
export async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== "ENOENT" && error.code !== "ENOTDIR",
  );
}
