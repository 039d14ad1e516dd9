import { type FileHandle, mkdir, open, realpath, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { BaseError } from "./errors.ts";
import { cannotRead, cannotWrite, octal, POSIX, readBytes, writeAtomic } from "./files.ts";

/**
 * Writes a file only its owner can read (0600), never over another. The folder is made with 0700; one that others can write
 * to is refused, for they could put another file in this one's place. GR-08.
 * @throws `Files.Exists`, `Files.UnsafeFolder`, `Files.CannotWrite`
 */
export async function writeSecret(path: string, text: string): Promise<void> {
  await makeSafeFolder(dirname(resolve(path)));
  await writeAtomic(path, text, { mode: 0o600, overwrite: false });
}

/** A folder in which secrets may lie: made with 0700, if it is not there. @throws `Files.UnsafeFolder`, `Files.CannotWrite` */
export async function makeSafeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((cause: unknown) => {
    throw cannotWrite(folder, cause);
  });
  await assertSafeFolder(folder);
}

/**
 * The bytes of a file that holds a secret, such as a password: refused if group or others may read or write it.
 * The caller wipes the bytes. @throws `Files.OpenToOthers`, `Files.CannotRead`, `Files.TooLarge`
 */
export async function readSecretBytes(path: string, limit: number): Promise<Buffer> {
  return readBytes(path, limit, (mode) => assertPrivate(path, mode));
}

/**
 * Opens a file that holds a secret, for another process to read: this one never has its bytes. The caller closes it.
 * @throws `Files.OpenToOthers`, `Files.NotFound`, `Files.CannotRead`
 */
export async function openSecret(path: string): Promise<FileHandle> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, "r");
    const found = await file.stat();
    if (found.isDirectory()) throw cannotRead(path, undefined);
    assertPrivate(path, found.mode);
    return file;
  } catch (cause) {
    await file?.close();
    throw cause instanceof BaseError ? cause : cannotRead(path, cause);
  }
}

/** Lends such a file, open, and closes it. @throws what {@link openSecret} and `use` throw */
export async function lendSecret<T>(path: string, use: (descriptor: number) => Promise<T>): Promise<T> {
  const file = await openSecret(path);
  try {
    return await use(file.fd);
  } finally {
    await file.close();
  }
}

function assertPrivate(path: string, mode: number): void {
  if ((mode & 0o077) === 0 || !POSIX) return;
  throw new BaseError({
    code: "Files.OpenToOthers",
    message: `${path} is open to other users (mode ${octal(mode)})`,
    fix: "run `chmod 600` on it; if others may have read it, change the password too",
    details: { path, mode: octal(mode) },
  });
}

/** Refuses a folder in which others could replace files. @throws `Files.UnsafeFolder`, `Files.CannotRead` */
export async function assertSafeFolder(folder: string): Promise<void> {
  if (!POSIX) return;
  try {
    let at = await realpath(folder);
    const own = await stat(at);
    const user = process.geteuid?.() ?? 0;
    if ((own.mode & 0o022) !== 0)
      throw unsafe(folder, `group or others may write to it (${octal(own.mode)})`);
    if (own.uid !== user && own.uid !== 0 && user !== 0) throw unsafe(folder, "it belongs to another user");
    while (at !== dirname(at)) {
      at = dirname(at);
      const { mode } = await stat(at);
      // In a folder with the sticky bit, such as the system's temporary one, only owners replace their entries.
      if ((mode & 0o002) !== 0 && (mode & 0o1000) === 0) throw unsafe(folder, `all users may write to ${at}`);
    }
  } catch (cause) {
    if (cause instanceof BaseError) throw cause;
    throw cannotRead(folder, cause);
  }
}

function unsafe(folder: string, why: string): BaseError {
  return new BaseError({
    code: "Files.UnsafeFolder",
    message: `${folder} is no place for secrets: ${why}`,
    fix: "use a folder of your own with `chmod 700`",
    details: { folder, why },
  });
}
