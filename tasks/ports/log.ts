import { join } from "node:path";
import { BaseError } from "../../src/errors.ts";
import { readText } from "../../src/files.ts";
import type { Journal } from "../../src/usage/log/journal.ts";
import type { LogFolder } from "../../src/usage/log/place.ts";

/** Which log: that of a folder of keys, or one that was copied somewhere. */
export type LogOptions = { readonly keys: string; readonly log: string | undefined };

export function logFolder({ keys, log }: LogOptions): LogFolder {
  return log ?? join(keys, "log");
}

export function journalOf(options: LogOptions): Journal {
  return { folder: logFolder(options), clock: () => new Date() };
}

/** Checkpoints that were kept elsewhere, from files. @throws `Files.*` */
export async function witnessesFrom(paths: readonly string[]) {
  return Promise.all(paths.map(async (path) => ({ path, note: await readText(path, 2 ** 18) })));
}

/** A line's number. @throws `Task.BadLine` */
export function lineNumber(text: string): number {
  if (/^(0|[1-9]\d{0,14})$/.test(text)) return Number(text);
  throw new BaseError({
    code: "Task.BadLine",
    message: `"${text}" is no line's number`,
    fix: "lines are counted from 0; `key log show` prints the numbers",
    details: { text },
  });
}
