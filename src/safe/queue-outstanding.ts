import { type Address, type Hex, isAddressEqual } from "viem";
import { found, type QueueFinding } from "./queue-finding.ts";
import type { Item } from "./queue-item.ts";
import type { Record } from "./queue-record.ts";
import type { SafeState } from "./state.ts";

/** One consent that can still be used: a signature, or an approval on-chain. `nonce` is null where the transaction is not known. */
export type Outstanding = {
  readonly safeTxHash: Hex;
  readonly nonce: bigint | null;
  readonly kind: "signature" | "approval";
};

/** What is still out of each owner's key. */
export type OwnerView = { readonly owner: Address; readonly outstanding: readonly Outstanding[] };

/** Consents by owner, of those whose nonce is not used. Signatures that nobody handed in are not known to anybody. */
export function outstandingOf(
  state: SafeState,
  items: readonly Item[],
  record: Record,
): readonly OwnerView[] {
  const open = items.filter(({ transaction }) => transaction.nonce >= state.nonce);
  const strange = unknownApprovals(items, record);
  return state.owners.map((owner) => {
    const known = open.flatMap(({ safeTxHash, transaction: { nonce }, standing }): Outstanding[] =>
      standing.consents
        .filter((one) => one.counts && isAddressEqual(one.owner, owner))
        .map(({ kind }) => ({ safeTxHash, nonce, kind: kind === "approved" ? "approval" : "signature" })),
    );
    const unknown = strange
      .filter((one) => isAddressEqual(one.owner, owner))
      .map(({ safeTxHash }): Outstanding => ({ safeTxHash, nonce: null, kind: "approval" }));
    return { owner, outstanding: [...known, ...unknown] };
  });
}

/** Approvals of transactions that nobody has shown and that were not executed. */
function unknownApprovals(items: readonly Item[], { approvals, executed }: Record): Record["approvals"] {
  const known = new Set(items.map(({ safeTxHash }) => safeTxHash));
  const seen = new Set<string>();
  return approvals.filter(({ owner, safeTxHash }) => {
    const key = `${owner}${safeTxHash}`;
    if (known.has(safeTxHash) || executed.has(safeTxHash) || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** One finding for each hash that owners approved and whose transaction is nowhere. */
export function approvalFindings(
  state: SafeState,
  items: readonly Item[],
  record: Record,
): readonly QueueFinding[] {
  const byHash = Map.groupBy(
    unknownApprovals(items, record).filter(({ owner }) =>
      state.owners.some((one) => isAddressEqual(one, owner)),
    ),
    ({ safeTxHash }) => safeTxHash,
  );
  return [...byHash].map(([safeTxHash, approvals]) => {
    const owners = approvals.map(({ owner }) => owner).join(", ");
    const enough =
      approvals.length >= state.threshold ? "; that is enough for whoever knows it to execute it" : "";
    const reason = `${owners} approved ${safeTxHash} on-chain, and no transaction of that hash is known here${enough}`;
    const fix =
      "ask for the transaction (`safe pull`, or its file). An approval cannot be taken back: it lives until its nonce is used, or its owner is replaced";
    return found("unknownApproval", "danger", reason, fix, { safeTxHash });
  });
}
