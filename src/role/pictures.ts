import { type Blast, controlFor } from "./blast.ts";
import type { Collusion } from "./collusion.ts";
import { controlOf } from "./control.ts";
import { type Goal, goalPowers } from "./goals.ts";
import { graphOf } from "./graph/draw.ts";
import { svg } from "./graph/svg.ts";
import { type UnitChoice, unitNamed, unitsOf } from "./units.ts";
import { accountName } from "./words.ts";
import type { World } from "./world.ts";

const WORDS: Readonly<Record<Goal, string>> = {
  funds: "move funds",
  charter: "change the charter",
  upgrade: "change code",
  pause: "pause",
  veto: "stop what waits",
  block: "act, and be missed",
};

/** What leads to a goal, with the first of the smallest sets marked; as an SVG file. */
export function goalPicture(world: World, found: Collusion): string {
  const { goal, on, by } = found;
  const control = controlOf(world, { given: goal !== "block" });
  const goals = goalPowers(control, goal, on ?? undefined).map(({ id }) => id);
  const first = found.sets[0];
  const names = new Set(first?.choices.flatMap(({ choose, of }) => of.slice(0, choose)) ?? []);
  const units = unitsOf(control, by).filter(({ name }) => names.has(name));
  const where = on === null ? "" : ` on ${accountName(world, on)}`;
  return svg(
    graphOf(control, {
      title: `Who can ${WORDS[goal]}${where}: at least ${found.size ?? "(nobody)"} of the ${by}`,
      goals,
      inHand: new Set(units.flatMap(({ leaves }) => leaves)),
      only: false,
    }),
  );
}

/** What a unit does alone, and nothing else; as an SVG file. */
export function blastPicture(world: World, choice: UnitChoice, { unit, alone }: Blast): string {
  const control = controlFor(world, choice);
  return svg(
    graphOf(control, {
      title: `What ${unit.name} could do alone`,
      goals: alone.map(({ power }) => power),
      inHand: new Set(unitNamed(control, choice).leaves),
      only: true,
    }),
  );
}
