import { type Address, isAddressEqual } from "viem";
import { catalogueEntry } from "../charter/decompile-roles.ts";
import { onChain } from "../charter/on-chain.ts";
import { render } from "../charter/plain.ts";
import { CHAIN_CONTRACTS } from "../charter/role-resolve.ts";
import type { CharterCatalogued } from "../charter/role-schema.ts";
import type { Charter } from "../charter/schema.ts";
import { livingMembers } from "./atlas.ts";
import { declaredPowers, isAbout, isHeld, listable } from "./declared.ts";
import type { Power, World } from "./world.ts";

/**
 * The catalogue of a charter as a world has it: a first one to be read and corrected, not one to be believed. What an entry of the charter
 * says of effects and reasons is kept; the RoleManager's roles are not among it, since `roles` declares them.
 * @throws `Charter.OtherChain`
 */
export function catalogueOf(whole: Charter, world: World): CharterCatalogued[] {
  const charter = onChain(whole, world.chainId);
  const manager = charter.chain.roles;
  const powers = listable(world).filter(
    (power) => isHeld(world, power) && (manager === undefined || !isAddressEqual(power.on, manager)),
  );
  const entries = powers.map((power): CharterCatalogued => {
    const known = charter.catalogue.find((entry) => isEntryOf(charter, entry, power));
    const members = livingMembers(world, power).map(({ account }) => nameOf(charter, account, "key"));
    return {
      on: nameOf(charter, power.on, "contract"),
      role: roleOf(powers, power),
      members,
      effects: known?.effects,
      reason: known?.reason,
    };
  });
  return entries.toSorted((a, b) => (`${a.on} ${a.role}` < `${b.on} ${b.role}` ? -1 : 1));
}

/** The same as the section of a charter's file. */
export function catalogueText(entries: readonly CharterCatalogued[]): string {
  return render({ catalogue: entries.map(catalogueEntry) });
}

function isEntryOf(charter: Charter, entry: CharterCatalogued, power: Power): boolean {
  const [declared] = declaredPowers({ ...charter, catalogue: [entry] });
  return declared !== undefined && isAbout(declared, power);
}

/** Its name where that is the only one of the contract, else what the contract itself calls it. */
function roleOf(powers: readonly Power[], { on, name, raw }: Power): string {
  const same = powers.filter((one) => isAddressEqual(one.on, on) && one.name === name);
  return same.length === 1 ? name : raw;
}

function nameOf(charter: Charter, account: Address, first: "key" | "contract"): string {
  const key = charter.keys.find(({ address }) => address !== undefined && isAddressEqual(address, account));
  if (key !== undefined && first === "key") return key.label;
  const named = Object.entries(charter.contracts).find(([, address]) => isAddressEqual(address, account));
  if (named !== undefined) return named[0];
  const own = CHAIN_CONTRACTS.find((one) => {
    const address = charter.chain[one];
    return address !== undefined && isAddressEqual(address, account);
  });
  return own !== undefined && first === "key" ? own : account;
}
