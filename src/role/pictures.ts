import { type Address, getAddress } from "viem";
import { type Blast, controlFor } from "./blast.ts";
import type { Collusion } from "./collusion.ts";
import { controlOf } from "./control.ts";
import { blockable, type Goal, powersFor, tierZero } from "./goals.ts";
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
  const goals = goalPowers(world, goal, on);
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

function goalPowers(world: World, goal: Goal, on: Address | null): readonly string[] {
  const control = controlOf(world);
  const place = on === null ? undefined : getAddress(on);
  if (goal !== "block") return powersFor(control, goal, place).map(({ id }) => id);
  const zero = tierZero(world);
  if (place === undefined) return zero === undefined ? [] : [zero.id];
  return blockable(control, place).map(({ id }) => id);
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
