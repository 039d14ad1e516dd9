import { describe, expect, it } from "vitest";
import type { Mode } from "../../src/role/board.ts";
import { type Control, controlOf } from "../../src/role/control.ts";
import { netOf } from "../../src/role/net.ts";
import { reach } from "../../src/role/reach.ts";
import { smallest } from "../../src/role/search.ts";
import { GROUPINGS, type Unit, unitsOf } from "../../src/role/units.ts";
import type { World } from "../../src/role/world.ts";
import { exercisedBy, outsidersOf } from "./brute-force.ts";
import { randomness, randomWorld } from "./random-world.ts";

const WORLDS = 4000;
const PER_CASE = 500;

function inHandOf({ leaves }: Control, units: readonly Unit[], chosen: number) {
  const held = units.flatMap((unit, i) => (((chosen >> i) & 1) === 1 ? unit.leaves : []));
  const keys = new Set<number>();
  const accounts = new Set<string>();
  for (const leaf of held.map((index) => leaves[index])) {
    if (leaf?.kind === "key") keys.add(leaf.key);
    if (leaf?.kind === "outsider") accounts.add(leaf.account);
  }
  return { leaves: new Set(held), keys, accounts };
}

/** Every set of units that reaches one of the powers (or without whom none is), of the least size, as bit masks. */
function bruteSmallest(
  world: World,
  control: Control,
  units: readonly Unit[],
  ids: string[],
  mode: Mode,
): number[] {
  const all = 2 ** units.length;
  let size = Number.POSITIVE_INFINITY;
  let found: number[] = [];
  for (let set = 0; set < all; set++) {
    const count = set.toString(2).replaceAll("0", "").length;
    if (count > size) continue;
    const acting = mode === "reach" ? set : all - 1 - set;
    const times = exercisedBy(world, inHandOf(control, units, acting), mode === "reach");
    if (ids.some((id) => times.has(id)) !== (mode === "reach")) continue;
    if (count < size) found = [];
    size = count;
    found.push(set);
  }
  return found;
}

/** The sets a search names, as bit masks. */
function expanded(sets: Iterable<readonly { choose: number; of: readonly number[] }[]>): number[] {
  const result: number[] = [];
  for (const choices of sets) {
    let masks = [0];
    for (const { choose, of } of choices) {
      masks = masks.flatMap((mask) => combinations(of, choose).map((more) => mask | more));
    }
    result.push(...masks);
  }
  return result.sort((a, b) => a - b);
}

function combinations(of: readonly number[], choose: number): number[] {
  if (choose === 0) return [0];
  return of.flatMap((unit, i) => combinations(of.slice(i + 1), choose - 1).map((rest) => rest | (1 << unit)));
}

describe("on random small worlds", () => {
  const cases = Array.from({ length: WORLDS / PER_CASE }, (_, i) => i * PER_CASE);

  it.each(cases)("reach finds the powers and delays that the definition gives, worlds from %i", (first) => {
    for (let seed = first; seed < first + PER_CASE; seed++) {
      const world = randomWorld(seed);
      const control = controlOf(world);
      const units = unitsOf(control, "people");
      expect(units.flatMap(({ leaves }) => leaves).length, "every leaf once").toBe(control.leaves.length);
      const { below } = randomness(seed + 1_000_000);
      for (let i = 0; i < 4; i++) {
        const inHand = inHandOf(control, units, below(2 ** units.length));
        const { at } = reach(control, inHand.leaves);
        const told = [...control.exercised].filter(([, gate]) => Number.isFinite(at[gate] ?? 0));
        const expected = exercisedBy(world, inHand);
        expect(new Map(told.map(([id, gate]) => [id, at[gate]])), `world ${seed}`).toEqual(expected);
      }
    }
  });

  it.each(cases)("the smallest sets are those of brute force, all of them, worlds from %i", (first) => {
    for (let seed = first; seed < first + PER_CASE; seed++) {
      const world = randomWorld(seed);
      const { below, one } = randomness(seed + 2_000_000);
      const mode = one(["reach", "reach", "block"] as const);
      const control = controlOf(world, { given: mode === "reach" });
      const outsiders = control.leaves.flatMap((leaf) => (leaf.kind === "outsider" ? [leaf.account] : []));
      expect(outsiders).toEqual(outsidersOf(world));
      const units = unitsOf(control, one(GROUPINGS));
      const ids = world.powers.filter(() => below(3) === 0).map(({ id }) => id);
      const goals = ids.map((id) => control.exercised.get(id) ?? -1);
      const found = smallest(netOf(control, units, goals), mode);
      const sets = bruteSmallest(world, control, units, ids, mode);
      const told = found === null ? [] : expanded(found.sets());
      expect(told, `world ${seed}, ${mode} ${ids}`).toEqual(sets);
      expect(found?.count ?? 0n).toBe(BigInt(sets.length));
    }
  });

  it("given people whose keys lie with several makers: nobody counts twice, and no key is forgotten", () => {
    for (let seed = 0; seed < 1000; seed++) {
      const vendors = ["Acme", "Bolt", "Cork", "Dray", "Eads", "Fife"];
      const world = randomWorld(seed, { second: 0.9, vendors });
      const mode = seed % 3 === 0 ? "block" : "reach";
      const control = controlOf(world, { given: mode === "reach" });
      const units = unitsOf(control, "vendors");
      const ids = world.powers.filter(({ need }) => need.kind === "quorum").map(({ id }) => id);
      const goals = ids.map((id) => control.exercised.get(id) ?? -1);
      const found = smallest(netOf(control, units, goals), mode);
      const sets = bruteSmallest(world, control, units, ids, mode);
      expect(found === null ? [] : expanded(found.sets()), `world ${seed}, ${mode}`).toEqual(sets);
    }
  });
});
