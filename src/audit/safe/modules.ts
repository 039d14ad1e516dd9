import type { Address } from "viem";
import { fromModuleEvent, type ModuleCall } from "./content.ts";
import type { EventOf } from "./event.ts";
import type { Group } from "./execution.ts";
import type { Settings } from "./settings.ts";

type Outcome = EventOf<"ExecutionFromModuleSuccess" | "ExecutionFromModuleFailure">;

/** What a module had the Safe do: no owner signed it, no nonce counts it. `call` is null where nothing tells what it was. */
export type ModuleExecution = {
  readonly outcome: Outcome;
  readonly index: number;
  /** Index of the first log it can have made. */
  readonly begin: number;
  readonly module: Address;
  readonly call: ModuleCall | null;
  /** The module guard that must have let it pass; null if there was none, or it changed in the same transaction. */
  readonly guardedBy: Address | null;
};

/**
 * Pairs what modules asked for with how it ended: by SafeL2's events, which enclose each other, else by the calls of a trace.
 * @param standing The settings before each event of the whole.
 */
export function moduleExecutions(
  group: Group,
  traced: readonly ModuleCall[],
  standing: readonly (Settings | null)[],
): ModuleExecution[] {
  const before = standing[group.first]?.moduleGuard ?? null;
  const guardAt = (index: number) => (standing[index]?.moduleGuard === before ? before : null);
  const open: { readonly call: ModuleCall; readonly index: number }[] = [];
  const executions: ModuleExecution[] = [];
  for (const [offset, event] of group.events.entries()) {
    if (event.eventName === "SafeModuleTransaction") {
      const call = fromModuleEvent(event);
      if (call !== null) open.push({ call, index: group.first + offset });
    }
    if (event.eventName !== "ExecutionFromModuleSuccess" && event.eventName !== "ExecutionFromModuleFailure")
      continue;
    const { module } = event.args;
    const at = open.findLastIndex(({ call }) => call.module === module);
    const [asked] = at < 0 ? [] : open.splice(at, 1);
    const { call = null, index: begin = group.first } = asked ?? {};
    const index = group.first + offset;
    executions.push({ outcome: event, index, begin, module, call, guardedBy: guardAt(index) });
  }
  const unknown = executions.filter(({ call }) => call === null);
  // A call that failed logs all the same; of several by one module only their number can be held against the trace.
  return executions.map((execution) => {
    if (execution.call !== null) return execution;
    const own = unknown.filter(({ module }) => module === execution.module);
    const calls = traced.filter(({ module }) => module === execution.module);
    const call = own.length === calls.length ? (calls[own.indexOf(execution)] ?? null) : null;
    return { ...execution, call };
  });
}

/** SafeL2's events about modules that nothing came of. */
export function unfinished({ events }: Group): number {
  const count = (...names: string[]) =>
    events.filter(({ eventName }) => eventName !== null && names.includes(eventName)).length;
  const asked = count("SafeModuleTransaction");
  return Math.max(0, asked - count("ExecutionFromModuleSuccess", "ExecutionFromModuleFailure"));
}
