import type { Address, Hex } from "viem";
import type { SafeDomain } from "../../safe/transaction.ts";
import { type Approval, type Judged, judge } from "./approval.ts";
import type { ModuleCall } from "./content.ts";
import type { EventOf, Foreign, SafeEvent } from "./event.ts";
import type { Execution, Group } from "./execution.ts";
import { explain } from "./explain.ts";
import { type Finding, found } from "./finding.ts";
import { type ModuleExecution, moduleExecutions, unfinished } from "./modules.ts";
import { after, founded, refused, type Settings } from "./settings.ts";

/** An execution with those who approved it. `settings`: those it was judged by; null if none of the possible ones allow it. */
export type Approved = Execution & {
  readonly approvals: readonly Approval[];
  readonly settings: Settings | null;
};

export type Replayed = {
  readonly executions: readonly Approved[];
  readonly modules: readonly ModuleExecution[];
  /** Where the events lead; null if the Safe was never set up. */
  readonly settings: Settings | null;
  readonly setup: EventOf<"SafeSetup"> | null;
  readonly hashes: readonly EventOf<"ApproveHash">[];
  readonly messages: readonly EventOf<"SignMsg">[];
  readonly findings: readonly Finding[];
};

/** Follows the settings through all events, and judges each execution by those in force when the Safe checked its signatures. */
export function replay(
  domain: SafeDomain,
  groups: readonly Group[],
  executions: readonly Execution[],
  traced: ReadonlyMap<Hex, readonly ModuleCall[]>,
): Replayed {
  const events = groups.flatMap((group) => group.events);
  const findings: Finding[] = [];
  const setups = events.filter((event) => event.eventName === "SafeSetup");
  const [setup = null] = setups;
  for (const { at } of setups.slice(1))
    findings.push(found("error", "repeated", "a Safe can be set up only once", whereOf("SafeSetup", at)));
  const standing = standings(events, setup, findings);
  const hashes = events.filter((event) => event.eventName === "ApproveHash");
  const messages = events.filter((event) => event.eventName === "SignMsg");
  const byTransaction = Map.groupBy(executions, ({ outcome }) => outcome.at.transaction);
  const modules: ModuleExecution[] = [];
  const approved: Approved[] = [];
  for (const group of groups) {
    const own = byTransaction.get(group.transaction) ?? [];
    const byModule = moduleExecutions(group, traced.get(group.transaction) ?? [], standing);
    modules.push(...byModule);
    const start = standing[group.first] ?? null;
    if (start !== null) findings.push(...explain(domain, group, own, byModule, start.threshold));
    if (unfinished(group) > 0) {
      const what = "SafeModuleTransaction without its outcome: one of both is missing or invented";
      findings.push(found("error", "missing", what, whereOf("SafeModuleTransaction", group.events[0]?.at)));
    }
    for (const execution of own) {
      const possible = execution.exact
        ? [standing[execution.begin] ?? null]
        : [...new Set(standing.slice(group.first, execution.index + 1))];
      approved.push(approve(execution, possible, findings));
    }
    for (const module of byModule)
      findings.push(...byWhom(module, standing.slice(group.first, module.index + 1)));
  }
  findings.push(...results(executions), ...approvers(hashes, standing, events));
  return {
    executions: approved,
    modules,
    settings: standing.at(-1) ?? null,
    setup,
    hashes,
    messages,
    findings,
  };
}

/** The settings before each event, and last those after all. What `setup` logged may stand before its own event or behind it. */
function standings(
  events: readonly (SafeEvent | Foreign)[],
  setup: EventOf<"SafeSetup"> | null,
  findings: Finding[],
): (Settings | null)[] {
  let current = setup === null ? null : founded(setup);
  const all: (Settings | null)[] = [current];
  for (const event of events) {
    if (current !== null && event.eventName !== null) {
      const problem = refused(current, event);
      if (problem !== null)
        findings.push(
          found("error", "impossible", `${event.eventName}: ${problem}`, whereOf(event.eventName, event.at)),
        );
      current = after(current, event);
    }
    all.push(current);
  }
  return all;
}

function approve(
  execution: Execution,
  possible: readonly (Settings | null)[],
  findings: Finding[],
): Approved {
  const { content, outcome, nonce, threshold } = execution;
  const bare: Approved = { ...execution, approvals: [], settings: possible[0] ?? null };
  if (content === null) return bare;
  const where = { ...whereOf(outcome.eventName, outcome.at), nonce };
  let first: Judged | undefined;
  for (const settings of possible) {
    if (settings === null) continue;
    const judged = judge(content, outcome.args.txHash, settings);
    first ??= judged;
    if (judged.problem !== null) continue;
    if (threshold !== null && threshold !== settings.threshold) {
      const values = { expected: String(settings.threshold), actual: String(threshold) };
      findings.push(
        found("error", "altered", "the threshold in SafeMultiSigTransaction is not the one in force", {
          ...where,
          ...values,
        }),
      );
    }
    return { ...execution, approvals: judged.approvals, settings };
  }
  if (first === undefined) return bare;
  const message = `the Safe would not have taken these signatures: ${first.problem}`;
  findings.push(found("error", "signature", message, where));
  return { ...execution, approvals: first.approvals, settings: null };
}

/** What no Safe logs as an outcome of such a transaction. */
function results(executions: readonly Execution[]): Finding[] {
  return executions.flatMap(({ content, outcome, nonce }) => {
    if (content === null) return [];
    const { safeTxGas, gasPrice } = content.call;
    const where = { ...whereOf(outcome.eventName, outcome.at), nonce };
    const failed = outcome.eventName === "ExecutionFailure";
    if (failed && safeTxGas === 0n && gasPrice === 0n)
      return [
        found(
          "error",
          "impossible",
          "without safeTxGas and gasPrice a failure reverts, and logs nothing",
          where,
        ),
      ];
    if (gasPrice === 0n && outcome.args.payment !== 0n) {
      const values = { expected: "0", actual: String(outcome.args.payment) };
      return [found("error", "altered", "without gasPrice nothing is paid back", { ...where, ...values })];
    }
    if (gasPrice === 0n && safeTxGas === 0n) return [];
    const what =
      gasPrice === 0n ? "whether it succeeded is" : "whether it succeeded, and what was paid back, is";
    return [found("notice", "unbound", `${what} the log's word: nothing commits to it`, where)];
  });
}

/** @param possible The settings that the module may have begun under: it may have disabled itself by what it did. */
function byWhom(
  { module, outcome, call }: ModuleExecution,
  possible: readonly (Settings | null)[],
): Finding[] {
  const where = whereOf(outcome.eventName, outcome.at);
  const findings: Finding[] = [];
  const message =
    call === null
      ? `what module ${module} did cannot be proved: neither SafeL2's event nor a trace tells`
      : `what module ${module} did is the node's word: no owner signed it, and no nonce counts it`;
  findings.push(found("unproved", call === null ? "content" : "unbound", message, where));
  if (possible.every((settings) => settings !== null && !settings.modules.has(module)))
    findings.push(found("error", "impossible", `${module} was no module then`, where));
  return findings;
}

/** Only owners approve hashes. */
function approvers(
  hashes: readonly EventOf<"ApproveHash">[],
  standing: readonly (Settings | null)[],
  events: readonly (SafeEvent | Foreign)[],
): Finding[] {
  const places = new Map(events.map((event, index) => [event, index]));
  return hashes.flatMap((event) => {
    const settings = standing[places.get(event) ?? 0] ?? null;
    const owner: Address = event.args.owner;
    if (settings === null || settings.owners.has(owner)) return [];
    return [
      found(
        "error",
        "impossible",
        `${owner} approved a hash, and was no owner then`,
        whereOf("ApproveHash", event.at),
      ),
    ];
  });
}

/** Events by transaction of the chain, in order. */
export function grouped(events: readonly (SafeEvent | Foreign)[]): Group[] {
  const groups: { transaction: Hex; first: number; events: (SafeEvent | Foreign)[] }[] = [];
  for (const [index, event] of events.entries()) {
    const last = groups.at(-1);
    if (last?.transaction === event.at.transaction) last.events.push(event);
    else groups.push({ transaction: event.at.transaction, first: index, events: [event] });
  }
  return groups;
}

export function whereOf(event: string | null, at: SafeEvent["at"] | undefined) {
  return { event, block: at?.block ?? null, transaction: at?.transaction ?? null };
}
