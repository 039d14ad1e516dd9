import { BaseError } from "../../errors.ts";
import type { SafeFile } from "../file.ts";
import { describe, type Ground, options } from "./rules.ts";

/**
 * The tier to announce in: the one that was asked for, if the rules allow it, else the cheapest they allow.
 * @throws `SafeAnnounce.TierRefused`, `SafeAnnounce.NoTier`, both with every tier's reason in the details
 */
export function chooseTier(ground: Ground, { transaction }: SafeFile, asked?: number): number {
  const all = options(ground, transaction);
  const reasons = all.map(({ tier, refusal }) => ({
    tier,
    reason: refusal === null ? null : describe(refusal),
  }));
  const found = asked === undefined ? all[0] : all.find(({ tier }) => tier === asked);
  if (found?.refusal === null) return found.tier;
  if (asked !== undefined) {
    const why = found?.refusal ? describe(found.refusal) : `no tier ${asked} serves Safes`;
    throw new BaseError({
      code: "SafeAnnounce.TierRefused",
      message: `tier ${asked} may not do this: ${why}`,
      fix: "leave --tier out for the cheapest tier that may",
      details: { tier: asked, reasons },
    });
  }
  throw new BaseError({
    code: "SafeAnnounce.NoTier",
    message: `no tier may have the Safe do this; tier 0 says: ${reasons.find(({ tier }) => tier === 0)?.reason ?? "nothing"}`,
    fix: "create another transaction: what the guard does not know it lets nobody do",
    details: { reasons },
  });
}
