import type { Hex } from "viem";

/** `danger`: look before anybody signs or executes; it fails the command. `warning`: something to put right. `note`: good to know. */
export type Severity = "danger" | "warning" | "note";

/** What the doctor finds: docs/safe-service.md has a table of them. */
export type QueueFindingCode =
  // What a transaction does
  | "delegatecall"
  | "foreignBatch"
  | "unreadableBatch"
  | "ownSafe"
  | "refund"
  | "gasLimit"
  | "notDecoded"
  | "consent"
  | "signsMessage"
  | "allowance"
  | "handsOver"
  | "noCode"
  | "neverUsed"
  | "burn"
  | "lookalike"
  // Its place in the queue
  | "hole"
  | "clash"
  | "race"
  | "executed"
  | "replaced"
  | "old"
  | "otherVersion"
  // Signatures
  | "departed"
  | "notCounted"
  | "unknownApproval"
  // The guard
  | "announced"
  | "unannounced"
  | "announcementExpired"
  // What can be done now
  | "executable"
  | "wouldFail"
  | "collecting"
  // Sources
  | "serviceLies"
  | "serviceOdd"
  | "brokenFile"
  | "onlyInFiles"
  | "onlyAtService";

/** One thing found, what it is about, and what to do. `place` is the call's in a batch, such as `2.1`. */
export type QueueFinding = {
  readonly code: QueueFindingCode;
  readonly severity: Severity;
  readonly nonce: bigint | null;
  readonly safeTxHash: Hex | null;
  readonly place: string;
  readonly reason: string;
  readonly fix: string;
};

export function found(
  code: QueueFindingCode,
  severity: Severity,
  reason: string,
  fix: string,
  about: Partial<Pick<QueueFinding, "nonce" | "safeTxHash" | "place">> = {},
): QueueFinding {
  return { code, severity, nonce: null, safeTxHash: null, place: "", ...about, reason, fix };
}

const ORDER: readonly Severity[] = ["danger", "warning", "note"];

/** Worst first, then by nonce. */
export function sorted(findings: readonly QueueFinding[]): readonly QueueFinding[] {
  const rank = ({ severity, nonce }: QueueFinding) =>
    [BigInt(ORDER.indexOf(severity)), nonce ?? -1n] as const;
  return findings.toSorted((a, b) => {
    const [left, right] = [rank(a), rank(b)];
    const difference = left[0] === right[0] ? left[1] - right[1] : left[0] - right[0];
    return difference < 0n ? -1 : difference > 0n ? 1 : 0;
  });
}

/** `7 (0x1234…abcd)`, as findings name a transaction. */
export function nameOf({
  transaction,
  safeTxHash,
}: {
  transaction: { nonce: bigint };
  safeTxHash: Hex;
}): string {
  return `${transaction.nonce} (${safeTxHash.slice(0, 10)})`;
}
