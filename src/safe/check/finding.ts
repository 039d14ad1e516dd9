import type { Address } from "viem";

/** How bad a finding is, worst first. `unknown`: what was asked cannot be told from what the node gives. */
export const SEVERITIES = ["critical", "high", "medium", "low", "ok", "unknown"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Every check, and why it is made. docs/safe-check.md says of each how it is known. */
export const CHECKS = {
  proxy: "the proxy's own code decides whose code runs; code that Safe did not release may do anything",
  singleton: "the singleton's code is the Safe: another one may let anybody in, whatever it answers",
  version: "older versions have known faults, and lack what guards need",
  threshold: "too few signatures and one theft is enough; all of them and one loss is",
  coalition: "signatures count keys; what protects is the number of people it takes",
  "owner-person": "whoever owns must be somebody the organisation knows",
  "owner-standing":
    "a key that may no longer act in the Conclave still acts for the Safe until it is removed",
  "people-missing": "people who approve in the Conclave have no say here",
  "owner-code":
    "an owner that is a contract, or runs one's code, consents by that code and not by a key alone",
  "owner-known": "keys that everybody has, or nobody, are no owners",
  "owner-self": "an owner that the Safe itself or a module stands for is nobody's consent",
  "owner-cycle": "Safes that own each other wait for each other",
  "owner-unused": "an account that never did anything may be one that nobody can use",
  "owner-silent": "an owner who has not signed for long may have lost the key, which shows when it is needed",
  module: "a module acts for the Safe without any owner's signature",
  "module-guard": "without a module guard nothing checks what modules do",
  guard: "a guard can refuse everything, and without one the rules people agreed on bind nobody",
  "guard-exit": "an announced exit, once it is ready, lets the owners take the guard off",
  handler: "the fallback handler answers in the Safe's name, and is called by it",
  messages: "messages signed in the Safe's name move value too (permits, orders)",
  approvals: "approved hashes cannot be taken back: they hold until the nonce is used",
  elsewhere: "the same address on another chain belongs to whoever were the first owners",
} as const;
export type CheckName = keyof typeof CHECKS;

/** One thing found. `subject` is the address it is about, if it is about one besides the Safe. */
export type Finding = {
  readonly check: CheckName;
  readonly severity: Severity;
  readonly subject?: Address;
  readonly found: string;
  /** What to do, as an instruction, with the command where there is one. Null where nothing is to be done. */
  readonly fix: string | null;
  /** The values it rests on, as they were read. */
  readonly evidence: Readonly<Record<string, unknown>>;
};

/** A finding with nothing to be done about. */
export function ok(
  check: CheckName,
  found: string,
  evidence: Finding["evidence"] = {},
  subject?: Address,
): Finding {
  return { check, severity: "ok", found, fix: null, evidence, ...(subject === undefined ? {} : { subject }) };
}

/** Whether `severity` is as bad as `limit` or worse. What cannot be told is no failure. */
export function reaches(severity: Severity, limit: Severity): boolean {
  return severity !== "unknown" && SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(limit);
}
