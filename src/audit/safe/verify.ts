import { type Address, getAddress } from "viem";
import type { Connection } from "../../chain/client.ts";
import { answered } from "../../chain/client.ts";
import { BaseError } from "../../errors.ts";
import { readSafe, type SafeState } from "../../safe/state.ts";
import type { SafeDomain } from "../../safe/transaction.ts";
import { type Block, blockAt, collect } from "../collect.ts";
import { consents } from "./consents.ts";
import { decode, type Foreign, type SafeEvent } from "./event.ts";
import { counted } from "./execution.ts";
import { opaqueCalls } from "./explain.ts";
import { contents } from "./fetch.ts";
import { type Finding, found } from "./finding.ts";
import { flavours } from "./flavours.ts";
import { auditGuards, boundKey, type GuardAudit } from "./guard.ts";
import { nonces } from "./nonces.ts";
import { grouped, type Replayed, replay, whereOf } from "./replay.ts";
import { compare } from "./settings.ts";

/**
 * What the audit of a Safe found. `ok`: no finding is an error. `proved`: nor is anything left that could not be proved.
 * The executions are in the order in which they ended.
 */
export type SafeAudit = Omit<Replayed, "findings"> & {
  readonly ok: boolean;
  readonly proved: boolean;
  readonly domain: SafeDomain;
  readonly fromBlock: number;
  readonly block: Block;
  readonly state: SafeState;
  readonly events: readonly (SafeEvent | Foreign)[];
  readonly findings: readonly Finding[];
  /** Transactions whose content took a trace. */
  readonly traced: number;
  /** The ConclaveGuards it ever had, with their records of it. */
  readonly guards: readonly GuardAudit[];
};

/** Blocks to look at: from the one that set up the Safe, or before it, to the latest or the given one. */
export type Range = { readonly fromBlock: number; readonly toBlock?: number };

/**
 * Audits a Safe through a node that need not be trusted about its logs, calldata and traces, only about storage at one block:
 * recomputes every hash and signature, replays owners and settings, and holds storage against them. Needs no key, writes nothing.
 * @throws `Safe.*`, `Chain.Unreachable`, `Audit.LogsUnavailable`, `Audit.BadAnswer`, `Audit.SafeMoved`
 */
export async function verifySafe(
  connection: Connection,
  safe: Address,
  { fromBlock, toBlock }: Range,
): Promise<SafeAudit> {
  const { client, chainId } = connection;
  const address = getAddress(safe);
  const domain = { chainId, verifyingContract: address };
  const block = await answered(connection, blockAt(client, toBlock));
  const state = await readSafe(connection, address, BigInt(block.number));
  const collected = await answered(connection, collect(client, address, fromBlock, block));
  const events = collected.logs.map(decode);
  const groups = grouped(events);
  const outcomes = events.filter(
    ({ eventName }) => eventName === "ExecutionSuccess" || eventName === "ExecutionFailure",
  );
  const slack = Math.max(0, Number(state.nonce) - outcomes.length);
  const fetched = await answered(connection, contents({ connection, domain, slack }, groups));
  const executions = counted(fetched.executions, state.nonce);
  const replayed = replay(domain, groups, executions, fetched.moduleCalls);
  const consented = await answered(connection, consents(connection, domain, replayed, state));
  const proven = { executions: consented.executions, modules: replayed.modules };
  const had = guardsIn(events);
  const guarded = await answered(connection, auditGuards(connection, domain, proven, had, fromBlock, block));
  if ((await answered(connection, blockAt(client, block.number))).hash !== block.hash) throw moved(block);
  const all = [
    ...collected.findings.map(({ kind, message, block: number }) =>
      found("error", kind as Finding["kind"], message, { block: number }),
    ),
    ...fetched.findings,
    ...nonces(executions, state.nonce),
    ...flavours(events, replayed, state),
    ...foundation(replayed),
    ...replayed.findings,
    ...consented.findings,
    ...opaqueCalls(domain, executions),
    ...(replayed.settings === null ? [] : compare(replayed.settings, state)),
    ...guarded.findings,
  ];
  // A guard's record commits to what only the node's word stood for.
  const findings = all.filter(
    ({ kind, transaction, nonce }) => kind !== "unbound" || !guarded.bound.has(boundKey(transaction, nonce)),
  );
  const ok = findings.every(({ severity }) => severity !== "error");
  const proved = ok && findings.every(({ severity }) => severity !== "unproved");
  return {
    ...replayed,
    executions: consented.executions,
    ...{
      ok,
      proved,
      domain,
      fromBlock,
      block,
      state,
      events,
      findings,
      traced: fetched.traced,
      guards: guarded.guards,
    },
  };
}

function guardsIn(events: readonly (SafeEvent | Foreign)[]): Address[] {
  const named = events.flatMap((event) => {
    if (event.eventName === "ChangedGuard") return [event.args.guard];
    return event.eventName === "ChangedModuleGuard" ? [event.args.moduleGuard] : [];
  });
  return [...new Set(named)].filter((guard) => BigInt(guard) !== 0n);
}

/** How the Safe came to be, as far as its logs say. */
function foundation({ setup }: Replayed): Finding[] {
  if (setup === null) {
    const message = "no SafeSetup: the logs do not begin where the Safe did, or it is missing";
    return [found("error", "missing", message, { event: "SafeSetup" })];
  }
  const { initializer } = setup.args;
  if (BigInt(initializer) === 0n) return [];
  const message = `setup ran the code of ${initializer} as the Safe (delegatecall): what it changed besides its logs cannot be known`;
  return [found("notice", "opaque", message, whereOf("SafeSetup", setup.at))];
}

function moved(block: Block): BaseError {
  return new BaseError({
    code: "Audit.SafeMoved",
    message: `block ${block.number} was replaced while the Safe was being read`,
    fix: "run it again, up to a block that is final",
    details: { block: block.number, hash: block.hash },
  });
}
