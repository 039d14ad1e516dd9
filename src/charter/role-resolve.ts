import { type Address, getAddress, type Hex, isAddress } from "viem";
import { ADMIN } from "./fixed-roles.ts";
import { contractAddress, selectorOf } from "./resolve.ts";
import type { CharterMember, CharterRole, CharterRoleFunction } from "./role-schema.ts";
import type { Charter, CharterKey } from "./schema.ts";

/** The parts of a charter about roles, with names turned into what the RoleManager has: numbers, addresses, selectors. */

/** The number of the role called `name`; the Conclave's own without a name, `null` if there is no such role. */
export function roleNumber(charter: Pick<Charter, "roles">, name: string | undefined): bigint | null {
  if (name === undefined) return ADMIN;
  return charter.roles.find((role) => role.name === name)?.id ?? null;
}

export function keyLabelled(charter: Pick<Charter, "keys">, label: string): CharterKey | null {
  return charter.keys.find((key) => key.label === label) ?? null;
}

/** Where a member calls from; `null` for a key that has no account of its own, or that the charter does not list. */
export function memberAccount(
  charter: Charter,
  member: Pick<CharterMember, "key" | "contract">,
): Address | null {
  if (member.contract !== undefined) return contractAddress(charter, member.contract);
  return keyLabelled(charter, member.key ?? "")?.address ?? null;
}

/** Holder number of whose the member is; `null` for a contract that is nobody's alone. */
export function memberHolder(
  charter: Charter,
  member: Pick<CharterMember, "key" | "contract">,
): number | null {
  const account = memberAccount(charter, member);
  const owner =
    member.key === undefined
      ? charter.automata.find(({ contract }) => contractAddress(charter, contract) === account)?.holder
      : keyLabelled(charter, member.key)?.owner;
  return charter.people.find(({ name }) => name === owner)?.id ?? null;
}

/** How a member is called in the file: a key's label, or a contract's name or address. */
export function memberName(member: Pick<CharterMember, "key" | "contract">): string {
  return member.key ?? member.contract ?? "";
}

/** The contracts of the chain section, as the catalogue calls them unless the charter gives the name to something else. */
export const CHAIN_CONTRACTS = ["conclave", "guard", "roles"] as const;

/** The account a name in the catalogue stands for: a key's, a contract's, or the address itself; `null` if it has none (yet). */
export function catalogueAccount(charter: Charter, name: string): Address | null {
  const key = keyLabelled(charter, name);
  if (key !== null) return key.address ?? null;
  if (Object.hasOwn(charter.contracts, name)) return charter.contracts[name] ?? null;
  const own = CHAIN_CONTRACTS.find((one) => one === name);
  if (own !== undefined) return charter.chain[own] ?? null;
  return isAddress(name) ? getAddress(name) : null;
}

/** A function as a target and four bytes. @throws `Charter.UnresolvedContract`, `Charter.BadSignature` */
export function roleFunction(
  charter: Charter,
  entry: CharterRoleFunction,
): { target: Address; selector: Hex } {
  return { target: contractAddress(charter, entry.target), selector: selectorOf(entry) };
}

/** The roles that name `role` as `admin`, `guardian` or `reviewer`. */
export function rolesUnder(charter: Pick<Charter, "roles">, role: CharterRole): CharterRole[] {
  return charter.roles.filter(({ admin, guardian, reviewer }) =>
    [admin, guardian, reviewer].includes(role.name),
  );
}
