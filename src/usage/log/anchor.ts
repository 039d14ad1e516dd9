import { type Hex, keccak256, toBytes } from "viem";
import { BaseError } from "../../errors.ts";
import { type Checkpoint, openCheckpoint } from "./checkpoint.ts";
import { keptCheckpoints, readLogKey } from "./key.ts";
import { type LogFolder, pathsOf } from "./place.ts";
import { refutation, verifyLog } from "./verify.ts";

/** What goes on the chain's record of a log's head (docs/usage.md, formats). */
export type Anchor = {
  /** keccak256 of the log's verifier key: which log. */
  readonly subject: Hex;
  /** keccak256 of the checkpoint's signed text. */
  readonly hash: Hex;
  readonly checkpoint: Checkpoint;
};

/**
 * The latest checkpoint, of a log that was examined and is sound.
 * @throws `Log.NothingToAnchor`, `Log.Refuted`, what `verifyLog` throws
 */
export async function anchorOf(folder: LogFolder): Promise<Anchor> {
  const { verifier, publicKey } = await readLogKey(folder);
  const refuted = refutation(folder, (await verifyLog(folder)).flaws);
  if (refuted !== undefined) throw refuted;
  const latest = (await keptCheckpoints(pathsOf(folder).checkpoints, publicKey)).at(-1);
  if (latest === undefined) {
    throw new BaseError({
      code: "Log.NothingToAnchor",
      message: "no checkpoint of this log was signed yet",
      fix: "sign one with `key log checkpoint`",
      details: { folder },
    });
  }
  const checkpoint = openCheckpoint(latest.note, publicKey);
  return { subject: keccak256(toBytes(verifier)), hash: keccak256(toBytes(checkpoint.text)), checkpoint };
}
