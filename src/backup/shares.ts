import type { FileHandle } from "node:fs/promises";
import { basename } from "node:path";
import { isatty } from "node:tty";
import { BaseError } from "../errors.ts";
import { openSecret } from "../secret-files.ts";

/** Where shares come from: files of mode 0600, descriptors of pipes, or people who type them at a terminal. */
export type ShareSource =
  | { readonly files: readonly string[]; readonly descriptors?: readonly number[] }
  | { readonly terminal: number };

/** Opens the shares for the strongroom, and names them for its errors. @throws `Share.BadDescriptor`, `Files.*` */
export async function withShares<T>(
  source: ShareSource,
  use: (hear: readonly number[], names: readonly string[], show: readonly number[]) => Promise<T>,
): Promise<T> {
  if ("terminal" in source) return use([source.terminal], [], [source.terminal]);
  const { files, descriptors = [] } = source;
  const handles: FileHandle[] = [];
  try {
    for (const descriptor of descriptors) assertReadable(descriptor);
    for (const path of files) handles.push(await openSecret(path));
    const names = [
      ...files.map((path) => basename(path)),
      ...descriptors.map((descriptor) => `descriptor ${descriptor}`),
    ];
    return await use([...handles.map(({ fd }) => fd), ...descriptors], names, []);
  } finally {
    for (const handle of handles) await handle.close();
  }
}

function assertReadable(descriptor: number): void {
  const usable = descriptor === 0 || (Number.isInteger(descriptor) && descriptor > 2);
  if (usable && !isatty(descriptor)) return;
  throw new BaseError({
    code: "Share.BadDescriptor",
    message: `no share can be read from descriptor ${descriptor}`,
    fix: "connect a pipe, such as `3< <(age --decrypt share.age)`; to type shares, name none",
    details: { descriptor },
  });
}
