import { type Address, isAddressEqual } from "viem";
import type { Setting } from "../settings.ts";

/** Who owns a Safe, and how many of them it takes. */
export type Ownership = { readonly owners: readonly Address[]; readonly threshold: number };

/**
 * The changes that lead from one ownership to another, in an order in which no step fails or weakens: owners are replaced in
 * place, added before any is removed, the threshold is raised as soon as there are owners enough, and lowered last and no lower than
 * it is to be. So it is never above the owners there are, nor below the lower of old and new.
 */
export function steps(from: Ownership, to: Ownership): Setting[] {
  const isIn = (owners: readonly Address[], owner: Address) =>
    owners.some((one) => isAddressEqual(one, owner));
  const leaving = from.owners.filter((owner) => !isIn(to.owners, owner));
  const coming = to.owners.filter((owner) => !isIn(from.owners, owner));
  const swaps = Math.min(leaving.length, coming.length);
  const settings: Setting[] = leaving.slice(0, swaps).flatMap((owner, index) => {
    const by = coming[index];
    return by === undefined ? [] : [{ kind: "swapOwner" as const, owner, by }];
  });
  let count = from.owners.length;
  let threshold = from.threshold;
  for (const owner of coming.slice(swaps)) {
    count += 1;
    threshold = Math.max(threshold, Math.min(to.threshold, count));
    settings.push({ kind: "addOwner", owner, threshold });
  }
  if (threshold < to.threshold) {
    threshold = to.threshold;
    settings.push({ kind: "threshold", threshold });
  }
  const removals = leaving.slice(swaps);
  for (const [index, owner] of removals.entries()) {
    count -= 1;
    threshold = index === removals.length - 1 ? to.threshold : Math.min(threshold, count);
    settings.push({ kind: "removeOwner", owner, threshold });
  }
  if (threshold > to.threshold) settings.push({ kind: "threshold", threshold: to.threshold });
  return settings;
}
