import { type Key, ROLE_MASK, Role, type Roster } from "../../charter/model.ts";
import { contractWalletLimit, proposerRoles } from "../../charter/quorum.ts";
import type { Need } from "../world.ts";

/** As a tier's override count. */
const NEVER_PROTECTED = 255;

/**
 * The people a tier takes, as keys of the roster with the roles it counts, in use or not.
 * @param alone Whether it is for a rule that asks for no approver.
 * @param among Which keys' approvals count, where not all do.
 */
export function quorumOf(
  roster: Roster,
  tier: number,
  { alone = false, among = () => true }: { alone?: boolean; among?: (key: Key) => boolean } = {},
): Need {
  const terms = roster.tiers[tier];
  if (terms === undefined) return { kind: "members", atLeast: 1, of: [] };
  const approvals = alone ? 0 : terms.approvals;
  return {
    kind: "quorum",
    tier,
    proposers: keysWith(roster, proposerRoles(terms)),
    testers: terms.testerNeeded ? keysWith(roster, Role.TESTER) : null,
    approvers: keysWith(roster, terms.roles & ROLE_MASK, among),
    approvals,
    wallets: contractWalletLimit(approvals),
    override: terms.recovery || terms.override === NEVER_PROTECTED ? null : terms.override,
  };
}

/** Any one key with one of the roles, by itself. */
export function anyKeyWith(roster: Roster, roles: number): Need {
  return {
    kind: "quorum",
    tier: 0,
    proposers: keysWith(roster, roles),
    testers: null,
    approvers: [],
    approvals: 0,
    wallets: 0,
    override: null,
  };
}

export function keysWith(roster: Roster, roles: number, among: (key: Key) => boolean = () => true): number[] {
  return roster.keys.flatMap((key, index) =>
    key !== null && (key.roles & roles) !== 0 && among(key) ? [index] : [],
  );
}
