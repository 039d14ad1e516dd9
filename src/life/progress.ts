import { isThere } from "../folder.ts";
import type { Destroyed } from "./destruction.ts";
import { keyOf } from "./key-of.ts";
import { isListedStill, type Listing } from "./listed.ts";
import { finished, unfinished } from "./records.ts";

/** What people ask to be rid of. */
export type Asked = {
  /** The key's file; the copy itself unless {@link words} say what is. */
  readonly path: string;
  readonly words: string | undefined;
  /** What the manifest of backups has to do with it, which is read where it matters. */
  readonly listing: () => Promise<Listing>;
};

/**
 * How far the destruction of a copy has come: the record of one that was begun here, or of what is done already, where only the mark in the
 * manifest may have come too short; undefined if nobody began it. A file that is there is not done with, nor is a paper that no list has.
 */
export async function progressOf(
  folder: string,
  { path, words, listing }: Asked,
): Promise<Destroyed | undefined> {
  if (words === undefined) {
    const which = { copy: { path } };
    const begun = await unfinished(folder, which);
    return begun !== undefined || (await isThere(path)) ? begun : finished(folder, which);
  }
  const which = { key: await keyOf(path), copy: { name: words } };
  const begun = await unfinished(folder, which);
  if (begun !== undefined) return begun;
  const done = await finished(folder, which);
  return done !== undefined && isListedStill(await listing(), done.record, words) ? done : undefined;
}
