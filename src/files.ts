import { randomBytes } from "node:crypto";
import { type FileHandle, link, lstat, mkdir, open, rename, unlink } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import type { z } from "zod";
import { BaseError } from "./errors.ts";

export const POSIX = process.platform !== "win32";
const MAX_SIZE = 64 * 2 ** 20;

/**
 * Writes the whole file or nothing, also if the machine stops half-way: a new file beside it, fsync, rename, fsync of the
 * folder. Missing folders are made. With `overwrite: false` an existing file stays as it is.
 * `mode` is set exactly (the umask is not applied); left out, a file that is overwritten keeps its own, and new ones are 0644 less the umask.
 * @throws `Files.Exists`, `Files.CannotWrite`
 */
export async function writeAtomic(
  path: string,
  text: string,
  options: { readonly mode?: number; readonly overwrite?: boolean } = {},
): Promise<void> {
  const target = resolve(path);
  const folder = dirname(target);
  const temporary = join(folder, `.${basename(target)}.${randomBytes(8).toString("hex")}.tmp`);
  let made = false;
  try {
    await mkdir(folder, { recursive: true });
    const mode = options.mode ?? (await fileModeAt(target));
    // "wx" is O_EXCL: nobody can have put a file or a link there before.
    const file = await open(temporary, "wx", mode ?? 0o644);
    made = true;
    try {
      if (mode !== undefined) await file.chmod(mode);
      await file.writeFile(text, "utf8");
      await file.sync();
    } finally {
      await file.close();
    }
    if (options.overwrite === false) {
      // Unlike rename, link fails where a file exists already.
      await link(temporary, target);
      await unlink(temporary);
    } else {
      await rename(temporary, target);
    }
    made = false;
    await syncFolder(folder);
  } catch (cause) {
    const taken = made && isCode(cause, "EEXIST");
    if (made) await unlink(temporary).catch(() => undefined);
    throw taken ? exists(target) : cannotWrite(target, cause);
  }
}

/** Of a file; undefined if there is none, or a link, whose mode means nothing. */
async function fileModeAt(path: string): Promise<number | undefined> {
  const found = await lstat(path).catch(() => undefined);
  return found?.isFile() ? found.mode & 0o777 : undefined;
}

/** The text of a file, read as strict UTF-8. @throws `Files.CannotRead`, `Files.TooLarge`, `Files.NotUtf8` */
export async function readText(path: string, limit: number = MAX_SIZE): Promise<string> {
  const bytes = await readBytes(path, limit);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new BaseError({
      code: "Files.NotUtf8",
      message: `${path} is not UTF-8 text`,
      fix: "check that this is the file you mean, and save it as UTF-8",
      details: { path },
    });
  }
}

/**
 * Reads a JSON file and checks it against a schema. The content is never quoted in an error: somebody may name the wrong file,
 * and it may hold a secret. @throws `Files.CannotRead`, `Files.TooLarge`, `Files.NotUtf8`, `Files.NotJson`, `Files.WrongShape`
 */
export async function readJson<S extends z.ZodType>(
  path: string,
  schema: S,
  limit: number = MAX_SIZE,
): Promise<z.output<S>> {
  const text = await readText(path, limit);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const where = / at position \d+ \(line (\d+) column (\d+)\)/.exec(String(cause));
    throw new BaseError({
      code: "Files.NotJson",
      message: `${path} is not JSON${where === null ? "" : ` (line ${where[1]}, column ${where[2]})`}`,
      fix: "check that this is the file you mean and that it was not cut short",
      details: { path },
    });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path: at, message }) => ({
    field: at.map(String).join(".") || "(whole file)",
    message,
  }));
  throw new BaseError({
    code: "Files.WrongShape",
    message: `${path}: ${issues.map(({ field, message }) => `${field}: ${message}`).join("; ")}`,
    fix: "correct the fields that are named, or make the file again with the command that writes it",
    details: { path, issues },
  });
}

/** Mode bits of a file as octal digits, such as `0600`; a symbolic link's own are not followed. */
export async function modeOf(path: string): Promise<string> {
  return octal((await lstat(path)).mode);
}

/** The bytes of a file or pipe. @throws `Files.NotFound`, `Files.CannotRead`, `Files.TooLarge` */
export async function readBytes(
  path: string,
  limit: number,
  check?: (mode: number) => void,
): Promise<Buffer> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, "r");
    // The open file is judged, not the name, which could point elsewhere a moment later.
    const { mode, size } = await file.stat();
    check?.(mode);
    if (size > limit) throw tooLarge(path, limit);
    const bytes = await readUpTo(file, size, limit);
    if (bytes === undefined) throw tooLarge(path, limit);
    return bytes;
  } catch (cause) {
    if (cause instanceof BaseError) throw cause;
    throw cannotRead(path, cause);
  } finally {
    await file?.close();
  }
}

/** A pipe has no size beforehand: it is read to its end, or until it has given more than the limit, and then undefined. */
async function readUpTo(file: FileHandle, expected: number, limit: number): Promise<Buffer | undefined> {
  let bytes: Buffer = Buffer.alloc(Math.max(expected, 4096) + 1);
  let length = 0;
  while (length <= limit) {
    if (length === bytes.length) bytes = doubled(bytes);
    const { bytesRead } = await file.read(bytes, length, bytes.length - length, null);
    if (bytesRead === 0) return bytes.subarray(0, length);
    length += bytesRead;
  }
  bytes.fill(0);
  return undefined;
}

/** The bytes in twice the room; they may be a secret, so none stay behind. */
function doubled(bytes: Buffer): Buffer {
  const larger = Buffer.alloc(2 * bytes.length);
  bytes.copy(larger);
  bytes.fill(0);
  return larger;
}

export async function syncFolder(folder: string): Promise<void> {
  if (!POSIX) return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Mode bits as octal digits, such as `0600`. */
export function octal(mode: number): string {
  return (mode & 0o7777).toString(8).padStart(4, "0");
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === code;
}

export function exists(path: string): BaseError {
  return new BaseError({
    code: "Files.Exists",
    message: `${path} exists already`,
    fix: "choose another name, or move the old file away first",
    details: { path },
  });
}

function tooLarge(path: string, limit: number): BaseError {
  return new BaseError({
    code: "Files.TooLarge",
    message: `${path} is larger than ${limit} bytes`,
    fix: "check that this is the file you mean",
    details: { path, limit },
  });
}

export function cannotRead(path: string, cause: unknown): BaseError {
  const missing = isCode(cause, "ENOENT");
  return new BaseError({
    code: missing ? "Files.NotFound" : "Files.CannotRead",
    message: missing ? `${path} does not exist` : `${path} cannot be read`,
    fix: "check the path and your permissions",
    details: { path },
    cause,
  });
}

export function cannotWrite(path: string, cause: unknown): BaseError {
  return new BaseError({
    code: "Files.CannotWrite",
    message: `${path} cannot be written`,
    fix: "check the path, your permissions and the space left",
    details: { path },
    cause,
  });
}
