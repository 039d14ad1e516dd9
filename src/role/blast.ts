import { getAddress } from "viem";
import { type Control, controlOf } from "./control.ts";
import { type Holding, holdingsOf } from "./holdings.ts";
import { wayText, wayTo } from "./path.ts";
import { reach } from "./reach.ts";
import { people, type Stop, stopping } from "./stops.ts";
import { type UnitChoice, unitNamed } from "./units.ts";
import { accountName, leafName, powerName } from "./words.ts";
import type { Effect, Power, World } from "./world.ts";

/** A power that the unit exercises alone. */
export type Exercised = {
  readonly power: string;
  readonly name: string;
  readonly on: string;
  readonly effects: readonly Effect[];
  /** Seconds from now. */
  readonly delay: number;
  readonly way: string;
  readonly stops: readonly Stop[];
  /** Whether those who can stop it stop every way. */
  readonly stoppable: boolean;
};

/** A power that the unit lacks one person for. */
export type Short = {
  readonly power: string;
  readonly name: string;
  readonly on: string;
  readonly effects: readonly Effect[];
  /** People with any one of whom it is exercised; none of them could alone. */
  readonly with: readonly string[];
};

/** What falls with a key, a person, an organisation, a model, a maker, a place or an account. */
export type Blast = {
  readonly unit: {
    readonly name: string;
    readonly keys: readonly number[];
    readonly holds: readonly string[];
  };
  readonly alone: readonly Exercised[];
  readonly short: readonly Short[];
  /** What it holds directly, and how each is taken away: what a response is made of. */
  readonly holdings: readonly Holding[];
};

/**
 * Everything that a unit can do alone, less what anybody can; the most far-reaching first.
 * @throws `Role.WorldAtOdds`, `Role.WhichUnit`, `Role.NoSuchUnit`
 */
export function blast(world: World, choice: UnitChoice): Blast {
  const control = controlFor(world, choice);
  const unit = unitNamed(control, choice);
  const inHand = new Set(unit.leaves);
  const found = reach(control, inHand);
  const nobody = reach(control, new Set());
  const isNew = ({ id }: Power) => {
    const gate = control.exercised.get(id) ?? -1;
    const time = found.at[gate] ?? Number.POSITIVE_INFINITY;
    return Number.isFinite(time) && time < (nobody.at[gate] ?? Number.POSITIVE_INFINITY);
  };
  const alone = world.powers.filter(isNew).map((power): Exercised => {
    const steps = wayTo(control, found, power.id);
    const onTheWay = new Set(steps.map((step) => step.power));
    const { stops, certain } = stopping(control, inHand, [power.id]);
    return {
      ...about(world, power),
      delay: found.at[control.exercised.get(power.id) ?? -1] ?? 0,
      way: wayText(control, steps),
      stops: stops.filter((stop) => onTheWay.has(stop.power)),
      stoppable: certain,
    };
  });
  return {
    unit: {
      name: unit.name,
      keys: unit.leaves.flatMap((leaf) => {
        const one = control.leaves[leaf];
        return one?.kind === "key" ? [one.key] : [];
      }),
      holds: unit.leaves.map((leaf) => leafName(control, leaf)),
    },
    alone: alone.toSorted((a, b) => rank(a.effects) - rank(b.effects) || a.delay - b.delay),
    short: shortOf(control, inHand),
    holdings: holdingsOf(control, inHand),
  };
}

/** A contract that is meant by its label or address can be in somebody's hand too. @throws what `blast` throws */
export function controlFor(world: World, { account }: UnitChoice): Control {
  const wanted = account?.toLowerCase();
  const found = world.accounts.find(
    ({ kind, address, label }) =>
      kind === "contract" && (address.toLowerCase() === wanted || label?.toLowerCase() === wanted),
  );
  return controlOf(world, found === undefined ? {} : { captured: getAddress(found.address) });
}

const ORDER: readonly Effect[] = [
  "act",
  "any",
  "upgrade",
  "charter",
  "funds",
  "admin",
  "pause",
  "veto",
  "none",
];

function rank(effects: readonly Effect[]): number {
  return Math.min(ORDER.length, ...effects.map((effect) => ORDER.indexOf(effect)));
}

function about(world: World, power: Power) {
  const { id, on, effects } = power;
  return { power: id, name: powerName(world, power), on: accountName(world, getAddress(on)), effects };
}

/** With one further person: every person is tried. */
function shortOf(control: Control, inHand: ReadonlySet<number>): readonly Short[] {
  const own = reach(control, inHand);
  const others = people(control).filter(({ leaves }) => leaves.every((leaf) => !inHand.has(leaf)));
  const together = others.map(({ name, leaves, found }) => ({
    name,
    alone: found,
    both: reach(control, new Set([...inHand, ...leaves])),
  }));
  const isOpen = (at: readonly number[], gate: number) =>
    Number.isFinite(at[gate] ?? Number.POSITIVE_INFINITY);
  return control.world.powers.flatMap((power) => {
    const gate = control.exercised.get(power.id) ?? -1;
    if (isOpen(own.at, gate)) return [];
    const names = together
      .filter(({ alone, both }) => isOpen(both.at, gate) && !isOpen(alone.at, gate))
      .map(({ name }) => name);
    return names.length === 0 ? [] : [{ ...about(control.world, power), with: names }];
  });
}
