import { type Address, getAddress } from "viem";
import type { Mode } from "./board.ts";
import { type Control, controlOf } from "./control.ts";
import { blockable, type Goal, goalPowers } from "./goals.ts";
import { countOf, expand, grouped } from "./groups.ts";
import { netOf } from "./net.ts";
import { wayText, wayTo } from "./path.ts";
import { reach } from "./reach.ts";
import { type Choice, type Smallest, smallest } from "./search.ts";
import { type Stop, stopping } from "./stops.ts";
import { type Grouping, type Unit, unitsOf } from "./units.ts";
import type { Power, World } from "./world.ts";

/** Sets that are alike: any so many of these, with any so many of those. */
export type Sets = {
  readonly choices: readonly { readonly choose: number; readonly of: readonly string[] }[];
  readonly count: bigint;
  /** Seconds that it takes them at least; null for `block`, which takes no time. */
  readonly delay: number | null;
  /** How one of these sets does it, and who can stop that: what is told holds for the first of each choice. */
  readonly way: { readonly power: string; readonly text: string } | null;
  readonly stops: readonly Stop[];
  /** Whether those who can stop it stop every way. */
  readonly stoppable: boolean;
};

/** The smallest sets that reach a goal. */
export type Collusion = {
  readonly goal: Goal;
  /** The contract, if one is asked for; for `block`, the power that is kept from being exercised. */
  readonly on: Address | null;
  readonly power: string | null;
  readonly by: Grouping;
  /** Null: all together cannot. 0: it takes nobody (for `block`: nobody can now). */
  readonly size: number | null;
  readonly count: bigint;
  readonly sets: readonly Sets[];
  /** Sets that are counted and not listed. */
  readonly unlisted: bigint;
};

/** So few sets are always looked at one by one, to tell together what is alike; so many only if the net itself leaves too many groups. */
const FEW = 200n;
const MANY = 3000n;

export type CollusionOptions = {
  readonly goal: Goal;
  readonly by: Grouping;
  readonly on?: Address;
  /** How many groups of sets are listed at most. */
  readonly most?: number;
};

/**
 * The smallest sets of people (organisations, makers, places) that reach a goal, over one contract or all; for `block`, the tier 0, or
 * whatever acts in the contract's name. What is counted and what is not: docs/role-analysis.md.
 * @throws `Role.WorldAtOdds`, `Role.TooManyWays`
 */
export function collusion(world: World, { goal, by, on, most = 20 }: CollusionOptions): Collusion {
  const place = on === undefined ? undefined : getAddress(on);
  const control = goal === "block" ? stillControl(world) : controlOf(world);
  const powers = goalPowers(control, goal, place);
  const power = goal === "block" && powers.length === 1 ? (powers[0]?.id ?? null) : null;
  return search(control, { goal, by, on: place ?? null, power, most }, powers);
}

/** For each tier, Safe, timelock and so on: the smallest sets without whom it cannot act. */
export function blockades(world: World, by: Grouping, on?: Address, most = 5): readonly Collusion[] {
  const control = stillControl(world);
  const place = on === undefined ? undefined : getAddress(on);
  return blockable(control, place).map((power) => {
    const asked = { goal: "block" as const, by, on: getAddress(power.on), power: power.id, most };
    return search(control, asked, [power]);
  });
}

/** Nobody is made a holder: what is blocked for those who are, is blocked, also if somebody could change who is. */
function stillControl(world: World): Control {
  return controlOf(world, { given: false });
}

type Asked = Pick<Collusion, "goal" | "by" | "on" | "power"> & { readonly most: number };

function search(control: Control, asked: Asked, powers: readonly Power[]): Collusion {
  const { most, ...about } = asked;
  const mode: Mode = asked.goal === "block" ? "block" : "reach";
  const units = unitsOf(control, asked.by);
  const none = { ...about, size: null, count: 0n, sets: [], unlisted: 0n };
  if (powers.length === 0) return none;
  const gates = powers.map(({ id }) => control.exercised.get(id) ?? -1);
  const found = smallest(netOf(control, units, gates), mode);
  if (found === null) return none;
  const groups = groupsOf(control, units, powers, found, mode, most);
  const sets = groups.map(({ choices, delay }) => tell(control, units, powers, choices, delay));
  const told = sets.reduce((sum, { count }) => sum + count, 0n);
  return { ...about, size: found.size, count: found.count, sets, unlisted: found.count - told };
}

type Group = { readonly choices: readonly Choice[]; readonly delay: number | null };

/** The soonest first. */
function groupsOf(
  control: Control,
  units: readonly Unit[],
  powers: readonly Power[],
  found: Smallest,
  mode: Mode,
  most: number,
): readonly Group[] {
  const delayOf = (set: bigint) => (mode === "block" ? null : soonest(control, units, powers, set).delay);
  const alike: (readonly Choice[])[] = [];
  for (const choices of found.sets()) {
    alike.push(choices);
    if (alike.length > most) break;
  }
  const isOneByOne = found.count <= FEW || (found.count <= MANY && alike.length > most);
  const family = isOneByOne ? [...found.sets()].flatMap(expand) : [];
  const groups = isOneByOne
    ? grouped(family.map((set) => ({ set, mark: String(delayOf(set)) }))).map(({ choices }) => choices)
    : alike.slice(0, most);
  return groups
    .map((choices) => ({ choices, delay: delayOf(firstOf(choices)) }))
    .toSorted((a, b) => (a.delay ?? 0) - (b.delay ?? 0))
    .slice(0, most);
}

function firstOf(choices: readonly Choice[]): bigint {
  return choices
    .flatMap(({ choose, of }) => of.slice(0, choose))
    .reduce((set, unit) => set | (1n << BigInt(unit)), 0n);
}

/** Which of the powers a set exercises first, and when. */
function soonest(control: Control, units: readonly Unit[], powers: readonly Power[], set: bigint) {
  const inHand = leavesOf(units, set);
  const found = reach(control, inHand);
  let best: { id: string; delay: number } = { id: "", delay: Number.POSITIVE_INFINITY };
  for (const { id } of powers) {
    const delay = found.at[control.exercised.get(id) ?? -1] ?? Number.POSITIVE_INFINITY;
    if (delay < best.delay) best = { id, delay };
  }
  return { ...best, found, inHand };
}

function leavesOf(units: readonly Unit[], set: bigint): ReadonlySet<number> {
  return new Set(units.flatMap(({ leaves }, unit) => (((set >> BigInt(unit)) & 1n) === 1n ? leaves : [])));
}

function tell(
  control: Control,
  units: readonly Unit[],
  powers: readonly Power[],
  choices: readonly Choice[],
  delay: number | null,
): Sets {
  const named = choices.map(({ choose, of }) => ({ choose, of: of.map((unit) => units[unit]?.name ?? "") }));
  const about = { choices: named, count: countOf(choices), delay };
  if (delay === null) return { ...about, way: null, stops: [], stoppable: false };
  const { id, found, inHand } = soonest(control, units, powers, firstOf(choices));
  const steps = wayTo(control, found, id);
  const { stops, certain } = stopping(
    control,
    inHand,
    powers.map((power) => power.id),
  );
  const onTheWay = new Set(steps.map(({ power }) => power));
  return {
    ...about,
    way: { power: id, text: wayText(control, steps) },
    stops: stops.filter(({ power }) => onTheWay.has(power)),
    stoppable: certain,
  };
}
