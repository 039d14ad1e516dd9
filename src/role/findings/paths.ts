import { type Address, getAddress } from "viem";
import { formatDuration } from "../../time.ts";
import { type Atlas, isIdle, livingMembers, timelockOf } from "../atlas.ts";
import { controlOf } from "../control.ts";
import type { RoleFinding } from "../finding.ts";
import { reach } from "../reach.ts";
import type { Power } from "../world.ts";

/**
 * Powers that a timelock has, and somebody else too who need not wait as long, whoever it takes to have him act. Only direct holders are told
 * here: what leads around a timelock by way of others is for the check of ways.
 */
export function judgePaths(atlas: Atlas): RoleFinding[] {
  const control = controlOf(atlas.world);
  const { at } = reach(control, new Set(control.leaves.keys()));
  const soonest = (account: Address) => at[control.acts.get(getAddress(account)) ?? -1] ?? Infinity;
  return atlas.world.powers.flatMap((power) => {
    const { need, on, id } = power;
    if (need.kind !== "members" || need.atLeast > 1 || isIdle(power)) return [];
    const lock = strictestLock(atlas, power);
    if (lock === null) return [];
    return livingMembers(atlas.world, power)
      .map(({ account, delay }) => ({
        account,
        delay: delay + (timelockOf(atlas.world, account)?.delay ?? soonest(account)),
      }))
      .filter(({ delay }) => delay < lock.delay)
      .map(({ account, delay }) => ({
        check: "second-path" as const,
        severity: "high" as const,
        on,
        power: id,
        found: `${atlas.name(account)} is ${atlas.powerName(power)} too, with ${delay === 0 ? "no delay" : formatDuration(delay)}, where ${atlas.name(lock.account)} waits ${formatDuration(lock.delay)}`,
        fix: "take the power from one of them, or put it behind the same timelock",
        evidence: { account, delay, timelock: lock.account, timelockDelay: lock.delay },
      }));
  });
}

/** Of the timelocks that have a power, that which makes wait longest, with how long; null if none has it. */
export function strictestLock(
  { world }: Atlas,
  power: Power,
): { readonly account: Address; readonly delay: number } | null {
  const locks = livingMembers(world, power).flatMap(({ account, delay }) => {
    const lock = timelockOf(world, account);
    return lock === undefined || account === power.on ? [] : [{ account, delay: lock.delay + delay }];
  });
  return locks.toSorted((a, b) => b.delay - a.delay)[0] ?? null;
}
