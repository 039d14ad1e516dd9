import type { Hex } from "viem";
import type { Execution } from "./execution.ts";
import { type Finding, found } from "./finding.ts";
import { whereOf } from "./replay.ts";

/**
 * Every multisig transaction of a Safe uses up one nonce, and storage has the count: as many executions must be there, one for each
 * nonce, in their order. A log that is missing is a hole, one that was made up is one too many.
 */
export function nonces(executions: readonly Execution[], end: bigint): Finding[] {
  const findings: Finding[] = [];
  const seen = new Map<Hex, Execution>();
  let last: Execution | null = null;
  for (const execution of executions) {
    const { outcome, nonce } = execution;
    const where = { ...whereOf(outcome.eventName, outcome.at), nonce };
    if (seen.has(outcome.args.txHash))
      findings.push(found("error", "repeated", `a second outcome of ${outcome.args.txHash}`, where));
    seen.set(outcome.args.txHash, execution);
    if (nonce === null) continue;
    // One inside the other, the outer one ends last: within a transaction the order tells nothing.
    const isSame = last?.outcome.at.transaction === outcome.at.transaction;
    if (last?.nonce != null && nonce < last.nonce && !isSame)
      findings.push(found("error", "reordered", `nonce ${nonce} ran after nonce ${last.nonce}`, where));
    if (last === null || last.nonce === null || nonce > last.nonce) last = execution;
  }
  return [...findings, ...counts(executions, end)];
}

function counts(executions: readonly Execution[], end: bigint): Finding[] {
  const count = BigInt(executions.length);
  const values = { expected: String(end), actual: String(count) };
  const known = new Set(executions.flatMap(({ nonce }) => (nonce === null ? [] : [nonce])));
  const beyond = [...known]
    .filter((nonce) => nonce >= end)
    .map((nonce) =>
      found("error", "invented", `nonce ${nonce} cannot have run: storage has not reached it`, {
        nonce,
        ...values,
      }),
    );
  if (count > end) {
    const message = `${count} executions, but storage counts ${end}: ${count - end} of them never ran`;
    return [...beyond, found("error", "invented", message, values)];
  }
  if (count === end) return beyond;
  const uncounted = executions.length - known.size;
  const holes = holesIn(known, end);
  if (uncounted > 0 || holes.length > MOST) {
    const message = `${count} executions, but storage counts ${end}: ${end - count} are missing`;
    return [...beyond, found("error", "missing", message, values)];
  }
  return [
    ...beyond,
    ...holes.map((nonce) =>
      found("error", "missing", `what ran with nonce ${nonce} is missing`, { nonce, ...values }),
    ),
  ];
}

/** Holes named one by one at most. */
const MOST = 100;

function holesIn(known: ReadonlySet<bigint>, end: bigint): bigint[] {
  const holes: bigint[] = [];
  for (let nonce = 0n; nonce < end && holes.length <= MOST; nonce++) if (!known.has(nonce)) holes.push(nonce);
  return holes;
}
