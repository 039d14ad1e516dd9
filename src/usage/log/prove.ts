import { BaseError } from "../../errors.ts";
import { openCheckpoint } from "./checkpoint.ts";
import { keptCheckpoints } from "./key.ts";
import { inclusionProof } from "./merkle.ts";
import { type LogFolder, pathsOf } from "./place.ts";
import { proofText } from "./proof.ts";
import { openLog, rawLines } from "./read.ts";
import { refutation, verifyLog } from "./verify.ts";

export type Proved = {
  /** The line, byte by byte, without its newline. */
  readonly line: Buffer;
  readonly proof: string;
  /** Lines that the checkpoint was signed over. */
  readonly size: number;
};

/**
 * Proves that a line is in the log, by the first checkpoint that was signed after it.
 * @throws `Log.NoSuchLine`, `Log.NoCheckpoint`, `Log.Refuted`, what `verifyLog` throws
 */
export async function proveLine(folder: LogFolder, number: number): Promise<Proved> {
  const { key, leaves, flaws } = await verifyLog(folder);
  const refuted = refutation(folder, flaws);
  if (refuted !== undefined) throw refuted;
  const line = await lineAt(folder, number);
  if (line === undefined) {
    throw new BaseError({
      code: "Log.NoSuchLine",
      message: `the log has no line ${number}: it has ${leaves.length}, counted from 0`,
      fix: "`key log show` prints the numbers",
      details: { number, size: leaves.length },
    });
  }
  const kept = await keptCheckpoints(pathsOf(folder).checkpoints, key);
  const checkpoint = kept.map(({ note }) => openCheckpoint(note, key)).find(({ size }) => size > number);
  if (checkpoint === undefined) {
    throw new BaseError({
      code: "Log.NoCheckpoint",
      message: `no checkpoint was signed since line ${number}`,
      fix: "sign one with `key log checkpoint`, then prove the line",
      details: { number },
    });
  }
  const { size, note } = checkpoint;
  const hashes = inclusionProof(leaves.slice(0, size), number);
  return { line, proof: proofText({ index: number, hashes, note }), size };
}

async function lineAt(folder: LogFolder, number: number): Promise<Buffer | undefined> {
  const file = await openLog(pathsOf(folder).lines);
  try {
    let at = 0;
    for await (const { bytes, isWhole } of rawLines(file)) {
      if (at === number && isWhole) return Buffer.from(bytes);
      at += 1;
    }
    return undefined;
  } finally {
    await file.close();
  }
}
