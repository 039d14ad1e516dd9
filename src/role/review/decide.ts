import { type Address, isAddressEqual } from "viem";
import { ADMIN } from "../../charter/fixed-roles.ts";
import { BaseError } from "../../errors.ts";
import { grantOf } from "./file.ts";
import type { ReviewFile, ReviewGrant, ReviewRole } from "./schema.ts";
import { hasEnded, isGone } from "./suggest.ts";

/** One decision of one reviewer. */
export type Verdict = { readonly account: Address; readonly keep: boolean; readonly reason: string };

export type Reviewer = ReviewRole["reviewers"][number];

/** A file after decisions, and whose signatures fell because what they were over has changed. */
export type Decided = { readonly file: ReviewFile; readonly fallen: readonly Address[] };

/**
 * Writes decisions over grants of a role. What the contract would refuse is refused here: a reviewer over a grant of their own, and keeping
 * what has ended, or whose member is one no longer. A signature over a grant that is decided otherwise now is taken out.
 * @param by Null where the Conclave alone decides.
 * @throws `RoleReview.NothingDecided`, `RoleReview.NoSuchGrant`, `RoleReview.OwnGrant`, `RoleReview.AdminStays`, `RoleReview.CannotKeep`,
 * `RoleReview.BothWays`
 */
export function decide(
  file: ReviewFile,
  role: ReviewRole,
  by: Reviewer | null,
  verdicts: readonly Verdict[],
): Decided {
  if (verdicts.length === 0) throw nothingDecided(role);
  const chosen = new Map<Address, ReviewGrant["decision"]>();
  for (const { account, keep, reason } of verdicts) {
    const grant = grantOf(role, account) ?? noSuchGrant(role, account);
    checkDecision(file, role, by, grant, keep);
    if ((chosen.get(grant.account)?.keep ?? keep) !== keep) throw decidedBothWays(role, grant);
    chosen.set(grant.account, { keep, reason });
  }
  const grants = role.grants.map((grant) => ({
    ...grant,
    decision: chosen.get(grant.account) ?? grant.decision,
  }));
  const isFallen = (account: Address) => {
    const wanted = chosen.get(account)?.keep;
    return wanted !== undefined && grantOf(role, account)?.decision?.keep !== wanted;
  };
  const [fallen, signatures] = [
    role.signatures.filter(({ accounts }) => accounts.some(isFallen)),
    role.signatures.filter(({ accounts }) => !accounts.some(isFallen)),
  ];
  return {
    file: withRole(file, { ...role, grants, signatures }),
    fallen: fallen.map(({ reviewer }) => reviewer),
  };
}

/** @throws `RoleReview.OwnGrant`, `RoleReview.AdminStays`, `RoleReview.CannotKeep` */
export function checkDecision(
  file: ReviewFile,
  role: ReviewRole,
  by: Reviewer | null,
  grant: ReviewGrant,
  keep: boolean,
): void {
  if (by !== null && isOwn(by, grant)) {
    throw new BaseError({
      code: "RoleReview.OwnGrant",
      message: `${by.person ?? by.name} cannot decide over a grant of their own (${grant.name} in ${role.name})`,
      fix: "have another reviewer decide over it",
      details: { role: role.id, account: grant.account, holder: grant.holder },
    });
  }
  if (!keep && role.id === ADMIN) {
    throw new BaseError({
      code: "RoleReview.AdminStays",
      message: "the Conclave is the manager's only admin, for good: its grant cannot be dropped",
      fix: "keep it; to leave this manager, move each target's authority to another one (`updateAuthority`)",
      details: { account: grant.account },
    });
  }
  const ended = hasEnded(grant, file.block.time);
  if (keep && (ended || isGone(grant))) {
    throw new BaseError({
      code: "RoleReview.CannotKeep",
      message: `the grant of ${grant.name} in ${role.name} ${ended ? "has ended" : `is of a member who is ${grant.standing}`}: no review brings it back`,
      fix: "leave it or drop it; if it is still needed, have it granted anew",
      details: { role: role.id, account: grant.account },
    });
  }
}

/** Whether a grant is the reviewer's own, by any key of theirs. */
export function isOwn({ account, holder }: Reviewer, grant: ReviewGrant): boolean {
  return isAddressEqual(account, grant.account) || (holder !== null && holder === grant.holder);
}

/** A role of the file, by name or number; the only one if none is named. @throws `RoleReview.NoSuchRole` */
export function roleOf(file: ReviewFile, named: string | undefined): ReviewRole {
  const [only, ...more] = file.roles;
  const fits = ({ id, name }: ReviewRole) => name === named || String(id) === named;
  const role = named === undefined && more.length === 0 ? only : file.roles.find(fits);
  if (role !== undefined) return role;
  throw new BaseError({
    code: "RoleReview.NoSuchRole",
    message:
      named === undefined
        ? "which role? the review is about several"
        : `this review is not about a role "${named}"`,
    fix: `name one of ${file.roles.map(({ name }) => name).join(", ") || "none"}`,
    details: { role: named },
  });
}

/** One of a role's reviewers, by account, key's label, or index. @throws `RoleReview.NotAReviewer` */
export function reviewerIn(role: ReviewRole, named: string | undefined): Reviewer {
  const found = role.reviewers.find(
    ({ account, name, key }) =>
      account.toLowerCase() === named?.toLowerCase() || name === named || `k${key}` === named,
  );
  if (found !== undefined) return found;
  const names = role.reviewers.map(({ name }) => name).join(", ");
  throw new BaseError({
    code: "RoleReview.NotAReviewer",
    message:
      named === undefined
        ? `who decides over ${role.name}? no reviewer is named`
        : `${named} may not review ${role.name}`,
    fix:
      role.reviewer === ADMIN
        ? "the Conclave alone reviews it: `role review submit` writes a proposal"
        : `its reviewers are ${names || "nobody yet"}`,
    details: { role: role.id, named },
  });
}

/** Who decides over a role: as {@link reviewerIn}, or null, the Conclave, for a role that it alone reviews if nobody is named. */
export function deciderIn(role: ReviewRole, named: string | undefined): Reviewer | null {
  return role.reviewer === ADMIN && named === undefined ? null : reviewerIn(role, named);
}

/** A member of the role, by the label or address that the file has. @throws `RoleReview.NoSuchGrant` */
export function memberIn(role: ReviewRole, named: string): ReviewGrant {
  const fits = ({ account, name }: ReviewGrant) =>
    account.toLowerCase() === named.toLowerCase() || name === named;
  return role.grants.find(fits) ?? noSuchGrant(role, named);
}

/** The file with a role in place of the one with the same number. */
export function withRole(file: ReviewFile, role: ReviewRole): ReviewFile {
  return { ...file, roles: file.roles.map((one) => (one.id === role.id ? role : one)) };
}

function noSuchGrant(role: ReviewRole, account: string): never {
  throw new BaseError({
    code: "RoleReview.NoSuchGrant",
    message: `${account} has no grant of ${role.name} in this review`,
    fix: "name a member as the file does, by label or address",
    details: { role: role.id, account },
  });
}

function nothingDecided(role: ReviewRole): BaseError {
  return new BaseError({
    code: "RoleReview.NothingDecided",
    message: `nobody of ${role.name} is named`,
    fix: "name members with --keep, --drop or both",
    details: { role: role.id },
  });
}

function decidedBothWays(role: ReviewRole, { name, account }: ReviewGrant): BaseError {
  return new BaseError({
    code: "RoleReview.BothWays",
    message: `${name} is both to keep and to drop in ${role.name}`,
    fix: "name each member once",
    details: { role: role.id, account },
  });
}
