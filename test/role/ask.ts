import { type Collusion, collusion } from "../../src/role/collusion.ts";
import type { Goal } from "../../src/role/goals.ts";
import type { Grouping } from "../../src/role/units.ts";
import type { World } from "../../src/role/world.ts";
import { at } from "./world-kit.ts";

export const PEOPLE = ["Ana", "Ben", "Cleo", "Dan", "Eve"];

export function ask(of: World, goal: Goal, by: Grouping = "people", on?: string): Collusion {
  return collusion(of, { goal, by, ...(on === undefined ? {} : { on: at(on) }) });
}

/** `2 of Ana, Ben; 1 of Cleo`, one text for each group. */
export function told({ sets }: Collusion): string[] {
  return sets.map(({ choices }) =>
    choices.map(({ choose, of }) => `${choose} of ${of.join(", ")}`).join("; "),
  );
}
