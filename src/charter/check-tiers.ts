import { type Finding, finding } from "./finding.ts";
import { KNOWN_TIER_FLAGS, type RawTier, RECOVERY_TIER, TESTER_NEEDED } from "./layout.ts";
import { Role } from "./model.ts";

const DAY = 86_400;
/** Limits of invariant 4, in seconds. */
export const MAX_DELAY = 90 * DAY;
export const MAX_RECOVERY_DELAY = 240 * DAY;
export const MIN_GRACE = 3 * DAY;
export const MAX_GRACE = 30 * DAY;

const NEVER_APPROVE = Role.RECOVERY | Role.EXECUTOR | Role.TESTER | Role.SEVERAL | 128;

/** Checks the tiers in the validator's order. `signingWindow` is W in seconds. */
export function* checkTiers(tiers: readonly RawTier[], signingWindow: number): Generator<Finding> {
  const zero = tiers[0] as RawTier;
  if (zero.approvals < 2) yield finding("TierZeroTooWeak", [zero.approvals]);
  if (zero.delay === 0 || isRecovery(zero)) yield finding("TierZeroHasNoDelay", []);
  let recovery: number | null = null;
  for (const [index, tier] of tiers.entries()) {
    if ((tier.flags & ~KNOWN_TIER_FLAGS) !== 0) yield finding("UnknownTierFlags", [index, tier.flags]);
    if (tier.approvals === 0) yield finding("TierWithoutApprovals", [index]);
    if (tier.override < tier.approvals) {
      yield finding("OverrideBelowApprovals", [index, tier.override, tier.approvals]);
    }
    yield* checkDelay(tier, index, zero, signingWindow);
    if (tier.grace < MIN_GRACE || tier.grace > MAX_GRACE)
      yield finding("GraceOutOfRange", [index, tier.grace]);
    if (!isRecovery(tier)) {
      const never = tier.delay === 0 ? NEVER_APPROVE : NEVER_APPROVE | Role.GUARDIAN | Role.PROPOSER;
      if (tier.roles === 0 || (tier.roles & never) !== 0)
        yield finding("RolesDoNotCount", [index, tier.roles]);
      continue;
    }
    if (recovery !== null) yield finding("TwoRecoveryTiers", [recovery, index]);
    recovery = index;
    if (tier.roles !== Role.RECOVERY || (tier.flags & TESTER_NEEDED) !== 0)
      yield finding("RecoveryRolesWrong", [index]);
  }
}

function* checkDelay(tier: RawTier, index: number, zero: RawTier, signingWindow: number): Generator<Finding> {
  const limit = isRecovery(tier) ? MAX_RECOVERY_DELAY : MAX_DELAY;
  const minimum = 2 * (zero.delay + signingWindow);
  if (tier.delay > limit) yield finding("DelayTooLong", [index, tier.delay, limit]);
  if (isRecovery(tier)) {
    if (tier.delay < minimum) yield finding("RecoveryTooQuick", [index, tier.delay, BigInt(minimum)]);
  } else if (tier.delay > zero.delay) yield finding("DelayAboveTierZero", [index, tier.delay, zero.delay]);
}

function isRecovery(tier: RawTier): boolean {
  return (tier.flags & RECOVERY_TIER) !== 0;
}
