import type { FileHandle } from "node:fs/promises";
import { BaseError } from "../../errors.ts";
import { type Checkpoint, openCheckpoint } from "./checkpoint.ts";
import { type Line, NOTHING, readLine } from "./line.ts";
import { EMPTY, grow, leafHash, rootOf, type Tree } from "./merkle.ts";
import { type NoteKey, verifierKey } from "./note.ts";
import { type LogFolder, pathsOf } from "./place.ts";
import { openLog, rawLines } from "./read.ts";
import { readState, toHex } from "./state.ts";

/** What is wrong with a log, and where: a line's number, or a checkpoint's file. */
export type Flaw = {
  readonly code: "notALine" | "number" | "chain" | "begun" | "shorter" | "other" | "checkpoint";
  readonly line?: number;
  readonly checkpoint?: string;
  readonly words: string;
};

/** A log as it was found. */
export type Examined = {
  readonly tree: Tree;
  readonly root: Buffer;
  /** Hashes of all lines, of which proofs are made. */
  readonly leaves: readonly Buffer[];
  readonly flaws: readonly Flaw[];
  /** What is no flaw and worth a look, in words. */
  readonly remarks: readonly string[];
  /** The checkpoints that the log continues. */
  readonly confirmed: readonly { readonly path: string; readonly size: number }[];
};

/** A checkpoint to compare with: where it was kept, and the note. */
export type Witness = { readonly path: string; readonly note: string };

/**
 * Examines a whole log: that each line is one and follows the one before, and that it continues every checkpoint, which shows
 * lines that were taken away or rewritten since. Without a checkpoint from elsewhere a log that was rewritten as a whole, by
 * somebody who has its key, cannot be told from a sound one.
 * @throws `Log.CannotRead`, `Log.LineTooLong`
 */
export async function examine(
  folder: LogFolder,
  key: NoteKey,
  witnesses: readonly Witness[],
): Promise<Examined> {
  const { opened, flaws: unopened } = openAll(witnesses, key);
  const sizes = new Set(opened.map(({ size }) => size));
  const file = await openLog(pathsOf(folder).lines);
  try {
    const walked = await walk(file, key, sizes);
    const { tree, leaves, roots } = walked;
    const noted = await readState(folder);
    const flaws = [...unopened, ...walked.flaws, ...compare(opened, tree, roots)];
    if (noted !== undefined && noted.tree.size > tree.size)
      flaws.push({
        code: "shorter",
        line: tree.size,
        words: `it has ${tree.size} lines, and had ${noted.tree.size} when it was last written: lines ${tree.size} to ${noted.tree.size - 1} are missing`,
      });
    const refuted = new Set(flaws.map(({ checkpoint }) => checkpoint));
    const confirmed = opened
      .filter(({ path }) => !refuted.has(path))
      .map(({ path, size }) => ({ path, size }));
    return { tree, root: rootOf(tree), leaves, flaws, remarks: walked.remarks, confirmed };
  } finally {
    await file.close();
  }
}

type Opened = Checkpoint & { readonly path: string };

function openAll(witnesses: readonly Witness[], key: NoteKey): { opened: Opened[]; flaws: Flaw[] } {
  const flaws: Flaw[] = [];
  const opened = witnesses.flatMap(({ path, note }) => {
    try {
      return [{ ...openCheckpoint(note, key), path }];
    } catch (error) {
      if (!(error instanceof BaseError)) throw error;
      flaws.push({ code: "checkpoint", checkpoint: path, words: error.message });
      return [];
    }
  });
  return { opened: opened.sort((a, b) => a.size - b.size), flaws };
}

/** Which checkpoints the lines do not bear out, and between which of them the lines were changed. */
function compare(opened: readonly Opened[], tree: Tree, roots: ReadonlyMap<number, Buffer>): readonly Flaw[] {
  let sound = 0;
  let isBroken = false;
  return opened.flatMap(({ path, size, root }): Flaw[] => {
    if (size > tree.size) {
      const words = `the log has ${tree.size} lines, the checkpoint was signed over ${size}: lines ${tree.size} to ${size - 1} are missing`;
      return [{ code: "shorter", line: tree.size, checkpoint: path, words }];
    }
    const found = size === 0 ? rootOf(EMPTY) : roots.get(size);
    if (found?.equals(root) === true) {
      if (!isBroken) sound = size;
      return [];
    }
    isBroken = true;
    const where =
      sound === size
        ? "another checkpoint of this size was signed, which they bear out: the log was told in two ways"
        : `lines ${sound} to ${size - 1} were changed`;
    const words = `the first ${size} lines are not those the checkpoint was signed over: ${where}`;
    return [{ code: "other", line: sound, checkpoint: path, words }];
  });
}

type Walked = {
  readonly tree: Tree;
  readonly leaves: Buffer[];
  readonly flaws: Flaw[];
  readonly remarks: string[];
  readonly roots: Map<number, Buffer>;
};

async function walk(file: FileHandle, key: NoteKey, sizes: ReadonlySet<number>): Promise<Walked> {
  const walked = { leaves: [] as Buffer[], flaws: [] as Flaw[], remarks: [] as string[] };
  const { leaves, flaws, remarks } = walked;
  const roots = new Map<number, Buffer>();
  const open = new Map<number, Line>();
  let [tree, last, time, unread] = [EMPTY, NOTHING, "", 0];
  for await (const { bytes, isWhole } of rawLines(file)) {
    const number = tree.size;
    if (!isWhole) {
      remarks.push(`line ${number} was cut short: the next line will tell so`);
      break;
    }
    const line = readLine(bytes);
    if (line === undefined) unread += 1;
    else {
      if (unread > 0 && line.event !== "torn") flaws.push(notALine(number - unread, number - 1));
      if (unread > 0 && line.event === "torn")
        remarks.push(`line ${number - 1} was cut short, and line ${number} tells so`);
      unread = 0;
      flaws.push(...judge(line, number, last, key));
      if (line.time < time) remarks.push(`line ${number} is dated before line ${number - 1}`);
      time = line.time;
      if (line.event === "asked") open.set(number, line);
      if (line.of !== undefined) open.delete(line.of);
    }
    const leaf = leafHash(bytes);
    [tree, last] = [grow(tree, leaf), toHex(leaf)];
    leaves.push(leaf);
    if (sizes.has(tree.size)) roots.set(tree.size, rootOf(tree));
  }
  if (unread > 0) flaws.push(notALine(tree.size - unread, tree.size - 1));
  if (tree.size === 0) flaws.push({ code: "begun", line: 0, words: "the log is empty" });
  for (const { number, key: used } of open.values())
    remarks.push(
      `line ${number} asked for ${used?.label ?? "a key"} and no line tells what came of it: a signature may exist`,
    );
  return { tree, leaves, flaws, remarks, roots };
}

function judge(line: Line, number: number, last: string, key: NoteKey): Flaw[] {
  const flaws: Flaw[] = [];
  if (line.number !== number)
    flaws.push({ code: "number", line: number, words: `line ${number} calls itself ${line.number}` });
  if (line.prev !== last)
    flaws.push({
      code: "chain",
      line: number,
      words: `line ${number} does not follow what stands before it: line ${Math.max(0, number - 1)} or ${number} was changed`,
    });
  if (number === 0 && (line.event !== "begun" || line.verifier === undefined))
    flaws.push({ code: "begun", line: 0, words: "the first line does not begin a log" });
  else if (number === 0 && line.verifier !== verifierKey(key.name, key.publicKey))
    flaws.push({ code: "begun", line: 0, words: `the log was begun with another key (${line.verifier})` });
  return flaws;
}

function notALine(from: number, to: number): Flaw {
  const which = from === to ? `line ${from} is` : `lines ${from} to ${to} are`;
  return { code: "notALine", line: from, words: `${which} not in the form that Conclave writes` };
}
