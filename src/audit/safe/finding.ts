import type { FindingKind as LinkFindingKind } from "../finding.ts";

/**
 * What is wrong with a Safe's history, or cannot be known, in the words of the Conclave's audit (`../finding.ts`), and
 * - `signature`: what was executed does not carry the owners' consent that the Safe asks for;
 * - `content`: neither events nor calldata nor traces tell what was executed;
 * - `unbound`: only the node's word ties this content, or this result, to the chain;
 * - `opaque`: code ran as the Safe that may have done anything without a trace in the logs;
 * - `guard`: the guard's record and this history contradict each other; `conclave`: the Conclave's own record does not hold.
 */
export type FindingKind =
  | Exclude<LinkFindingKind, "broken" | "document">
  | "signature"
  | "content"
  | "unbound"
  | "opaque"
  | "guard"
  | "conclave";

/** `error`: the record does not hold; `unproved`: it may, and cannot be proved here; `notice`: for people to know. */
export type Severity = "error" | "unproved" | "notice";

/** One thing found, and where as far as that is known. */
export type Finding = {
  readonly kind: FindingKind;
  readonly severity: Severity;
  readonly nonce: bigint | null;
  readonly event: string | null;
  readonly block: number | null;
  readonly transaction: string | null;
  readonly message: string;
  readonly expected?: string;
  readonly actual?: string;
};

export type Where = Partial<Omit<Finding, "kind" | "severity" | "message">>;

export function found(severity: Severity, kind: FindingKind, message: string, where: Where = {}): Finding {
  return { kind, severity, nonce: null, event: null, block: null, transaction: null, ...where, message };
}
