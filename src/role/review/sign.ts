import { type Address, type Hex, isAddressEqual } from "viem";
import type { Verify } from "../../approval/verify.ts";
import type { Key, Roster } from "../../charter/model.ts";
import { BaseError } from "../../errors.ts";
import { digest } from "../../proposal/typed-data.ts";
import type { TypedData } from "../../signer/signer.ts";
import { ballotOf, decisionsOf } from "./ballot.ts";
import { checkDecision, type Reviewer, reviewerIn, roleOf, withRole } from "./decide.ts";
import { examine } from "./examine.ts";
import { grantOf } from "./file.ts";
import type { ReviewFile, ReviewGrant, ReviewRole, ReviewSignature } from "./schema.ts";
import { type Review, review } from "./typed-data.ts";

/** What a reviewer signs for a role: all of the file's decisions that are theirs to make. @throws `RoleReview.NothingToSign` */
export function prepare(file: ReviewFile, role: ReviewRole, reviewer: Reviewer): TypedData {
  const ballot = ballotOf(role, reviewer);
  if (ballot.length === 0) throw nothing(reviewer.name, role.name);
  return review(file.domain, contentOf(file, role, ballot));
}

/** What one reviewer is to sign for one role, checked against what their own node says. */
export type Ballot = {
  readonly role: ReviewRole;
  readonly reviewer: Reviewer;
  readonly grants: readonly ReviewGrant[];
  readonly typed: TypedData;
};

/**
 * All that a reviewer's account has to sign in a file, or in one role of it, with what is to be known before.
 * @param fresh The same review, prepared anew by whoever signs.
 * @throws `RoleReview.NotAReviewer`, `RoleReview.NothingToSign`, what deciding and examining refuse
 */
export function ballots(
  file: ReviewFile,
  fresh: ReviewFile,
  account: Address,
  named?: string,
): { readonly ballots: readonly Ballot[]; readonly warnings: readonly string[] } {
  const isOwn = ({ reviewers }: ReviewRole) => reviewers.some((one) => isAddressEqual(one.account, account));
  const roles = named === undefined ? file.roles.filter(isOwn) : [roleOf(file, named)];
  const all = roles.flatMap((role): Ballot[] => {
    const reviewer = reviewerIn(role, account);
    const grants = ballotOf(role, reviewer);
    if (grants.length === 0 && named === undefined) return [];
    for (const grant of grants) checkDecision(file, role, reviewer, grant, grant.decision?.keep ?? true);
    return [{ role, reviewer, grants, typed: prepare(file, role, reviewer) }];
  });
  if (all.length === 0) throw nothing(account, "this file");
  return { ballots: all, warnings: examine(file, fresh, all) };
}

/** A reviewer's signature. `key`: the reviewer's entry in the roster, which says how its signatures are verified. */
export type Signed = { readonly reviewer: Reviewer; readonly key: Key; readonly signature: Hex };

/** Puts signatures over several roles into the file: all of them, or none. @throws as {@link addSignature}, `RoleReview.NoSuchRole` */
export async function addSignatures(
  file: ReviewFile,
  made: readonly (Signed & { readonly role: string })[],
  verify: Verify,
): Promise<ReviewFile> {
  let signed = file;
  for (const { role, ...by } of made) signed = await addSignature(signed, roleOf(signed, role), by, verify);
  return signed;
}

/**
 * Puts a reviewer's signature over {@link prepare} into the file, if it is one.
 * @throws `RoleReview.NothingToSign`, `RoleReview.BadSignature`
 */
export async function addSignature(
  file: ReviewFile,
  role: ReviewRole,
  by: Signed,
  verify: Verify,
): Promise<ReviewFile> {
  const typed = prepare(file, role, by.reviewer);
  if (!(await verify(by.key, digest(typed as never), by.signature))) {
    throw new BaseError({
      code: "RoleReview.BadSignature",
      message: `that is no signature of ${by.reviewer.name} over this review of ${role.name}`,
      fix: "sign again what the file says now",
      details: { role: role.id, reviewer: by.reviewer.account },
    });
  }
  const accounts = ballotOf(role, by.reviewer).map(({ account }) => account);
  const { account: reviewer } = by.reviewer;
  const others = role.signatures.filter((one) => !isAddressEqual(one.reviewer, reviewer));
  const signatures = [...others, { reviewer, accounts, signature: by.signature }].sort((a, b) =>
    BigInt(a.reviewer) < BigInt(b.reviewer) ? -1 : 1,
  );
  return withRole(file, { ...role, signatures });
}

/** What a signature of the file is over, as the decisions are now. @throws `RoleReview.SignedOtherwise` if one of them was taken back */
export function signedContent(
  file: ReviewFile,
  role: ReviewRole,
  { accounts, reviewer }: ReviewSignature,
): Review {
  const grants = accounts.map((account) => grantOf(role, account));
  const decided = grants.filter(
    (grant): grant is ReviewGrant => grant !== undefined && grant.decision !== null,
  );
  if (decided.length === accounts.length) return contentOf(file, role, decided);
  throw new BaseError({
    code: "RoleReview.SignedOtherwise",
    message: `${reviewer} signed decisions over ${role.name} that the file no longer has`,
    fix: "have the reviewer sign again what the file says now",
    details: { role: role.id, reviewer },
  });
}

function contentOf({ deadline }: ReviewFile, { id }: ReviewRole, grants: readonly ReviewGrant[]): Review {
  return { roleId: id, decisions: decisionsOf(grants), deadline };
}

function nothing(reviewer: string, where: string): BaseError {
  return new BaseError({
    code: "RoleReview.NothingToSign",
    message: `${reviewer} has nothing to sign in ${where}`,
    fix: "decide with `role review decide` first; grants of one's own, and what others signed already, are not signed",
    details: { reviewer },
  });
}

/** The entry that says how a reviewer's signatures are verified. @throws `RoleReview.NoLongerAKey` */
export function keyOf(roster: Roster, index: number | null): Key {
  const key = index === null ? undefined : roster.keys[index];
  if (key !== undefined && key !== null) return key;
  throw new BaseError({
    code: "RoleReview.NoLongerAKey",
    message: `the roster has no key at index ${index} any more`,
    fix: "prepare the review anew with `role review prepare`",
    details: { key: index },
  });
}
