import { type FileHandle, mkdir, mkdtemp, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { BaseError } from "./errors.ts";
import { cannotWrite, exists, syncFolder } from "./files.ts";
import { isThere } from "./folder.ts";
import { makeSafeFolder } from "./secret-files.ts";

/** What a process fills into new files, by open descriptors; the paths are where they lie until all is done. */
export type NewFiles = { readonly descriptors: readonly number[]; readonly paths: readonly string[] };

/**
 * Makes a new folder (0700) with new files (0600), all of them or nothing, also if the machine stops half-way: they are filled in a
 * hidden folder beside it, which then takes the name. What a killed process leaves begins with a dot and is to be removed.
 * @throws `Files.Exists`, `Files.UnsafeFolder`, `Files.CannotWrite`, what `fill` throws
 */
export async function writeSecretFolder<T>(
  folder: string,
  names: readonly string[],
  fill: (files: NewFiles) => Promise<T>,
): Promise<T> {
  const target = resolve(folder);
  const parent = dirname(target);
  await makeSafeFolder(parent);
  if (await isThere(target)) throw exists(target);
  const handles: FileHandle[] = [];
  let temporary: string | undefined;
  try {
    temporary = await mkdtemp(join(parent, `.${basename(target)}.`));
    const paths = names.map((name) => join(temporary ?? "", name));
    for (const path of paths) {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      handles.push(await open(path, "wx", 0o600));
    }
    const filled = await fill({ descriptors: handles.map(({ fd }) => fd), paths });
    for (const handle of handles) await handle.sync();
    for (const inner of foldersOf(paths, temporary)) await syncFolder(inner);
    if (await isThere(target)) throw exists(target);
    await rename(temporary, target);
    temporary = undefined;
    await syncFolder(parent);
    return filled;
  } catch (cause) {
    if (cause instanceof BaseError) throw cause;
    throw (cause as NodeJS.ErrnoException).syscall === undefined ? cause : cannotWrite(target, cause);
  } finally {
    for (const handle of handles) await handle.close().catch(() => undefined);
    if (temporary !== undefined) await rm(temporary, { recursive: true, force: true });
  }
}

/** The folder, and those within it that lead to the files: what a folder lists is on disk once it is synced itself. */
function foldersOf(paths: readonly string[], top: string): Set<string> {
  const found = new Set([top]);
  for (const path of paths)
    for (let at = dirname(path); at.length > top.length; at = dirname(at)) found.add(at);
  return found;
}
