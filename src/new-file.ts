import { randomBytes } from "node:crypto";
import { type FileHandle, link, open, unlink } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { BaseError } from "./errors.ts";
import { cannotWrite, exists, syncFolder } from "./files.ts";
import { makeSafeFolder } from "./secret-files.ts";

/**
 * Makes a file (0600) that another process fills through an open descriptor: this one never has its bytes. Nothing has the name
 * before all is written, and nothing is written over.
 * @param fill gets the descriptor, and where the file lies until it is done
 * @throws `Files.Exists`, `Files.UnsafeFolder`, `Files.CannotWrite`, what `fill` throws
 */
export async function writeSecretFile<T>(
  path: string,
  fill: (descriptor: number, temporary: string) => Promise<T>,
): Promise<T> {
  const target = resolve(path);
  const folder = dirname(target);
  const temporary = join(folder, `.${basename(target)}.${randomBytes(8).toString("hex")}.tmp`);
  await makeSafeFolder(folder);
  let file: FileHandle | undefined;
  try {
    file = await open(temporary, "wx", 0o600);
    await file.chmod(0o600);
    const filled = await fill(file.fd, temporary);
    await file.sync();
    await link(temporary, target);
    await syncFolder(folder);
    return filled;
  } catch (cause) {
    if (cause instanceof BaseError) throw cause;
    const { code, syscall } = cause as NodeJS.ErrnoException;
    if (syscall === undefined) throw cause;
    throw code === "EEXIST" ? exists(target) : cannotWrite(target, cause);
  } finally {
    await file?.close();
    if (file !== undefined) await unlink(temporary).catch(() => undefined);
  }
}
