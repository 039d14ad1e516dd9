import { getAddress } from "viem";
import { controlOf, counting } from "./control.ts";
import { wayText, wayTo } from "./path.ts";
import { reach } from "./reach.ts";
import type { World } from "./world.ts";

/** A power that is meant to wait for a timelock, and a way to it that waits less. */
export type Around = {
  /** The timelock's power to act, and how long that waits, in seconds. */
  readonly timelock: string;
  readonly waits: number;
  /** What the timelock holds, and the least delay after which it can be exercised. */
  readonly power: string;
  readonly delay: number;
  readonly way: string;
};

/** To stop and to pause is meant to be quick. */
const MAY_BE_QUICK: ReadonlySet<string> = new Set(["veto", "pause", "none"]);

/** Second paths: what a timelock holds, and somebody (whoever it takes) can exercise sooner than the timelock would. @throws `Role.WorldAtOdds` */
export function around(world: World): readonly Around[] {
  const control = controlOf(world);
  const all = reach(control, new Set(control.leaves.keys()));
  return world.powers.flatMap((lock) => {
    if (lock.source !== "timelock" || !lock.effects.includes("act") || lock.delay === 0) return [];
    const place = getAddress(lock.on);
    // Several powers may act in its name: it waits only as long as the quickest of them.
    const waits = all.at[control.acts.get(place) ?? -1] ?? 0;
    if (waits < lock.delay) return [];
    return world.powers.flatMap((power): Around[] => {
      const { need } = power;
      if (need.kind !== "members" || power.effects.every((effect) => MAY_BE_QUICK.has(effect))) return [];
      if (!counting(need, control.now).some(({ account }) => getAddress(account) === place)) return [];
      const delay = all.at[control.exercised.get(power.id) ?? -1] ?? Number.POSITIVE_INFINITY;
      if (delay >= lock.delay) return [];
      const way = wayText(control, wayTo(control, all, power.id));
      return [{ timelock: lock.id, waits: lock.delay, power: power.id, delay, way }];
    });
  });
}
