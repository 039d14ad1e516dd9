import { BaseError } from "../../errors.ts";
import { type Checkpoint, openCheckpoint } from "./checkpoint.ts";
import { HASH_SIZE, isIncluded, leafHash } from "./merkle.ts";
import type { NoteKey } from "./note.ts";

/** Proof that a line is in a log (c2sp.org/tlog-proof): whoever has the line and the log's verifier key needs nothing else. */
export type Proof = {
  /** The line's number, from 0. */
  readonly index: number;
  readonly hashes: readonly Buffer[];
  /** The checkpoint, byte by byte. */
  readonly note: string;
};

const HEADER = "c2sp.org/tlog-proof@v1";
/** A tree of 2^53 leaves is 53 deep. */
const MAX_HASHES = 64;

export function proofText({ index, hashes, note }: Proof): string {
  const lines = hashes.map((hash) => `${hash.toString("base64")}\n`);
  return `${HEADER}\nindex ${index}\n${lines.join("")}\n${note}`;
}

/** Reads a proof; extra data, which nothing vouches for, is passed over. @throws `LogProof.Malformed` */
export function readProof(text: string): Proof {
  const end = text.indexOf("\n\n");
  const [header, ...lines] = text.slice(0, Math.max(0, end)).split("\n");
  if (header !== HEADER) throw malformed("its first line is another");
  if (/^extra [A-Za-z0-9+/]*={0,2}$/.test(lines[0] ?? "")) lines.shift();
  const [, index] = /^index (0|[1-9]\d{0,15})$/.exec(lines.shift() ?? "") ?? [];
  if (index === undefined || !Number.isSafeInteger(Number(index))) throw malformed("it names no line");
  if (lines.length > MAX_HASHES) throw malformed("it is too long");
  const hashes = lines.map((line) => {
    const hash = Buffer.from(line, "base64");
    if (hash.length !== HASH_SIZE || hash.toString("base64") !== line) throw malformed("a line is no hash");
    return hash;
  });
  return { index: Number(index), hashes, note: text.slice(end + 2) };
}

/**
 * Checks that a line, without its newline, is in the log whose key signed the proof's checkpoint.
 * @throws `LogProof.Malformed`, `LogProof.Refuted`, what `openCheckpoint` throws
 */
export function verifyProof(
  text: string,
  line: Uint8Array,
  key: NoteKey,
): { readonly index: number; readonly checkpoint: Checkpoint } {
  const { index, hashes, note } = readProof(text);
  const checkpoint = openCheckpoint(note, key);
  if (isIncluded(leafHash(line), index, checkpoint.size, hashes, checkpoint.root))
    return { index, checkpoint };
  throw new BaseError({
    code: "LogProof.Refuted",
    message: `the proof does not show this line to be line ${index} of the log`,
    fix: "compare the line byte by byte, without its newline, with the one that was proved",
    details: { index, size: checkpoint.size },
  });
}

function malformed(why: string): BaseError {
  return new BaseError({
    code: "LogProof.Malformed",
    message: `this is no proof of inclusion: ${why}`,
    fix: "name a file that `key log prove` wrote",
    details: { why },
  });
}
