import { join } from "node:path";
import { BaseError } from "../../errors.ts";
import { readJson, writeAtomic } from "../../files.ts";
import { type Checklist, checklistSchema, markdown, stringify } from "./file.ts";

/** A chain that was not looked at, and why. */
export type Unreached = { readonly chainId: number; readonly problem: BaseError };

const LIST = "checklist.json";

/** The checklist of an earlier run; null if there is none. @throws `Files.*`, `Holder.OtherList` if it is somebody else's */
export async function readList(
  folder: string,
  act: Checklist["act"],
  person: string,
): Promise<Checklist | null> {
  try {
    const list = await readJson(join(folder, LIST), checklistSchema);
    if (list.act === act && list.person === person) return list;
    throw new BaseError({
      code: "Holder.OtherList",
      message: `${join(folder, LIST)} is about the ${list.act}ing of ${list.person}`,
      fix: "name another folder",
      details: { folder },
    });
  } catch (error) {
    if (error instanceof BaseError && error.code === "Files.NotFound") return null;
    throw error;
  }
}

/** Writes the list for machines and for people. */
export async function write(folder: string, list: Checklist): Promise<void> {
  await writeAtomic(join(folder, LIST), stringify(list));
  await writeAtomic(join(folder, "README.md"), markdown(list));
}
