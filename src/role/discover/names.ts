import { type Address, getAddress, type Hex, isAddressEqual, keccak256, stringToHex, zeroHash } from "viem";
import { callNames } from "../../charter/call-names.ts";
import { contractAddress } from "../../charter/resolve.ts";
import type { Charter } from "../../charter/schema.ts";
import { type Words, wordsFrom } from "../../charter/words.ts";
import type { Effect } from "../world.ts";
import { functionName, ROLE_NAMES } from "./effects.ts";

/** What people call things: by the charter, by what is well known. */
export type Names = {
  readonly words: Words;
  /** Of a role of AccessControl. */
  readonly role: (id: Hex) => string;
  /** Names whose hash may be a role, for asking a contract for its constants. */
  readonly roleNames: readonly string[];
  readonly functionName: (target: Address, selector: Hex) => string | null;
  readonly label: (address: Address) => string | null;
  /** What the charter says a power brings about; undefined if it says nothing. */
  readonly effects: (on: Address, name: string, raw: string) => readonly Effect[] | undefined;
};

export function namesFrom(charter: Charter): Names {
  const calls = callNames(charter);
  const words = wordsFrom(charter, calls);
  const roleNames = [
    ...new Set([...ROLE_NAMES, ...charter.catalogue.map(({ role }) => role).filter(isConstant)]),
  ];
  const roles = new Map(roleNames.map((name) => [keccak256(stringToHex(name)), name]));
  const labels = new Map(
    Object.entries(charter.contracts).map(([name, address]) => [getAddress(address), name]),
  );
  const { conclave, guard, roles: manager } = charter.chain;
  for (const [name, address] of Object.entries({ conclave, guard, roles: manager }))
    if (address !== undefined && !labels.has(address)) labels.set(address, name);
  const catalogue = charter.catalogue.flatMap(({ on, role, effects }) =>
    effects === undefined ? [] : [{ on: contractAddress(charter, on), role, effects }],
  );
  return {
    words,
    roleNames,
    role: (id) => (id === zeroHash ? "DEFAULT_ADMIN_ROLE" : (roles.get(id) ?? id)),
    functionName: (target, selector) =>
      calls.get(`${target}/${selector}`.toLowerCase()) ?? functionName(selector),
    label: (address) => labels.get(getAddress(address)) ?? null,
    effects: (on, name, raw) =>
      catalogue.find((one) => isAddressEqual(one.on, on) && (one.role === name || one.role === raw))?.effects,
  };
}

function isConstant(role: string): boolean {
  return /^[A-Z][A-Z0-9_]*$/.test(role) && role !== "DEFAULT_ADMIN_ROLE";
}
