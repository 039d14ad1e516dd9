import { formatDuration } from "../../time.ts";
import { atlasOf } from "../atlas.ts";
import { controlOf } from "../control.ts";
import { strictestLock } from "../findings/paths.ts";
import { wayText, wayTo } from "../path.ts";
import { reach } from "../reach.ts";
import type { World } from "../world.ts";
import type { CheckFinding } from "./finding.ts";

/**
 * Powers that a timelock has, and that all together could come to sooner than it makes anybody wait: by whichever way, also over several
 * contracts, and by making somebody a holder first.
 */
export function checkWays(world: World): CheckFinding[] {
  const atlas = atlasOf(world);
  const control = controlOf(world);
  const found = reach(control, new Set(control.leaves.keys()));
  return world.powers.flatMap((power) => {
    const strictest = strictestLock(atlas, power);
    const soonest = found.at[control.exercised.get(power.id) ?? -1] ?? Number.POSITIVE_INFINITY;
    if (strictest === null || soonest >= strictest.delay + power.delay) return [];
    const way = wayText(control, wayTo(control, found, power.id));
    return [
      {
        check: "second-way" as const,
        severity: "high" as const,
        on: power.on,
        power: power.id,
        found: `${atlas.powerName(power)} can be had ${soonest === 0 ? "at once" : `after ${formatDuration(soonest)}`}, though ${atlas.name(strictest.account)} waits ${formatDuration(strictest.delay)}: ${way}`,
        fix: "close the shorter way, or give it the same delay",
        evidence: { soonest, timelock: strictest.account, timelockDelay: strictest.delay, way },
      },
    ];
  });
}
