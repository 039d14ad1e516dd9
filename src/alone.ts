import { realpath } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { cannotRead } from "./files.ts";
import { type Lock, locked } from "./lock.ts";

/**
 * Lends a file to change, which nobody else changes meanwhile: else of two who read it, the first's change would be lost. Where the
 * name is a link, the file it leads to is lent.
 * @throws `Files.NotFound`, `Files.CannotRead`, `Files.Locked`, `Files.CannotLock`, what the change throws
 */
export async function alone<T>(path: string, change: (file: string) => Promise<T>): Promise<T> {
  const file = await realpath(path).catch((cause: unknown) => {
    throw cannotRead(path, cause);
  });
  return locked(lockOf(file), () => change(file));
}

/** The lock of one file; it need not be there yet. */
export function lockOf(file: string): Lock {
  return { folder: dirname(file), prefix: `.${basename(file)}.lock.` };
}
