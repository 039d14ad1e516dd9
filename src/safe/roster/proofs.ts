import { isAddressEqual } from "viem";
import { BaseError } from "../../errors.ts";
import type { People } from "../people.ts";
import type { Difference } from "./diff.ts";
import type { Owner } from "./owner.ts";
import { type Possession, verify } from "./possession.ts";

/** By what it is known that somebody holds a new owner's key. */
export type Proven = { readonly owner: Owner; readonly by: "conclave" | "proof" };

/**
 * Refuses new owners of whom nothing shows that somebody holds the key. The Conclave's own record will do: a key that is active
 * there has signed its activation. A contract's does so on its own chain only, for on another its address may be anybody's.
 * @throws `SafesPlan.KeyNotUsable`, `SafesPlan.NotProven`, `Possession.*`, `Chain.Unreachable`
 */
export async function proven(
  { entry, connection, state, coming }: Difference,
  people: People,
  proofs: readonly Possession[],
): Promise<Proven[]> {
  const found: Proven[] = [];
  const missing: Owner[] = [];
  const { chainId, address: safe } = state;
  for (const owner of coming) {
    checkUsable(entry.name, owner);
    if (isActivated(owner, people, chainId)) {
      found.push({ owner, by: "conclave" });
      continue;
    }
    const proof = proofs.find(
      (one) =>
        one.chainId === chainId && isAddressEqual(one.safe, safe) && isAddressEqual(one.owner, owner.address),
    );
    if (proof === undefined) missing.push(owner);
    else {
      await verify(connection, proof, { chainId, safe, owner: owner.address });
      found.push({ owner, by: "proof" });
    }
  }
  if (missing.length === 0) return found;
  throw new BaseError({
    code: "SafesPlan.NotProven",
    message: `${entry.name}: nothing shows that anybody holds ${missing.map(({ name }) => name).join(", ")}`,
    fix: `have each run \`safe prove ${safe} --key <their key>\` and keep the file with the proofs, or activate the key in the Conclave`,
    details: { safe, owners: missing.map(({ address }) => address) },
  });
}

/** Whoever may not act in the Conclave is not made an owner. A key that is only pending needs a proof like a stranger's. */
function checkUsable(safe: string, { name, key, address }: Owner): void {
  if (key === null || ["active", "listed", "pending"].includes(key.standing)) return;
  throw new BaseError({
    code: "SafesPlan.KeyNotUsable",
    message: `${safe}: ${name} is ${key.standing}, and is to become an owner`,
    fix: "name another key",
    details: { safe, owner: address, standing: key.standing },
  });
}

function isActivated({ key }: Owner, { conclave }: People, chainId: number): boolean {
  if (conclave === null || key?.standing !== "active") return false;
  return key.kind === "EOA" || conclave.chainId === chainId;
}
