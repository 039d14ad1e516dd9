import { type Hex, parseEventLogs } from "viem";
import { answered, type Connection } from "../../chain/client.ts";
import { backwards } from "../../chain/logs.ts";
import type { ChainState } from "../../chain/state.ts";
import { conclaveAbi } from "../../generated/abi.ts";
import { SCHEDULED_TOPIC, scheduledLink } from "../../proposal/link.ts";
import * as Proposal from "../../proposal/proposal.ts";
import * as Stamp from "../../proposal/stamp.ts";
import * as Word from "../../proposal/word.ts";

/** An operation that waits in a lane, and whose keys it stands on. `stamp` null: no log tells of it, so nobody knows whose it is. */
export type Pending = {
  readonly lane: number;
  readonly word: Hex;
  readonly protected: boolean;
  readonly expires: number;
  readonly id: Hex | null;
  readonly stamp: Stamp.Stamp | null;
};

/**
 * Every operation that waits now. A log is believed only if its fields give the word that the lane holds.
 * @throws `Chain.Unreachable`
 */
export async function readPending(connection: Connection, state: ChainState): Promise<readonly Pending[]> {
  const waiting = new Map<Hex, Pending>();
  for (const { lane, word } of state.lanes) {
    const { pending, protected: isProtected, expiry } = Word.decode(word);
    if (!pending || Word.isExpired(word, state.block.timestamp)) continue;
    waiting.set(word, { lane, word, protected: isProtected, expires: expiry * 60, id: null, stamp: null });
  }
  if (waiting.size > 0) await answered(connection, fill(connection, state, waiting));
  return [...waiting.values()].sort((a, b) => a.lane - b.lane);
}

async function fill(connection: Connection, state: ChainState, waiting: Map<Hex, Pending>): Promise<void> {
  const filter = { address: state.domain.verifyingContract, topics: [SCHEDULED_TOPIC] };
  let unknown = waiting.size;
  for await (const { logs } of backwards(connection, filter, BigInt(state.block.number))) {
    for (const { args } of parseEventLogs({ abi: conclaveAbi, logs: [...logs], eventName: "Scheduled" })) {
      const found = waiting.get(args.word);
      if (found === undefined || found.stamp !== null) continue;
      const prev = Proposal.prevIn(args.proposal);
      if (prev === null || Proposal.laneIn(args.proposal) !== found.lane) continue;
      const link = scheduledLink(state.domain, prev, args.proposal, args.stamp);
      if (Word.mask(link) !== Word.decode(args.word).hash) continue;
      waiting.set(args.word, { ...found, id: args.id, stamp: Stamp.decode(args.stamp) });
      unknown -= 1;
    }
    if (unknown === 0) return;
  }
}

/** Whether one of the keys consented to it, and as what. */
export function partOf(
  { stamp }: Pending,
  keys: readonly number[],
): "proposed" | "tested" | "approved" | null {
  if (stamp === null) return null;
  if (keys.includes(stamp.proposer)) return "proposed";
  if (stamp.tester !== null && keys.includes(stamp.tester)) return "tested";
  return stamp.approvers.some((key) => keys.includes(key)) ? "approved" : null;
}
