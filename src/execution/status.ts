import { type Hex, numberToHex, parseEventLogs } from "viem";
import * as ApprovalState from "../approval/state.ts";
import * as Approval from "../approval/status.ts";
import { verifierFor } from "../approval/verify.ts";
import type { Connection } from "../chain/client.ts";
import { FATE_WORDS, type Fate, fateName } from "../chain/fate.ts";
import { forwards } from "../chain/logs.ts";
import type { Charter } from "../charter/schema.ts";
import { conclaveAbi, conclaveLensAbi } from "../generated/abi.ts";
import type { ProposalFile } from "../proposal/file.ts";
import { toArgs } from "../proposal/proposal.ts";
import * as Stamp from "../proposal/stamp.ts";
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
  const { client } = connection;
  const { operation: known, ...rest } = means;
  const state = await ApprovalState.read(client, file);
  if (known !== undefined) Operation.check(file, known);
  const operation = known ?? (await Operation.find(connection, file));
  const verify = verifierFor(client);
  const nothing = { operation: null, outcome: null, endedBy: null, fate: null, reservedUntil: 0 };
  if (operation === null) {
    return { ...(await Approval.status(file, state, { ...rest, verify })), ...nothing };
  }
  const stamp = Stamp.decode(operation.stamp);
  const told = await Approval.status(file, state, {
    ...rest,
    verify,
    operation: { stamp, word: operation.word },
  });
  const common = { ...told, ...nothing, operation, reservedUntil: stamp.reservedUntil };
  if (told.phase === "ended") {
    const { outcome, endedBy } = await ending(connection, operation);
    return {
      ...common,
      outcome,
      endedBy,
      sentence: `it was ${outcome === "overtaken" ? "not executed in time" : outcome}`,
    };
  }
  if (told.phase === "expired") return common;
  const { fate, readyAt } = await fateOf(connection, file, operation);
  const ready = Math.max(told.ready, readyAt);
  if (fate !== "Stands")
    return { ...common, ready, fate, phase: "dead", sentence: `it is dead: ${FATE_WORDS[fate]}` };
  return { ...common, ready, fate, ...(state.now < ready ? { phase: "waiting" } : {}) };
}

/** What the lens says has become of a pending operation. */
async function fateOf({ client }: Connection, file: ProposalFile, { stamp }: Operation.Operation) {
  const conclave = file.domain.verifyingContract;
  const lens = await client.readContract({ address: conclave, abi: conclaveAbi, functionName: "lens" });
  const [outcome, , readyAt] = await client.readContract({
    address: lens,
    abi: conclaveLensAbi,
    functionName: "fate",
    args: [conclave, toArgs(file.proposal), stamp],
  });
  return { fate: fateName(outcome), readyAt: Number(readyAt) };
}

const ENDINGS: Readonly<Record<string, Outcome>> = {
  Executed: "executed",
  Cancelled: "cancelled",
  Cleared: "cleared",
  Stopped: "stopped",
};
const LANE_EVENTS = ["Scheduled", ...Object.keys(ENDINGS)];

/** The first event of the lane after the operation's own. */
async function ending(
  connection: Connection,
  { conclave, lane, block, word }: Operation.Operation,
): Promise<{ outcome: Outcome; endedBy: Hex | null }> {
  const latest = await connection.client.getBlockNumber();
  const filter = { address: conclave, topics: [null, numberToHex(lane, { size: 32 })] };
  let own = false;
  for await (const logs of forwards(connection, filter, BigInt(block), latest)) {
    for (const { eventName, args, transactionHash } of parseEventLogs({
      abi: conclaveAbi,
      logs: [...logs],
    })) {
      // Events of the register may have the lane's number as their first topic too.
      if (!LANE_EVENTS.includes(eventName)) continue;
      if (own) return { outcome: ENDINGS[eventName] ?? "overtaken", endedBy: transactionHash };
      own = "word" in args && args.word === word;
    }
  }
  return { outcome: "overtaken", endedBy: null };
}
