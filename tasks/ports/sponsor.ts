import type { Roster } from "../../src/charter/model.ts";
import { BaseError } from "../../src/errors.ts";
import type { Act } from "../../src/safe/guard/announce.ts";
import { actOf } from "../../src/safe/guard/sponsor.ts";

/** What a key is to do for an announcement: what was said, else what its roles allow. @throws `Task.BadSponsor` */
export function sponsorAct(named: string | undefined, roster: Roster, tier: number, key: number): Act {
  if (named === "propose" || named === "test") return named;
  if (named !== undefined) {
    throw new BaseError({
      code: "Task.BadSponsor",
      message: `nobody can "${named}" an announcement`,
      fix: "use propose or test",
    });
  }
  return actOf(roster, tier, key);
}
