import { isAddressEqual } from "viem";
import { ADMIN } from "../../charter/fixed-roles.ts";
import { isOwn, type Reviewer } from "./decide.ts";
import type { ReviewFile, ReviewGrant, ReviewRole } from "./schema.ts";
import type { ChainDecision } from "./typed-data.ts";

/** Grants that a reviewer's signature would decide over: decided, not their own, not a critical role's drop, nobody else's by signature. */
export function ballotOf(role: ReviewRole, reviewer: Reviewer): readonly ReviewGrant[] {
  if (role.reviewer === ADMIN) return [];
  const others = role.signatures
    .filter((one) => !isAddressEqual(one.reviewer, reviewer.account))
    .flatMap(({ accounts }) => accounts);
  return role.grants.filter(
    (grant) =>
      grant.decision !== null &&
      !isOwn(reviewer, grant) &&
      !isConclaves(role, grant) &&
      !others.includes(grant.account),
  );
}

/** Grants over which the Conclave alone can carry the decision out: by a proposal. */
export function forConclave(role: ReviewRole): readonly ReviewGrant[] {
  return role.grants.filter((grant) => grant.decision !== null && isConclaves(role, grant));
}

function isConclaves(role: ReviewRole, { decision }: ReviewGrant): boolean {
  return role.reviewer === ADMIN || (role.critical && decision?.keep === false);
}

/** Decided grants that neither a signature covers nor the Conclave is to decide over. */
export function unsigned(role: ReviewRole): readonly ReviewGrant[] {
  const signed = role.signatures.flatMap(({ accounts }) => accounts);
  return role.grants.filter(
    (grant) => grant.decision !== null && !isConclaves(role, grant) && !signed.includes(grant.account),
  );
}

/** Grants nobody has decided over yet. */
export function undecided({ roles }: ReviewFile): readonly { role: ReviewRole; grant: ReviewGrant }[] {
  return roles.flatMap((role) =>
    role.grants.flatMap((grant) => (grant.decision === null ? [{ role, grant }] : [])),
  );
}

/** Decisions as the contract takes them, by ascending account, so that one set of decisions has one digest. */
export function decisionsOf(grants: readonly ReviewGrant[]): readonly ChainDecision[] {
  return grants
    .flatMap(({ account, word, decision }) =>
      decision === null ? [] : [{ account, grant: word, keep: decision.keep }],
    )
    .sort((a, b) => (BigInt(a.account) < BigInt(b.account) ? -1 : 1));
}
