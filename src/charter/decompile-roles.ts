import { isAddress } from "viem";
import { formatDate, formatDuration } from "../time.ts";
import type { Plain } from "./plain.ts";
import { CHAIN_CONTRACTS } from "./role-resolve.ts";
import type { CharterCatalogued, CharterLimit, CharterRole, CharterRoleFunction } from "./role-schema.ts";
import type { Charter } from "./schema.ts";

/**
 * The parts about roles as they stand in a file: no document on-chain holds them, so they are written as the charter at hand has them. Keys
 * that are not among `labels` are left out, since the file would not say who they are.
 */
export function rolePartsOf(
  charter: Charter,
  labels: ReadonlySet<string>,
): Record<string, Plain | undefined> {
  const { chains, roles, open, duties, automata, catalogue, limits } = charter;
  return {
    chains: filled(
      chains.map(({ id, contracts, ...rest }) => ({
        id: String(id),
        ...rest,
        contracts: Object.keys(contracts).length === 0 ? undefined : contracts,
      })),
    ),
    roles: filled(roles.map((role) => roleEntry(role, labels))),
    open: filled(open.map(functionEntry)),
    duties: filled(duties),
    automata: filled(automata.map((one) => ({ ...one }))),
    catalogue: filled(
      catalogue.map((one) =>
        catalogueEntry({ ...one, members: one.members.filter((name) => isExplained(charter, name, labels)) }),
      ),
    ),
    limits: filled(limits.map(limitEntry)),
  };
}

function isExplained(charter: Charter, name: string, labels: ReadonlySet<string>): boolean {
  const others: readonly string[] = [...Object.keys(charter.contracts), ...CHAIN_CONTRACTS];
  return labels.has(name) || isAddress(name) || others.includes(name);
}

function roleEntry(role: CharterRole, labels: ReadonlySet<string>): Plain {
  const { id, name, functions, admin, guardian, reviewer, term, review, grace, members, effects } = role;
  return {
    id: String(id),
    name,
    functions: filled(functions.map(functionEntry)),
    admin,
    guardian,
    reviewer,
    term: formatDuration(term),
    review: formatDuration(review),
    grace: formatDuration(grace),
    "grant-delay": role["grant-delay"] === 0 ? undefined : formatDuration(role["grant-delay"]),
    critical: role.critical ? "true" : undefined,
    live: role.live ? "true" : undefined,
    effects,
    members: filled(
      members
        .filter(({ key }) => key === undefined || labels.has(key))
        .map(({ key, contract, until, delay }) => ({
          key,
          contract,
          until: until === undefined ? undefined : formatDate(until),
          delay: delay === 0 ? undefined : formatDuration(delay),
        })),
    ),
  };
}

function functionEntry({ target, function: signature, selector }: CharterRoleFunction): Plain {
  return { target, function: signature, selector };
}

/** One entry of the catalogue, as the file has it. */
export function catalogueEntry({ on, role, members, effects, reason }: CharterCatalogued): Plain {
  return { on, role, members, effects, reason };
}

function limitEntry({ goal, on, ...counts }: CharterLimit): Plain {
  const written = Object.entries(counts).map(([unit, count]) => [
    unit,
    count === undefined ? undefined : String(count),
  ]);
  return { goal, on, ...Object.fromEntries(written) };
}

function filled(list: readonly Plain[]): Plain | undefined {
  return list.length === 0 ? undefined : list;
}
