import type { Address } from "viem";
import { GOALS } from "../charter/role-schema.ts";
import { type Collusion, collusion } from "./collusion.ts";
import type { Goal } from "./goals.ts";
import { GROUPINGS, type Grouping } from "./units.ts";
import type { World } from "./world.ts";

/** Every goal by every grouping that is asked for. @throws what `collusion` throws */
export function overview(
  world: World,
  goals: readonly Goal[] = GOALS,
  groupings: readonly Grouping[] = GROUPINGS,
  on?: Address,
): readonly Collusion[] {
  return goals.flatMap((goal) =>
    groupings.map((by) => collusion(world, { goal, by, ...(on === undefined ? {} : { on }) })),
  );
}
