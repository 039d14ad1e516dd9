import { getAddress, type Hex } from "viem";
import { decodeOrNull, delayAt, lapsesAt } from "../../audit/roles/grant.ts";
import * as Canonical from "../../canonical.ts";
import { BaseError } from "../../errors.ts";
import { type ReviewFile, type ReviewGrant, type ReviewRole, reviewSchema } from "./schema.ts";
import { suggest } from "./suggest.ts";

/** A new file: nothing is decided, nothing signed. @throws as {@link parse} */
export function create(facts: Omit<ReviewFile, "format" | "id">): ReviewFile {
  const bare = { format: "conclave-role-review/1", ...facts } as const;
  return parse(Canonical.stringify({ ...bare, id: idOf(bare) }));
}

/**
 * Reads a file and recomputes all that follows from the rest: its id, what each grant's word says, the suggestions. Whether the chain says so
 * is asked when it is signed.
 * @throws `RoleReview.Malformed`, `RoleReview.FactsEdited`, `RoleReview.FactsContradict`
 */
export function parse(text: string): ReviewFile {
  const read = reviewSchema.safeParse(jsonOf(text));
  if (!read.success) {
    const [first] = read.error.issues;
    throw new BaseError({
      code: "RoleReview.Malformed",
      message: `this is no file of a role review: ${first?.path.join(".") || "the file"}: ${first?.message}`,
      fix: "compare the file with schemas/role-review.schema.json; by hand only decisions are written",
    });
  }
  const file = read.data;
  const actual = idOf(file);
  if (actual !== file.id) {
    throw new BaseError({
      code: "RoleReview.FactsEdited",
      message: "something besides the decisions was edited in this file",
      fix: "take the original and write decisions only, or prepare it anew with `role review prepare`",
      details: { expected: file.id, actual },
    });
  }
  for (const role of file.roles) checkRole(file, role);
  return file;
}

export function stringify(file: ReviewFile): string {
  return Canonical.pretty(file);
}

/** keccak256 of the canonical JSON of all that is not the reviewers'. */
function idOf(file: Omit<ReviewFile, "id">): ReviewFile["id"] {
  const roles = file.roles.map(({ signatures: _, grants, ...role }) => ({
    ...role,
    grants: grants.map(({ decision: _, ...facts }) => facts),
  }));
  const { id: _, ...rest } = { id: null, ...file };
  return Canonical.hash({ ...rest, roles });
}

function checkRole(file: ReviewFile, role: ReviewRole): void {
  const accounts = role.grants.map(({ account }) => account);
  if (new Set(accounts).size !== accounts.length) throw contradicts(role, "names an account twice");
  for (const grant of role.grants) checkGrant(file, role, grant);
  const signed = role.signatures.flatMap((one) => one.accounts);
  if (new Set(signed).size !== signed.length) throw contradicts(role, "has two signatures over one grant");
  const stranger = signed.find((account) => !accounts.includes(account));
  if (stranger !== undefined) throw contradicts(role, `has a signature over ${stranger}, which is no member`);
}

function checkGrant(file: ReviewFile, role: ReviewRole, grant: ReviewGrant): void {
  const read = decodeOrNull(BigInt(grant.word));
  const { decision: _, suggestion, ...facts } = grant;
  const ground = { now: file.block.time, unusedFor: file.unusedFor, changes: file.changes };
  const expected = suggest(facts, role.critical, ground);
  const holds =
    read !== null &&
    read.since === grant.since &&
    read.until === grant.until &&
    lapsesAt(read) === grant.lapses &&
    read.due === grant.due &&
    read.key === grant.key &&
    read.holder === grant.holder &&
    delayAt(read.delay, file.block.time) === grant.delay;
  if (!holds) throw contradicts(role, `says of ${grant.name} what the grant's word does not`);
  if (expected.keep !== suggestion.keep || expected.reason !== suggestion.reason)
    throw contradicts(role, `suggests for ${grant.name} what does not follow from the facts`);
}

function contradicts(role: ReviewRole, what: string): BaseError {
  return new BaseError({
    code: "RoleReview.FactsContradict",
    message: `role ${role.name} ${what}`,
    fix: "do not use this file: prepare it anew with `role review prepare`",
    details: { role: role.id },
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The grant of an account in a role. */
export function grantOf(role: ReviewRole, account: string): ReviewGrant | undefined {
  const wanted = getAddress(account);
  return role.grants.find((grant) => grant.account === wanted);
}

/** Whether two words are the grant that was looked at, as the contract asks it: that an alarm was raised since says nothing about it. */
export function isSameGrant(one: Hex, other: Hex): boolean {
  const ALARM = 1n << 249n;
  return (BigInt(one) | ALARM) === (BigInt(other) | ALARM);
}
