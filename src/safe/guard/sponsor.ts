import { Role, type Roster } from "../../charter/model.ts";
import { proposerRoles } from "../../charter/quorum.ts";
import type { Act } from "./announce.ts";

/** What a key's roles let it do for an announcement in a tier: propose before test. One that may do neither is told so when it proposes. */
export function actOf(roster: Roster, tier: number, key: number): Act {
  const roles = roster.keys[key]?.roles ?? 0;
  const terms = roster.tiers[tier];
  const mayPropose = terms !== undefined && (roles & proposerRoles(terms)) !== 0;
  return !mayPropose && (roles & Role.TESTER) !== 0 ? "test" : "propose";
}
