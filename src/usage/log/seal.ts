import { report } from "../../errors.ts";
import type { Secret } from "../../keys/secret.ts";
import { type Checkpoint, openCheckpoint } from "./checkpoint.ts";
import { type Journal, record } from "./journal.ts";
import { keepCheckpoint, readLogKey, signTree } from "./key.ts";
import { EMPTY, grow } from "./merkle.ts";
import { type Place, sendTo, witnessesAt } from "./places.ts";
import { refutation, verifyLog } from "./verify.ts";

export type SealedHead = { readonly checkpoint: Checkpoint; readonly files: readonly string[] };

/**
 * Signs the log's head and sends it to its places. First the whole log is examined, with the checkpoints of all places: a key that
 * signs two heads of which one does not continue the other vouches for nothing any more.
 * @throws `Log.Refuted`, `Log.NotSent`, `Sealed.CannotOpen`, what `record` and `verifyLog` throw
 */
export async function sealHead(
  journal: Journal,
  places: readonly Place[],
  ask: () => Promise<Secret>,
): Promise<SealedHead> {
  const { folder } = journal;
  const { publicKey } = await readLogKey(folder);
  const witnesses = await witnessesAt(places, publicKey);
  const { number } = await record(journal, { event: "checkpoint" });
  let note: string;
  try {
    // Of the lines themselves, not of what was noted of them.
    const { flaws, leaves } = await verifyLog(folder, { witnesses });
    const refuted = refutation(folder, flaws);
    if (refuted !== undefined) throw refuted;
    const tree = leaves.slice(0, number + 1).reduce(grow, EMPTY);
    const password = await ask();
    try {
      note = await signTree(folder, tree, password);
    } finally {
      password.wipe();
    }
  } catch (error) {
    await record(journal, { event: "failed", of: number, code: report(error).json.code });
    throw error;
  }
  // Ours like anybody's is opened before it is believed.
  const checkpoint = openCheckpoint(note, publicKey);
  const kept = await keepCheckpoint(folder, publicKey, checkpoint.size, note);
  return { checkpoint, files: [kept, ...(await sendTo(places, publicKey, checkpoint.size, note))] };
}
