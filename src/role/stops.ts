import type { Control, Gate } from "./control.ts";
import { guardianStops, guardiansNeeded } from "./guardians.ts";
import { type Reach, reach } from "./reach.ts";
import { unitsOf } from "./units.ts";
import { powerName } from "./words.ts";
import type { Power } from "./world.ts";

/** Something on the way that waits, and who can stop it meanwhile. */
export type Stop = {
  readonly power: string;
  /** Seconds for which it can be seen and stopped. */
  readonly within: number;
  /** People who can stop it alone and in time, without those who act. */
  readonly alone: readonly string[];
  /** Powers that stop it, which those who do not act could exercise in time only together. */
  readonly together: readonly string[];
  /** Guardians of whom it takes more than one; null where that is not so. */
  readonly guardians: { readonly needed: number; readonly of: readonly string[] } | null;
};

export type Stopping = {
  readonly stops: readonly Stop[];
  /** Whether, with all of that stopped, the goal is out of reach: else there is a way that nobody can stop. */
  readonly certain: boolean;
};

/** Who stops what waits for so long; null if nobody does. */
type Stopper = (within: number) => Pick<Stop, "alone" | "together" | "guardians"> | null;

/** Who can stop what some do (`inHand`) to exercise one of the powers. Outsiders are not counted on. */
export function stopping(control: Control, inHand: ReadonlySet<number>, goals: readonly string[]): Stopping {
  const found = reach(control, inHand);
  const others = reach(
    control,
    new Set(control.leaves.flatMap(({ kind }, i) => (kind === "key" && !inHand.has(i) ? [i] : []))),
  );
  const stops: Stop[] = [];
  const gates = [...control.gates];
  for (const power of control.powers.values()) {
    const { id, stopped } = power;
    if (stopped.length === 0 || !Number.isFinite(timeOf(control, found, id))) continue;
    const stopper = stopperOf(control, power, inHand, others);
    shut(control, power, stopper, gates);
    const within = waitOf(control, found, power);
    const by = within === null ? null : stopper(within);
    if (within !== null && by !== null) stops.push({ power: id, within, ...by });
  }
  const rest = reach({ ...control, gates }, inHand);
  const certain = goals.every((id) => !Number.isFinite(timeOf(control, rest, id)));
  return { stops, certain };
}

function stopperOf(control: Control, power: Power, inHand: ReadonlySet<number>, others: Reach): Stopper {
  const guarding = guardianStops(control, power);
  const ids = guarding.length > 0 ? guarding : power.stopped;
  const able = people(control).filter(({ leaves }) => leaves.every((leaf) => !inHand.has(leaf)));
  const needed = guarding.length > 0 ? guardiansNeeded(control, power, inHand) : 1;
  return (within) => {
    const inTime = ids.filter((stop) => timeOf(control, others, stop) < within);
    if (inTime.length === 0) return null;
    const names = able
      .filter(({ found }) => inTime.some((stop) => timeOf(control, found, stop) < within))
      .map(({ name }) => name);
    if (needed > 1) {
      if (names.length < needed) return null;
      return { alone: [], together: [], guardians: { needed, of: names } };
    }
    const together = names.length > 0 ? [] : inTime.map((stop) => nameOf(control, stop));
    return { alone: names, together, guardians: null };
  };
}

/**
 * Takes away the ways to exercise a power that are stopped: all, if its own delay is long enough; else those of members who wait long enough
 * themselves. Guardians stop what people of today's roster have scheduled, and nobody else.
 */
function shut(control: Control, power: Power, stopper: Stopper, gates: Gate[]): void {
  const { exercised, taken } = control;
  const own = taken.get(power.id) ?? -1;
  const isAll = stopper(power.delay) !== null;
  if (isAll) {
    const all = guardianStops(control, power).length > 0 ? own : (exercised.get(power.id) ?? -1);
    gates[all] = { kind: "atLeast", n: 1, of: [] };
    return;
  }
  const gate = gates[own];
  if (gate?.kind !== "atLeast") return;
  const of = gate.of.filter(({ delay }) => delay === 0 || stopper(power.delay + delay) === null);
  gates[own] = { ...gate, of };
}

function timeOf({ exercised }: Control, { at }: Reach, id: string): number {
  return at[exercised.get(id) ?? -1] ?? Number.POSITIVE_INFINITY;
}

function nameOf({ world, powers }: Control, id: string): string {
  const power = powers.get(id);
  return power === undefined ? id : powerName(world, power);
}

/** Between scheduling and executing: the power's own delay, and that of the members who exercise it; null for guardians if it is given. */
function waitOf(control: Control, found: Reach, power: Power): number | null {
  const own = control.taken.get(power.id) ?? -1;
  const gate = control.gates[control.exercised.get(power.id) ?? -1];
  const base = gate?.kind === "atLeast" ? gate.of[0]?.index : undefined;
  // Of a power that can be given there is a gate more: by what it takes, or by being given it.
  const isOwn = base === own || (base !== undefined && found.by[base]?.[0]?.index === own);
  if (!isOwn) return guardianStops(control, power).length > 0 ? null : power.delay;
  const isMembers = control.gates[own]?.kind === "atLeast";
  const delays = isMembers ? (found.by[own] ?? []).map(({ delay }) => delay) : [];
  return power.delay + Math.max(0, ...delays);
}

type Person = { readonly name: string; readonly leaves: readonly number[]; readonly found: Reach };
const known = new WeakMap<Control, readonly Person[]>();

/** What each person can do alone: asked again for every set, so it is kept. */
export function people(control: Control): readonly Person[] {
  const kept = known.get(control);
  if (kept !== undefined) return kept;
  const made = unitsOf(control, "people")
    .filter(({ leaves }) => leaves.every((leaf) => control.leaves[leaf]?.kind === "key"))
    .map(({ name, leaves }) => ({ name, leaves, found: reach(control, new Set(leaves)) }));
  known.set(control, made);
  return made;
}
