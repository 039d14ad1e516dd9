import type { FileHandle } from "node:fs/promises";
import type { Hex } from "viem";
import { z } from "zod";
import { stringify } from "../../canonical.ts";
import { BaseError } from "../../errors.ts";
import { readJson, writeAtomic } from "../../files.ts";
import { hashSchema } from "../../json.ts";
import { MAX_LINE, NOTHING, readLine } from "./line.ts";
import { EMPTY, grow, leafHash, peakCount, type Tree } from "./merkle.ts";
import { type LogFolder, pathsOf } from "./place.ts";
import { type Raw, rawLines } from "./read.ts";

/** How far a log has come: its tree, its length in bytes, the leaf hash of its last line. */
export type LogState = { readonly tree: Tree; readonly bytes: number; readonly last: Hex };

/** A state, and what a crash left of a line at the end: without its newline, or with it but told by no line yet. */
export type Found = LogState & { readonly torn?: Raw };

const schema = z
  .strictObject({ size: z.int().min(0), bytes: z.int().min(0), last: hashSchema, peaks: z.array(hashSchema) })
  .refine(({ size, peaks }) => peakCount(size) === peaks.length, "the peaks do not fit the size");

const START: LogState = { tree: EMPTY, bytes: 0, last: NOTHING };

/**
 * Where the log stands: what was noted after the last line, checked against that line, and whatever was written since. The note
 * saves reading the whole log; without it all is read.
 * @throws `Log.Altered`, `Log.LineTooLong`
 */
export async function findState(file: FileHandle, folder: LogFolder): Promise<Found> {
  const noted = await readState(folder);
  const { size } = await file.stat();
  if (noted === undefined) return follow(file, START);
  if (size < noted.bytes)
    throw altered(`it has ${size} bytes, and had ${noted.bytes} after its last line`, noted.tree.size);
  if (noted.bytes > 0 && !(await endsAsNoted(file, noted)))
    throw altered("its last line is not the one that was written", noted.tree.size - 1);
  return follow(file, noted);
}

/** What was noted after the last line; undefined if nothing was, or it cannot be made out. */
export async function readState(folder: LogFolder): Promise<LogState | undefined> {
  try {
    const { size, bytes, last, peaks } = await readJson(pathsOf(folder).state, schema);
    return { tree: { size, peaks: peaks.map(fromHex) }, bytes, last };
  } catch (error) {
    if (error instanceof BaseError) return undefined;
    throw error;
  }
}

export async function writeState(folder: LogFolder, { tree, bytes, last }: LogState): Promise<void> {
  const value = { size: tree.size, bytes, last, peaks: tree.peaks.map(toHex) };
  await writeAtomic(pathsOf(folder).state, `${stringify(value)}\n`, { mode: 0o600 });
}

export function toHex(bytes: Uint8Array): Hex {
  return `0x${Buffer.from(bytes).toString("hex")}`;
}

async function follow(file: FileHandle, from: LogState): Promise<Found> {
  let [state, before] = [from, from];
  let torn: Raw | undefined;
  for await (const raw of rawLines(file, from.bytes)) {
    const line = readLine(raw.bytes);
    // What is no line was cut short; the line after it, which tells so, vouches for it.
    if (line !== undefined && (line.number !== state.tree.size || line.prev !== state.last))
      throw altered("a line does not follow the one before", state.tree.size);
    torn = line === undefined || !raw.isWhole ? raw : undefined;
    [before, state] = [state, withLeaf(state, raw.bytes)];
  }
  return torn === undefined ? state : { ...before, torn };
}

/** The state after one more line. */
export function withLeaf({ tree, bytes }: LogState, line: Buffer): LogState {
  const leaf = leafHash(line);
  return { tree: grow(tree, leaf), bytes: bytes + line.length + 1, last: toHex(leaf) };
}

async function endsAsNoted(file: FileHandle, { bytes, last }: LogState): Promise<boolean> {
  // Lines are bounded, so the last one lies within as many bytes.
  const from = Math.max(0, bytes - MAX_LINE - 2);
  const tail = Buffer.alloc(bytes - from);
  const { bytesRead } = await file.read(tail, 0, tail.length, from);
  if (bytesRead !== tail.length || tail.at(-1) !== 0x0a) return false;
  const line = tail.subarray(tail.lastIndexOf(0x0a, tail.length - 2) + 1, -1);
  return toHex(leafHash(line)) === last;
}

function fromHex(text: string): Buffer {
  return Buffer.from(text.slice(2), "hex");
}

function altered(why: string, line: number): BaseError {
  return new BaseError({
    code: "Log.Altered",
    message: `the usage log was altered, so the key is not used: ${why} (line ${line})`,
    fix: "run `key log verify` with the checkpoints kept elsewhere; restore the log from a copy, or have those responsible begin another",
    details: { why, line },
  });
}
