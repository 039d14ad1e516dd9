import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { BaseError } from "../../errors.ts";
import { assertSafeFolder } from "../../secret-files.ts";
import { type Entry, type Line, lineBytes } from "./line.ts";
import { locked } from "./lock.ts";
import { leafHash } from "./merkle.ts";
import { hasLog, type LogFolder, logFolderOf, pathsOf } from "./place.ts";
import { linesBackwards, openLog } from "./read.ts";
import { type Found, findState, type LogState, toHex, withLeaf, writeState } from "./state.ts";

/** A log to write to. */
export type Journal = { readonly folder: LogFolder; readonly clock: () => Date };

/** The log of the folder that a key's file lies in; undefined if it has none. */
export async function journalBeside(
  file: string,
  clock: () => Date = () => new Date(),
): Promise<Journal | undefined> {
  const folder = logFolderOf(file);
  return (await hasLog(folder)) ? { folder, clock } : undefined;
}

/** What a new line may depend on: the lines there are, the latest first. */
export type Past = () => AsyncGenerator<Line>;

/**
 * Adds a line: whole, in order, on disk when this returns, and by one process at a time. A line that a crash cut short is not
 * removed: it is ended, and a line after it tells so. KU-03.
 *
 * @param entry what to tell; a function is asked while nobody else writes, so that what it finds in the past still holds
 * @returns the line
 * @throws `Log.CannotWrite`, `Log.Altered`, `Log.Locked`, `Files.UnsafeFolder`: then the key must not be used
 */
export async function record(
  { folder, clock }: Journal,
  entry: Entry | ((past: Past, now: Date) => Promise<Entry>),
): Promise<Line> {
  await assertSafeFolder(folder);
  return locked(folder, async () => {
    const file = await openLog(pathsOf(folder).lines);
    try {
      const found = await findState(file, folder);
      const now = clock();
      const told = typeof entry === "function" ? await entry(() => linesBackwards(file), now) : entry;
      const { text, state, line } = prepare(found, told, now);
      await append(folder, text);
      // Only a note: if it cannot be written, the next writer reads on from the one before.
      await writeState(folder, state).catch(() => undefined);
      return line;
    } finally {
      await file.close();
    }
  });
}

/** The bytes to add, and the state after them. */
function prepare(found: Found, entry: Entry, now: Date): { text: Buffer; state: LogState; line: Line } {
  const time = now.toISOString();
  let state: LogState = found;
  const parts: Buffer[] = [];
  const add = (told: Entry): Line => {
    const line = { number: state.tree.size, prev: state.last, time, ...told };
    const bytes = lineBytes(line);
    parts.push(bytes, Buffer.from("\n"));
    state = withLeaf(state, bytes);
    return line;
  };
  if (found.torn !== undefined) {
    const { bytes, isWhole } = found.torn;
    if (!isWhole) parts.push(Buffer.from("\n"));
    state = withLeaf(state, bytes);
    add({ event: "torn", leaf: toHex(leafHash(bytes)), note: `${bytes.length} bytes without an end` });
  }
  const line = add(entry);
  return { text: Buffer.concat(parts), state, line };
}

async function append(folder: LogFolder, text: Buffer): Promise<void> {
  let file: FileHandle | undefined;
  try {
    const { O_APPEND, O_WRONLY, O_NOFOLLOW } = constants;
    file = await open(pathsOf(folder).lines, O_APPEND | O_WRONLY | O_NOFOLLOW);
    const { bytesWritten } = await file.write(text);
    await file.datasync();
    if (bytesWritten === text.length) return;
    throw cannotWrite(folder, bytesWritten);
  } catch (cause) {
    throw cause instanceof BaseError ? cause : cannotWrite(folder, 0, cause);
  } finally {
    await file?.close();
  }
}

function cannotWrite(folder: LogFolder, written: number, cause?: unknown): BaseError {
  return new BaseError({
    code: "Log.CannotWrite",
    message: `the usage log in ${folder} cannot be written, so the key is not used`,
    fix: "check your permissions and the space left; a line that was cut short will be told by the next one",
    details: { folder, written },
    cause,
  });
}
