import { type Address, isAddressEqual } from "viem";
import { formatDuration } from "../../time.ts";
import { type Atlas, isIdle, livingMembers, timelockOf } from "../atlas.ts";
import type { RoleFinding } from "../finding.ts";

/**
 * Powers that a timelock has, and somebody else too whose own delay is shorter. Only direct holders are compared: what leads around a
 * timelock by way of others is for the analysis of reach.
 */
export function judgePaths(atlas: Atlas): RoleFinding[] {
  return atlas.world.powers.flatMap((power) => {
    const { need, on, id } = power;
    if (need.kind !== "members" || need.atLeast > 1 || isIdle(power)) return [];
    const members = livingMembers(atlas.world, power).map((member) => ({
      account: member.account,
      delay: member.delay + ownDelay(atlas, member.account),
      isTimelock: timelockOf(atlas.world, member.account) !== undefined,
    }));
    const locks = members.filter(({ isTimelock, account }) => isTimelock && !isAddressEqual(account, on));
    const [strictest] = locks.toSorted((a, b) => b.delay - a.delay);
    if (strictest === undefined) return [];
    return members
      .filter(({ delay }) => delay < strictest.delay)
      .map(({ account, delay }) => ({
        check: "second-path" as const,
        severity: "high" as const,
        on,
        power: id,
        found: `${atlas.name(account)} is ${atlas.powerName(power)} too, with ${delay === 0 ? "no delay" : formatDuration(delay)}, where ${atlas.name(strictest.account)} waits ${formatDuration(strictest.delay)}`,
        fix: "take the power from one of them, or put it behind the same timelock",
        evidence: { account, delay, timelock: strictest.account, timelockDelay: strictest.delay },
      }));
  });
}

/** How long what an account does waits with it: a timelock's own delay, the Conclave's of tier 0. */
function ownDelay(atlas: Atlas, account: Address): number {
  const { world } = atlas;
  const timelock = timelockOf(world, account);
  if (timelock !== undefined) return timelock.delay;
  const isConclave = world.conclave !== null && isAddressEqual(world.conclave, account);
  const tiers = world.powers.filter(
    ({ on, source, effects }) =>
      source === "conclave" && effects.includes("act") && isAddressEqual(on, account),
  );
  return isConclave ? Math.min(...tiers.map(({ delay }) => delay)) : 0;
}
