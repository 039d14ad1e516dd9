import { type Hex, isAddressEqual } from "viem";
import { z } from "zod";
import type { Connection } from "../../chain/client.ts";
import { each } from "../../chain/each.ts";
import { anyAddress, anyHex } from "../../json.ts";
import { callsIn } from "../../safe/trace.ts";
import type { SafeDomain } from "../../safe/transaction.ts";
import { type Content, fromCalldata, fromModuleCalldata, type ModuleCall } from "./content.ts";
import {
  type Execution,
  type Group,
  isOutcome,
  matching,
  outcomeOf,
  statedIn,
  unknown,
} from "./execution.ts";
import { type Finding, found } from "./finding.ts";

/** Executions with the contents that could be found, and the calls by modules in each transaction. */
export type Fetched = {
  readonly executions: readonly Execution[];
  readonly moduleCalls: ReadonlyMap<Hex, readonly ModuleCall[]>;
  readonly findings: readonly Finding[];
  /** Transactions that were traced. */
  readonly traced: number;
};

type Reading = {
  readonly connection: Connection;
  readonly domain: SafeDomain;
  /** More nonces than executions, in storage: as many may be missing. */
  readonly slack: number;
};

/** Nonces tried for one content at most. */
const MOST = 2_000;

const addressed = z.object({
  to: anyAddress.nullish(),
  from: anyAddress,
  input: anyHex,
});

/**
 * Finds what was executed: from SafeL2's events, else from the calldata of the transaction that emitted the outcome, else from its
 * trace. Content counts only where it gives the very hash that the outcome names.
 */
export async function contents(reading: Reading, groups: readonly Group[]): Promise<Fetched> {
  const asked = await each(groups, (group) => candidates(reading, group));
  const findings: Finding[] = [];
  const executions: Execution[] = [];
  let next = 0n;
  for (const [index, group] of groups.entries()) {
    const made = resolve(reading, group, asked[index] ?? NONE, next, executions.length);
    findings.push(...made.findings);
    executions.push(...made.executions);
    for (const { nonce } of made.executions) if (nonce !== null && nonce >= next) next = nonce + 1n;
  }
  const moduleCalls = new Map(groups.map(({ transaction }, i) => [transaction, asked[i]?.moduleCalls ?? []]));
  return { executions, moduleCalls, findings, traced: asked.filter(({ traced }) => traced).length };
}

/** What the node says a transaction handed to the Safe. `direct` is null if it did not go to the Safe itself, or is not to be had. */
type Candidates = {
  readonly direct: Content | null;
  readonly traces: readonly Content[];
  readonly moduleCalls: readonly ModuleCall[];
  readonly traced: boolean;
  readonly why: string;
};

const NONE: Candidates = { direct: null, traces: [], moduleCalls: [], traced: false, why: "" };

async function candidates({ connection, domain }: Reading, group: Group): Promise<Candidates> {
  const { events, transaction } = group;
  const outcomes = events.filter(isOutcome);
  const waiting = outcomes.map((outcome, index) => unknown(outcome, index, group));
  const told = statedIn(group).filter(({ stated }) => stated && outcomeOf(domain, stated, waiting)).length;
  const byModule = events.filter(
    ({ eventName }) =>
      eventName === "ExecutionFromModuleSuccess" || eventName === "ExecutionFromModuleFailure",
  ).length;
  const toldByModule = events.filter(({ eventName }) => eventName === "SafeModuleTransaction").length;
  const isMissing = told < outcomes.length;
  if (!isMissing && toldByModule >= byModule) return NONE;

  const safe = domain.verifyingContract;
  const answer = isMissing ? await ask(connection, transaction) : null;
  const isDirect = answer?.to != null && isAddressEqual(answer.to, safe);
  const direct = answer !== null && isDirect ? fromCalldata(answer.input, answer.from, "calldata") : null;
  const fits = direct !== null && outcomes.length - told === 1 && toldByModule >= byModule;
  if (fits) return { ...NONE, direct };
  const calls = await callsIn(connection, transaction);
  const why = isDirect
    ? "the calldata of its transaction is not all, and the node gives no trace"
    : "another contract called the Safe, and the node gives no trace";
  if (calls === null)
    return { ...NONE, direct, why: answer === null ? "the node has not its transaction, nor a trace" : why };
  const received = calls.filter(({ to }) => isAddressEqual(to, safe));
  return {
    direct,
    traces: received.flatMap(({ input, from }) => fromCalldata(input, from, "trace") ?? []),
    moduleCalls: received.flatMap(({ input, from }) => fromModuleCalldata(input, from) ?? []),
    traced: true,
    why: "",
  };
}

/** Puts contents to outcomes within one transaction. */
function resolve(
  { domain, slack }: Reading,
  group: Group,
  { direct, traces, traced, why }: Candidates,
  next: bigint,
  seen: number,
): Pick<Fetched, "executions" | "findings"> {
  const findings: Finding[] = [];
  const all = group.events.flatMap((event, offset) =>
    isOutcome(event) ? [unknown(event, group.first + offset, group)] : [],
  );
  const done = new Map<Execution, Execution>();
  const waiting = () => all.filter((execution) => !done.has(execution));
  const where = { block: group.events[0]?.at.block ?? null, transaction: group.transaction };

  for (const { stated, index } of statedIn(group)) {
    const place = { ...where, event: "SafeMultiSigTransaction", nonce: stated?.nonce ?? null };
    const execution = stated === null ? undefined : outcomeOf(domain, stated, waiting());
    if (stated === null || execution === undefined) {
      const what = "SafeMultiSigTransaction gives the hash of no outcome: one of both is missing or altered";
      findings.push(found("error", "altered", what, place));
      continue;
    }
    const { nonce, threshold } = stated;
    done.set(execution, {
      ...execution,
      ...{ begin: index, exact: true, nonce, nonceBy: "hash", content: stated, threshold },
    });
  }
  // Executions before this one whose nonces are not known may have used up as many.
  const uncounted = Math.max(0, seen - Number(next));
  for (const content of [...(direct === null ? [] : [direct]), ...traces]) {
    const rest = waiting();
    if (rest.length === 0) break;
    const range = Math.min(MOST, all.length + uncounted + slack);
    const match = matching(domain, content, rest, next, range);
    if (match !== undefined)
      done.set(match.execution, { ...match.execution, nonce: match.nonce, nonceBy: "hash", content });
    else if (content === direct) {
      const what = "the transaction's calldata does not give the hash that the Safe logged";
      findings.push(found("error", "altered", what, where));
    }
  }
  for (const { outcome } of waiting()) {
    const place = { ...where, event: outcome.eventName };
    if (traced) {
      const what = `no call in the trace of its transaction gives ${outcome.args.txHash}: one of both is not true`;
      findings.push(found("error", "altered", what, place));
    } else {
      const what = `what ${outcome.args.txHash} did cannot be proved: ${why}`;
      findings.push(found("unproved", "content", what, place));
    }
  }
  return { executions: all.map((execution) => done.get(execution) ?? execution), findings };
}

async function ask({ client }: Connection, transaction: Hex) {
  const answer = addressed.safeParse(
    await client.request({ method: "eth_getTransactionByHash", params: [transaction] }).catch(() => null),
  );
  return answer.success ? answer.data : null;
}
