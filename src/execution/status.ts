import { getAbiItem, type Hex, parseEventLogs, toEventSelector } from "viem";
import * as ApprovalState from "../approval/state.ts";
import * as Approval from "../approval/status.ts";
import { verifierFor } from "../approval/verify.ts";
import { answered, type Connection } from "../chain/client.ts";
import { FATE_WORDS, type Fate, fateName } from "../chain/fate.ts";
import { forwards } from "../chain/logs.ts";
import type { Charter } from "../charter/schema.ts";
import { conclaveAbi, conclaveLensAbi } from "../generated/abi.ts";
import { check, type ProposalFile } from "../proposal/file.ts";
import { laneIn, pack } from "../proposal/proposal.ts";
import * as Stamp from "../proposal/stamp.ts";
import * as Word from "../proposal/word.ts";
import { formatDate } from "../time.ts";
import * as Operation from "./operation.ts";

/** How an operation ended. `overtaken`: it expired and another one took its lane. */
export type Outcome = "executed" | "cancelled" | "cleared" | "stopped" | "overtaken";

export type Status = Omit<Approval.Status, "phase"> & {
  readonly phase: Approval.Status["phase"] | "dead";
  readonly operation: Operation.Operation | null;
  readonly outcome: Outcome | null;
  /** The transaction that ended it. */
  readonly endedBy: Hex | null;
  readonly fate: Fate | null;
  /** UNIX seconds until which only EXECUTOR keys may run it; 0 = anybody may. */
  readonly reservedUntil: number;
};

/**
 * Where a proposal stands on this chain: who is still needed, by person; once scheduled, when it is ready, whether it is still alive,
 * and how it ended.
 * @throws `ProposalFile.*`, `Approval.*`, `Operation.*`, `Chain.*`.
 */
export function status(
  connection: Connection,
  file: ProposalFile,
  means: { readonly charter?: Charter; readonly operation?: Operation.Operation; readonly sender?: Hex } = {},
): Promise<Status> {
  return answered(connection, read(connection, file, means));
}

async function read(
  connection: Connection,
  file: ProposalFile,
  { operation: known, ...means }: Parameters<typeof status>[2] & object,
): Promise<Status> {
  const { client } = connection;
  check(file);
  const state = await ApprovalState.read(client, file);
  if (known !== undefined) Operation.check(file, known);
  const operation = known ?? (await Operation.find(connection, file));
  const nothing = { operation: null, outcome: null, endedBy: null, fate: null, reservedUntil: 0 };
  if (operation === null) {
    const verify = verifierFor(client);
    return { ...(await Approval.status(file, state, { ...means, verify })), ...nothing };
  }
  const { ready, reservedUntil } = Stamp.decode(operation.stamp);
  const until = Word.decode(operation.word).expiry * 60;
  const common = { ...CONSENTED, ...nothing, operation, ready, until, reservedUntil };
  if (state.word !== operation.word) {
    const { outcome, endedBy } = await ending(connection, operation);
    const sentence = `it was ${outcome === "overtaken" ? "not executed in time" : outcome}`;
    return { ...common, phase: "ended", outcome, endedBy, sentence };
  }
  if (Word.isExpired(operation.word, state.now)) {
    const sentence = "it was not executed in time; its lane is free again";
    return { ...common, phase: "expired", sentence };
  }
  const { fate, readyAt } = await fateOf(connection, file, operation);
  const alive = { ...common, fate, ready: Math.max(ready, readyAt) };
  if (fate !== "Stands") return { ...alive, phase: "dead", sentence: `it is dead: ${FATE_WORDS[fate]}` };
  if (state.now < alive.ready) return { ...alive, phase: "waiting", sentence: "it waits out its delay" };
  const sentence =
    state.now < reservedUntil
      ? `an EXECUTOR can execute it now, anybody from ${formatDate(reservedUntil)} on`
      : "it can be executed now";
  return { ...alive, phase: "executable", sentence };
}

/** Once scheduled, consent is on-chain: nothing of it is missing from the file. */
const CONSENTED = {
  missing: { proposer: false, tester: false, approvals: 0, ordinary: false },
  needed: [],
  able: [],
  problems: [],
} as const;

/** What the lens says has become of a pending operation. */
async function fateOf({ client }: Connection, file: ProposalFile, { stamp, report }: Operation.Operation) {
  const conclave = file.domain.verifyingContract;
  const lens = await client.readContract({ address: conclave, abi: conclaveAbi, functionName: "lens" });
  const [outcome, , readyAt] = await client.readContract({
    address: lens,
    abi: conclaveLensAbi,
    functionName: "fate",
    args: [conclave, pack(file.proposal, report), stamp],
  });
  return { fate: fateName(outcome), readyAt: Number(readyAt) };
}

const ENDINGS: Readonly<Record<string, Outcome>> = {
  Executed: "executed",
  Cancelled: "cancelled",
  Cleared: "cleared",
  Stopped: "stopped",
};
const LANE_EVENTS = ["Scheduled", "Executed", "Cancelled", "Cleared", "Stopped"] as const;
/** Of all lanes: a Scheduled has its lane in the proposal, not among its topics. */
const LANE_TOPICS = LANE_EVENTS.map((eventName) =>
  toEventSelector(getAbiItem({ abi: conclaveAbi, name: eventName })),
);

/** The first event of the lane after the operation's own. */
async function ending(
  connection: Connection,
  { conclave, lane, block, word }: Operation.Operation,
): Promise<{ outcome: Outcome; endedBy: Hex | null }> {
  const latest = await connection.client.getBlockNumber();
  const filter = { address: conclave, topics: [LANE_TOPICS] };
  let own = false;
  for await (const logs of forwards(connection, filter, BigInt(block), latest)) {
    for (const { eventName, args, transactionHash } of parseEventLogs({
      abi: conclaveAbi,
      eventName: [...LANE_EVENTS],
      logs: [...logs],
    })) {
      if (("proposal" in args ? laneIn(args.proposal) : args.lane) !== lane) continue;
      if (own) return { outcome: ENDINGS[eventName] ?? "overtaken", endedBy: transactionHash };
      own = args.word === word;
    }
  }
  return { outcome: "overtaken", endedBy: null };
}
