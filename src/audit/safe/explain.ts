import { isAddressEqual, zeroAddress } from "viem";
import type { SafeDomain } from "../../safe/transaction.ts";
import { callsOf, isOpaque } from "./calls.ts";
import { changeKey, effectsOf } from "./effects.ts";
import type { Execution, Group } from "./execution.ts";
import { type Finding, found } from "./finding.ts";
import type { ModuleExecution } from "./modules.ts";
import { type Change, isChange } from "./settings.ts";

type Ran = {
  readonly execution: Execution | null;
  readonly module: ModuleExecution | null;
  readonly begin: number;
  readonly index: number;
};

/**
 * Holds the changes of settings that a transaction logged against those that what it executed must have made: whoever drops, alters
 * or invents one contradicts what the owners signed.
 * @param threshold Before the transaction.
 */
export function explain(
  { verifyingContract: safe }: SafeDomain,
  group: Group,
  executions: readonly Execution[],
  modules: readonly ModuleExecution[],
  threshold: number,
): Finding[] {
  const ran: Ran[] = [
    ...executions.map((execution) => ({
      execution,
      module: null,
      begin: execution.begin,
      index: execution.index,
    })),
    ...modules.map((module) => ({ execution: null, module, begin: module.begin, index: module.index })),
  ].sort((a, b) => a.index - b.index);
  const expected: string[] = [];
  let current = threshold;
  const setup = group.events.find((event) => event.eventName === "SafeSetup");
  let opaque = setup !== undefined && !isAddressEqual(setup.args.initializer, zeroAddress);
  for (const { execution, module } of ran) {
    const call = execution?.content?.call ?? module?.call ?? null;
    if (call === null) {
      opaque = true;
      continue;
    }
    const name = (execution ?? module)?.outcome.eventName;
    if (name === "ExecutionFailure" || name === "ExecutionFromModuleFailure") continue;
    const effects = effectsOf(callsOf(call, safe), safe, current);
    expected.push(...effects.changes);
    current = effects.threshold;
    opaque ||= effects.opaque;
  }
  const changes = group.events.filter(isChange);
  return [
    ...compared(group, expected, changes, opaque, ran.length === 1),
    ...misplaced(group, ran, opaque),
    ...foreign(group, opaque),
  ];
}

function compared(
  group: Group,
  expected: readonly string[],
  changes: readonly Change[],
  opaque: boolean,
  inOrder: boolean,
): Finding[] {
  const left = [...changes];
  const where = { block: group.events[0]?.at.block ?? null, transaction: group.transaction };
  const missing = expected.filter((key) => {
    const at = left.findIndex((change) => changeKey(change) === key);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  const findings = missing.map((key) => {
    const message = `what was executed must have logged ${key}, and no log says so`;
    return found("error", "missing", message, { ...where, event: key.split(" ")[0] ?? null });
  });
  const invented = opaque
    ? []
    : left.map((change) => {
        const message = `nothing that was executed can have logged ${changeKey(change)}`;
        return found("error", "invented", message, { ...where, event: change.eventName });
      });
  const order = changes.map(changeKey);
  if (missing.length === 0 && left.length === 0 && inOrder && order.join() !== expected.join()) {
    const values = { expected: expected.join(", "), actual: order.join(", ") };
    return [
      found("error", "reordered", "changes do not stand in the order they were made in", {
        ...where,
        ...values,
      }),
    ];
  }
  return [...findings, ...invented];
}

/** What ran encloses what it logged, and either encloses another or does not touch it. */
function misplaced(group: Group, ran: readonly Ran[], opaque: boolean): Finding[] {
  const where = { block: group.events[0]?.at.block ?? null, transaction: group.transaction };
  const wrong = (message: string) => [found("error", "reordered", message, where)];
  if (ran.some(({ begin, index }) => index < begin)) return wrong("an outcome stands before what began it");
  const crosses = ran.some((one) =>
    ran.some(({ begin, index }) => one.begin < begin && begin < one.index && one.index < index),
  );
  if (crosses)
    return wrong("two executions end in the order in which they began, though one was inside the other");
  const from = Math.min(...ran.map(({ begin }) => begin));
  const to = Math.max(...ran.map(({ index }) => index));
  const outside = group.events.some((event, offset) => {
    const index = group.first + offset;
    return isChange(event) && (index < from || index > to);
  });
  return outside && !opaque && ran.length > 0 ? wrong("a change stands outside of what made it") : [];
}

/** Logs that no Safe emits: only other code acting as the Safe can have. */
function foreign({ events, transaction }: Group, opaque: boolean): Finding[] {
  return events.flatMap(({ eventName, at, ...event }) => {
    if (eventName !== null) return [];
    const topic = "topic" in event ? event.topic : null;
    const where = { block: at.block, transaction };
    return opaque
      ? [
          found(
            "notice",
            "unknown",
            `log ${at.index} is none of a Safe's (topic ${topic}): other code made it`,
            where,
          ),
        ]
      : [
          found(
            "error",
            "unknown",
            `log ${at.index} is none of a Safe's (topic ${topic}), and only Safe's own code ran`,
            where,
          ),
        ];
  });
}

/** Executions in which other code acted as the Safe: what it changed without a log cannot be known. */
export function opaqueCalls(
  { verifyingContract: safe }: SafeDomain,
  executions: readonly Execution[],
): Finding[] {
  return executions.flatMap(({ content, nonce, outcome }) => {
    if (content === null || outcome.eventName === "ExecutionFailure") return [];
    const to = callsOf(content.call, safe).find(isOpaque)?.to;
    if (to === undefined) return [];
    const where = { nonce, block: outcome.at.block, transaction: outcome.at.transaction };
    const message = `the code of ${to} acted as the Safe (delegatecall): what it changed besides its logs cannot be known`;
    return [found("notice", "opaque", message, where)];
  });
}
