import { Role, type Roster } from "../../src/charter/model.ts";
import { proposerRoles } from "../../src/charter/quorum.ts";
import { BaseError } from "../../src/errors.ts";
import type { Act } from "../../src/safe/guard/announce.ts";

/** What a key is to do for an announcement: what was said, else what its roles allow, to propose before to test. @throws `Task.BadSponsor` */
export function sponsorAct(named: string | undefined, roster: Roster, tier: number, key: number): Act {
  if (named === "propose" || named === "test") return named;
  if (named !== undefined) {
    throw new BaseError({
      code: "Task.BadSponsor",
      message: `nobody can "${named}" an announcement`,
      fix: "use propose or test",
    });
  }
  const roles = roster.keys[key]?.roles ?? 0;
  const terms = roster.tiers[tier];
  const mayPropose = terms !== undefined && (roles & proposerRoles(terms)) !== 0;
  return !mayPropose && (roles & Role.TESTER) !== 0 ? "test" : "propose";
}
