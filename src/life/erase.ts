import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, open, unlink } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { BaseError } from "../errors.ts";
import { cannotWrite, syncFolder, writeAtomic } from "../files.ts";

const CHUNK = 64 * 1024;
const LIMIT = 64 * 2 ** 20;

/**
 * Takes a file out of the world as far as a program can, in three steps that `done` hears of: its content is overwritten where it lies, with random bytes, then
 * with zeros; then its name goes. What that shows and what it does not is said with each (destruction.ts). KZ-04.
 * @throws `Erase.NotAPlainFile`, `Erase.Linked`, `Files.CannotWrite`
 */
export async function erase(
  path: string,
  done: (step: "erase" | "overwrite" | "unlink") => Promise<void>,
): Promise<void> {
  const file = await openPlain(path);
  try {
    await overwrite(file, path, randomBytes);
    await done("erase");
    await overwrite(file, path, Buffer.alloc);
    await done("overwrite");
    await remove(path);
    await done("unlink");
  } finally {
    await file.close();
  }
}

/** Removes a name and flushes its folder. @throws `Files.CannotWrite` */
export async function remove(path: string): Promise<void> {
  try {
    await unlink(path);
    await syncFolder(dirname(resolve(path)));
  } catch (cause) {
    throw cannotWrite(path, cause);
  }
}

/** Puts another text in a file's place, so that there always is one or the other, and overwrites the old one. @throws as {@link erase} */
export async function replace(path: string, text: string): Promise<void> {
  const file = await openPlain(path);
  try {
    await writeAtomic(path, text, { mode: 0o600 });
    await overwrite(file, path, randomBytes);
    await overwrite(file, path, Buffer.alloc);
  } finally {
    await file.close();
  }
}

/** Refuses what cannot be erased by overwriting: links, devices, and files that have another name. @throws `Erase.*` */
export async function assertErasable(path: string): Promise<void> {
  await (await openPlain(path)).close();
}

async function openPlain(path: string): Promise<FileHandle> {
  let file: FileHandle;
  try {
    file = await open(path, constants.O_RDWR | constants.O_NOFOLLOW);
  } catch (cause) {
    throw notPlain(path, cause);
  }
  const found = await file.stat();
  const wrong =
    !found.isFile() || found.size > LIMIT ? notPlain(path) : found.nlink > 1 ? linked(path) : undefined;
  if (wrong === undefined) return file;
  await file.close();
  throw wrong;
}

async function overwrite(file: FileHandle, path: string, fill: (length: number) => Buffer): Promise<void> {
  try {
    const { size } = await file.stat();
    for (let at = 0; at < size; ) {
      const { bytesWritten } = await file.write(fill(Math.min(CHUNK, size - at)), 0, undefined, at);
      at += bytesWritten;
    }
    await file.sync();
  } catch (cause) {
    throw cannotWrite(path, cause);
  }
}

function notPlain(path: string, cause?: unknown): BaseError {
  return new BaseError({
    code: "Erase.NotAPlainFile",
    message: `${path} is no file that can be overwritten`,
    fix: "name the file itself, not a link to it, and check that you may write to it",
    details: { path },
    cause,
  });
}

function linked(path: string): BaseError {
  return new BaseError({
    code: "Erase.Linked",
    message: `the content of ${path} has another name as well, under which it would be lost, too`,
    fix: "find the other name (`find -samefile`); remove one of the two first",
    details: { path },
  });
}
