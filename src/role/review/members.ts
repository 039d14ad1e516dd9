import { type Address, getAddress } from "viem";
import { ADMIN } from "../../charter/fixed-roles.ts";
import type { Charter } from "../../charter/schema.ts";
import { type Words, wordsFrom } from "../../charter/words.ts";
import { BaseError } from "../../errors.ts";
import { keyAt, type People } from "../../safe/people.ts";
import { oneLine } from "./line.ts";
import type { Granted, Manager, Role } from "./manager.ts";
import type { ReviewGrant } from "./schema.ts";

/** A member of a role, by the names that people know. */
export type Member = Pick<ReviewGrant, "account" | "name" | "key" | "holder" | "person" | "standing">;

/** Who a grant's member is. Key and holder are the grant's own; what became of the key since is the roster's to say. */
export function memberOf(
  people: People,
  charter: Charter | null,
  { role, account, grant, declared }: Omit<Granted, "word">,
): Member {
  const words = wordsFrom(charter);
  const { key, holder } = grant;
  if (role === ADMIN)
    return {
      account: getAddress(account),
      key,
      holder,
      person: null,
      name: "the Conclave",
      standing: "declared",
    };
  const who = { account: getAddress(account), key, holder, person: personOf(words, holder) };
  if (key === null)
    return { ...who, name: oneLine(words.place(account)), standing: contractStanding(declared) };
  const found = keyAt(people, account);
  // An index may have gone to another key since: then the one that was granted to is no longer there.
  if (found === undefined || found.index !== key)
    return { ...who, name: getAddress(account), standing: "ended" };
  const standing = found.standing === "listed" ? "pending" : found.standing;
  return { ...who, name: oneLine(found.label), standing };
}

/** The roles that a grant's account or holder has besides, and that conflict with `role`, by name: as the manager has it set, and as the charter says. */
export function conflictsOf(
  manager: Manager,
  charter: Charter | null,
  role: Role,
  { account, grant: { holder } }: Granted,
): string[] {
  const isOwn = (other: Granted) =>
    other.account === account || (holder !== null && other.grant.holder === holder);
  const named = (charter?.duties ?? []).flatMap(([a, b]) => {
    const other = a === nameOf(charter, role) ? b : b === nameOf(charter, role) ? a : undefined;
    const id = charter?.roles.find(({ name }) => name === other)?.id;
    return id === undefined ? [] : [id];
  });
  const held = new Set(manager.grants.filter(isOwn).map((one) => one.role));
  return [...new Set([...role.conflicts, ...named])]
    .filter((id) => held.has(id))
    .flatMap((id) => manager.roles.find((one) => one.id === id) ?? [])
    .map((other) => nameOf(charter, other))
    .sort();
}

/** The charter's name of a role, else the manager's label, else its number. */
export function nameOf(charter: Charter | null, { id, label }: Pick<Role, "id" | "label">): string {
  const named = charter?.roles.find((role) => role.id === id)?.name;
  return named ?? (label === null || label === "" ? `role ${id}` : oneLine(label));
}

/** A role's number, by that or by the charter's name. @throws `RoleReview.UnknownRole` */
export function roleIdOf(charter: Charter | null, named: string): bigint {
  const id = charter?.roles.find(({ name }) => name === named)?.id;
  if (id !== undefined) return id;
  if (/^\d{1,20}$/.test(named)) return BigInt(named);
  throw new BaseError({
    code: "RoleReview.UnknownRole",
    message: `the charter has no role "${named}"`,
    fix: "name a role as the charter does, or by its number",
    details: { role: named },
  });
}

function personOf(words: Words, holder: number | null): string | null {
  return holder === null ? null : words.person(holder);
}

function contractStanding(declared: boolean): Member["standing"] {
  return declared ? "declared" : "undeclared";
}

/** Whose account this is, among those that may review: keys of the roster that may be used now. */
export function reviewerOf(people: People, account: Address): Omit<Member, "standing"> | null {
  const key = keyAt(people, account);
  if (key?.standing !== "active") return null;
  const { index, holder, person, label } = key;
  return { account: getAddress(account), key: index, holder, person, name: oneLine(label) };
}
