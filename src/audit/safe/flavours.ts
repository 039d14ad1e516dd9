import { type Deployment, deployedAt } from "../../safe/deployments.ts";
import type { SafeState } from "../../safe/state.ts";
import type { Foreign, SafeEvent } from "./event.ts";
import { type Finding, found } from "./finding.ts";
import { type Replayed, whereOf } from "./replay.ts";

/** A span of events under one singleton; null: not one of Safe's own, or not known. */
type Span = { readonly release: Deployment | null; readonly end: number };

/**
 * SafeL2 says what it executes, Safe does not: under one singleton all executions are told, or none. Also says where the code is not
 * Safe's, for then nobody knows what its events mean.
 */
export function flavours(
  events: readonly (SafeEvent | Foreign)[],
  { executions, modules }: Pick<Replayed, "executions" | "modules">,
  state: SafeState,
): Finding[] {
  const findings: Finding[] = [];
  if (state.release === null) {
    const message = `the code of its singleton ${state.singleton} is none of Safe's releases: what its events mean is not known`;
    findings.push(found("unproved", "opaque", message));
  }
  const changes = events.flatMap((event, index) =>
    event.eventName === "ChangedMasterCopy" ? [{ index, singleton: event.args.singleton }] : [],
  );
  const spans: Span[] = changes.map(({ index }, each) => {
    const before = changes[each - 1]?.singleton;
    return { release: before === undefined ? null : (deployedAt(before) ?? null), end: index };
  });
  spans.push({ release: state.release, end: Number.POSITIVE_INFINITY });
  let start = -1;
  for (const { release, end } of spans) {
    // What changed the singleton began under the one before.
    const isOwn = ({ index }: { readonly index: number }) => index > start && index < end;
    const silent = executions.filter((execution) => isOwn(execution) && !execution.exact);
    const quiet = modules.filter((module) => isOwn(module) && module.call?.source !== "event");
    const isTold = executions.filter(isOwn).length > silent.length;
    const began = start;
    start = end;
    if (release?.contract !== "SafeL2" && !(release === null && isTold)) continue;
    const message = "SafeL2 says what it executes, and here no log does";
    for (const { outcome, nonce, begin } of silent) {
      if (begin <= began) continue;
      const where = { ...whereOf("SafeMultiSigTransaction", outcome.at), nonce };
      findings.push(found("error", "missing", message, where));
    }
    for (const { outcome } of quiet)
      findings.push(found("error", "missing", message, whereOf("SafeModuleTransaction", outcome.at)));
  }
  return findings;
}
