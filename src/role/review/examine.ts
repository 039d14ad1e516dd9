import { BaseError } from "../../errors.ts";
import { formatDate, formatDuration } from "../../time.ts";
import { checkDecision } from "./decide.ts";
import { grantOf, isSameGrant } from "./file.ts";
import { LONGEST } from "./limits.ts";
import type { Change, ReviewFile, ReviewGrant, ReviewRole } from "./schema.ts";

/**
 * Holds the grants that are to be decided over against a review that was prepared anew. Of which role they are, whose, and what they are must be
 * as the file says, else a file could show one grant and have another decided over.
 * @returns What differs without making a decision void, in words.
 * @throws `RoleReview.OtherPlace`, `RoleReview.BadDeadline`, `RoleReview.OtherRole`, `RoleReview.GrantChanged`, `RoleReview.OtherMember`,
 * `RoleReview.CannotKeep`
 */
export function examine(
  file: ReviewFile,
  fresh: ReviewFile,
  decided: readonly { readonly role: ReviewRole; readonly grants: readonly ReviewGrant[] }[],
): readonly string[] {
  if (fresh.domain.verifyingContract !== file.domain.verifyingContract || fresh.conclave !== file.conclave)
    throw otherPlace(file, fresh);
  const now = fresh.block.time;
  if (file.deadline < now || file.deadline > now + LONGEST) throw badDeadline(file, now);
  const warnings = untold(file, fresh);
  for (const { role, grants } of decided) {
    const its = fresh.roles.find(({ id }) => id === role.id);
    if (its !== undefined && its.name !== role.name) throw otherRole(role, its);
    if (its !== undefined) warnings.push(...otherTerms(role, its));
    for (const grant of grants) {
      const actual = its && grantOf(its, grant.account);
      if (actual === undefined || !isSameGrant(actual.word, grant.word)) throw changed(role, grant, actual);
      for (const field of ["key", "holder", "person", "name"] as const)
        if (actual[field] !== grant[field]) throw otherMember(role, grant, actual);
      if (grant.decision !== null) checkDecision(fresh, role, null, actual, grant.decision.keep);
      warnings.push(...differencesOf(role, grant, actual));
    }
    const known = new Set(role.grants.map(({ account }) => account));
    const added = (its?.grants ?? []).filter(({ account }) => !known.has(account));
    warnings.push(
      ...added.map(({ name }) => `${role.name}: ${name} was granted since, and is not in this review`),
    );
  }
  return warnings;
}

/** What this machine's node has to say besides the grants, and the file does not. */
function untold(file: ReviewFile, fresh: ReviewFile): string[] {
  const words = ({ person, what }: Change) => `${person} ${what}`;
  const known = new Set([...file.remarks, ...file.changes.map(words)]);
  return [...fresh.remarks, ...fresh.changes.map(words)].filter((what) => !known.has(what));
}

function otherTerms(role: ReviewRole, now: ReviewRole): string[] {
  const terms = (
    [
      ["critical", role.critical, now.critical],
      ["live", role.live, now.live],
      ["reviewed by role", role.reviewer, now.reviewer],
      ["reviewed every", formatDuration(role.period), formatDuration(now.period)],
      ["grace", formatDuration(role.grace), formatDuration(now.grace)],
      ["term", formatDuration(role.term), formatDuration(now.term)],
      ["reviewers", accountsOf(role), accountsOf(now)],
    ] as const
  ).filter(([, was, is]) => was !== is);
  return terms.map(([what, was, is]) => `${role.name}: ${what}: ${is} now, ${was} in the file`);
}

function accountsOf({ reviewers }: ReviewRole): string {
  const all = reviewers.map(({ account, name, person }) => `${person ?? name} (${account})`);
  return all.toSorted().join(", ") || "nobody";
}

function differencesOf(role: ReviewRole, grant: ReviewGrant, now: ReviewGrant): string[] {
  const standing =
    now.standing === grant.standing ? [] : [`is ${now.standing} now, was ${grant.standing} in the file`];
  const [had, has] = [grant, now].map(({ conflicts }) => conflicts.join(", ") || "none");
  const conflicts = had === has ? [] : [`conflicts: ${has} now, ${had} in the file`];
  const use =
    now.use.kind === grant.use.kind ? [] : [`use: ${now.use.kind} now, ${grant.use.kind} in the file`];
  const suggestion =
    now.suggestion.keep === grant.suggestion.keep
      ? []
      : [`would be suggested to ${now.suggestion.keep ? "keep" : "drop"} now: ${now.suggestion.reason}`];
  return [...standing, ...conflicts, ...use, ...suggestion].map(
    (what) => `${role.name}: ${grant.name} ${what}`,
  );
}

function otherPlace(file: ReviewFile, fresh: ReviewFile): BaseError {
  return new BaseError({
    code: "RoleReview.OtherPlace",
    message: `the file is about the RoleManager ${file.domain.verifyingContract} of the Conclave ${file.conclave}`,
    fix: "use the file of your own RoleManager, or name the other one's charter",
    details: { expected: fresh.domain.verifyingContract, actual: file.domain.verifyingContract },
  });
}

function otherRole(role: ReviewRole, actual: ReviewRole): BaseError {
  return new BaseError({
    code: "RoleReview.OtherRole",
    message: `the file calls role ${role.id} "${role.name}"; it is "${actual.name}"`,
    fix: "do not sign: prepare the review yourself, and find out who made this file; or use the charter it was made with",
    details: { role: role.id, expected: actual.name, actual: role.name },
  });
}

function badDeadline({ deadline }: ReviewFile, now: number): BaseError {
  const date = formatDate(deadline);
  return new BaseError({
    code: "RoleReview.BadDeadline",
    message:
      deadline < now
        ? `signatures were to be submitted by ${date}`
        : `a signature would be good until ${date}`,
    fix: "prepare the review anew: a signature is good for 14 days at most",
    details: { deadline, now },
  });
}

function changed(role: ReviewRole, grant: ReviewGrant, actual: ReviewGrant | undefined): BaseError {
  return new BaseError({
    code: "RoleReview.GrantChanged",
    message: `the grant of ${grant.name} in ${role.name} is no longer what the file says: ${actual === undefined ? "it is gone" : "it was changed"}`,
    fix: "prepare the review anew with `role review prepare`: a decision holds for the grant that was looked at alone",
    details: { role: role.id, account: grant.account, expected: grant.word, actual: actual?.word ?? null },
  });
}

function otherMember(role: ReviewRole, grant: ReviewGrant, actual: ReviewGrant): BaseError {
  return new BaseError({
    code: "RoleReview.OtherMember",
    message: `the file calls ${grant.account} in ${role.name} ${grant.person ?? "nobody"} (${grant.name}); it is ${actual.person ?? "nobody"} (${actual.name})`,
    fix: "do not sign: prepare the review yourself, and find out who made this file; or use the charter it was made with",
    details: { role: role.id, account: grant.account },
  });
}
