import { formatDate, formatDuration } from "../../time.ts";
import type { Change, ReviewGrant } from "./schema.ts";

/** What a suggestion is made from. */
export type Facts = Omit<ReviewGrant, "suggestion" | "decision">;
export type Ground = {
  /** UNIX seconds, of the block that was read. */
  readonly now: number;
  readonly unusedFor: number;
  readonly changes: readonly Change[];
};
export type Suggestion = { readonly keep: boolean; readonly reason: string };

const GONE: { readonly [S in ReviewGrant["standing"]]?: string } = {
  retired: "the key is retired",
  compromised: "the key is compromised",
  ended: "the key is no longer in the roster",
  undeclared: "the contract is no longer declared",
};

/**
 * Keep or drop, with the reason that weighs most. Never more than a suggestion: what cannot be known is no reason to drop, and a critical
 * role is kept at the ready whether it was used or not.
 */
export function suggest(facts: Facts, critical: boolean, ground: Ground): Suggestion {
  const against = reasonAgainst(facts, critical, ground);
  return against === null
    ? { keep: true, reason: reasonFor(facts, critical, ground) }
    : { keep: false, reason: against };
}

function reasonAgainst(facts: Facts, critical: boolean, { now, unusedFor, changes }: Ground): string | null {
  const gone = GONE[facts.standing];
  if (gone !== undefined) return gone;
  if (hasEnded(facts, now)) return "the grant has ended already, and only takes up room";
  if (facts.conflicts.length > 0)
    return `separation of duties: the holder also has ${facts.conflicts.join(", ")}`;
  const last = lastChange(facts, changes);
  if (last?.kind === "left") return `${last.person}: ${last.what}`;
  const isOld = facts.since + unusedFor <= now;
  if (facts.use.kind === "unused" && isOld && !critical)
    return `not used for ${formatDuration(unusedFor)}: ${facts.use.how}`;
  return null;
}

function reasonFor(facts: Facts, critical: boolean, { changes }: Ground): string {
  const last = lastChange(facts, changes);
  if (facts.standing === "suspended")
    return "its holder is suspended, which ends by itself or with a removal";
  if (facts.standing === "retiring") return "the key is on its way out: pass the grant on to its successor";
  if (last?.kind === "moved") return `ask whether it is still needed: ${last.person}: ${last.what}`;
  if (facts.use.kind === "used") return `used on ${formatDate(facts.use.at)}`;
  if (critical) return "critical: kept at the ready, used or not";
  if (facts.use.kind === "unused") return `not used, but granted only on ${formatDate(facts.since)}`;
  return `whether it was used cannot be known: ${facts.use.why}`;
}

/** Whether the word says that the grant counts no longer: it can be removed, not kept. */
export function hasEnded({ until, lapses }: Pick<Facts, "until" | "lapses">, now: number): boolean {
  return (until !== null && until <= now) || (lapses !== null && lapses <= now);
}

/** Whether its member is one no longer, whatever the word says: the contract keeps such a grant no more than one that has ended. */
export function isGone({ standing }: Pick<Facts, "standing">): boolean {
  return GONE[standing] !== undefined;
}

function lastChange({ holder }: Facts, changes: readonly Change[]): Change | undefined {
  return changes.findLast((one) => one.holder === holder && one.kind !== "suspended");
}
