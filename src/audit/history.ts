import type { Hex } from "viem";
import { callWords } from "../approval/words.ts";
import type { Roster } from "../charter/model.ts";
import type { Words } from "../charter/words.ts";
import { decodeCall, type Interfaces } from "../proposal/interfaces.ts";
import { reportOf } from "../proposal/proposal.ts";
import * as Word from "../proposal/word.ts";
import type { Positioned } from "./finding.ts";
import { type Link, type LinkOf, readScheduled } from "./link.ts";
import { endWords, personWords, type Scene, sentence } from "./sentence.ts";
import type { Audit } from "./verify.ts";

export type Outcome = "executed" | "cancelled" | "cleared" | "stopped" | "expired" | "pending";

/** One operation from scheduling to its end. Times are UNIX seconds; people are `Ana (k0)`. */
export type OperationHistory = {
  readonly lane: number;
  readonly tier: string;
  readonly id: Hex;
  /** keccak256 of the note in the proposal file. */
  readonly note: Hex;
  readonly report: Hex;
  readonly epoch: number;
  readonly proposer: string;
  readonly tester: string | null;
  readonly approvers: readonly string[];
  readonly isProtected: boolean;
  readonly calls: readonly string[];
  readonly scheduledAt: number;
  readonly ready: number;
  readonly expiresAt: number;
  readonly outcome: Outcome;
  /** Who ended it and how; null while it is pending. */
  readonly ending: string | null;
  readonly endedAt: number | null;
  readonly transactions: readonly Hex[];
};

/** One link in people's words. */
export type Happening = {
  readonly time: number;
  readonly block: number;
  readonly transaction: Hex;
  readonly lane: number;
  readonly position: number;
  readonly event: string;
  readonly sentence: string;
};

export type History = {
  readonly operations: readonly OperationHistory[];
  readonly happenings: readonly Happening[];
};

const OUTCOMES: { readonly [N in Link["eventName"]]?: Outcome } = {
  Executed: "executed",
  Cancelled: "cancelled",
  Cleared: "cleared",
  Stopped: "stopped",
};
const EMPTY: Roster = { serial: 0, cooldown: 0, tiers: [], keys: [] };

/**
 * Who proposed, tested and approved what, when, and what became of it. Reads the logs as they are: believe it as far as `audit.ok`.
 * @param interfaces ABIs to decode calls with.
 */
export function history(audit: Audit, words: Words, interfaces: Interfaces): History {
  const operations: OperationHistory[] = [];
  const happenings: Happening[] = [];
  /** Index in `operations` by lane. */
  const pending = new Map<number, number>();
  let scene: Scene = { words, roster: EMPTY, rulebooks: audit.rulebooks };
  const end = (lane: number, changes: Partial<OperationHistory>, transaction: Hex | null) => {
    const index = pending.get(lane);
    const operation = index === undefined ? undefined : operations[index];
    if (index === undefined || operation === undefined) return;
    const transactions = [...operation.transactions, ...(transaction === null ? [] : [transaction])];
    operations[index] = { ...operation, ...changes, transactions: [...new Set(transactions)] };
    pending.delete(lane);
  };

  for (const place of audit.links) {
    const { link } = place;
    const { lane, at, eventName } = link;
    if (eventName === "RosterAmended" || eventName === "RosterRenewed")
      scene = { ...scene, roster: audit.rosters.get(link.args.generation) ?? scene.roster };
    // Only Scheduled names its operation: what ends in a lane is what was pending there.
    const waiting = operations[pending.get(lane) ?? -1]?.id ?? null;
    if (eventName === "Scheduled") {
      end(lane, { outcome: "expired", ending: endWords(link, scene), endedAt: null }, null);
      const operation = began(link, scene, interfaces);
      if (operation !== null) pending.set(lane, operations.push(operation) - 1);
    }
    const outcome = OUTCOMES[eventName];
    if (outcome !== undefined)
      end(lane, { outcome, ending: endWords(link, scene), endedAt: at.time }, at.transaction);
    happenings.push(happening(place, waiting, scene));
  }
  for (const [lane, index] of pending) {
    const operation = operations[index];
    if (operation !== undefined && audit.block.time >= operation.expiresAt)
      end(lane, { outcome: "expired", ending: "nobody executed it in time" }, null);
  }
  return { operations, happenings };
}

/** The operation as it was scheduled; null if the log's bytes cannot be read, which the audit reports. */
function began(link: LinkOf<"Scheduled">, scene: Scene, interfaces: Interfaces): OperationHistory | null {
  const read = readScheduled(link);
  if (read === null) return null;
  const { proposal, stamp } = read;
  const { expiry, protected: isProtected } = Word.decode(link.word);
  return {
    lane: link.lane,
    tier: scene.words.tier(link.lane >> 8),
    id: link.args.id,
    note: proposal.note,
    report: reportOf(link.args.proposal),
    epoch: proposal.epoch,
    proposer: personWords(stamp.proposer, scene),
    tester: stamp.tester === null ? null : personWords(stamp.tester, scene),
    approvers: stamp.approvers.map((key) => personWords(key, scene)),
    isProtected,
    calls: proposal.calls.map((call) =>
      callWords({ ...call, decoded: decodeCall(interfaces, call.target, call.data) }, scene.words),
    ),
    scheduledAt: stamp.scheduledAt,
    ready: stamp.ready,
    expiresAt: expiry * 60,
    outcome: "pending",
    ending: null,
    endedAt: null,
    transactions: [link.at.transaction],
  };
}

function happening({ link, position }: Positioned, waiting: Hex | null, scene: Scene): Happening {
  const { lane, at, eventName: event } = link;
  const { time, block, transaction } = at;
  const said = sentence(link, waiting, scene);
  return { time, block, transaction, lane, position, event, sentence: said };
}
