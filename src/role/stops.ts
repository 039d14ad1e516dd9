import type { Control, Gate, Input } from "./control.ts";
import { type Reach, reach } from "./reach.ts";
import { unitsOf } from "./units.ts";
import { powerName } from "./words.ts";

/** Something on the way that waits, and who can stop it meanwhile. */
export type Stop = {
  readonly power: string;
  /** Seconds for which it can be seen and stopped. */
  readonly within: number;
  /** People who can stop it alone and in time, without those who act. */
  readonly alone: readonly string[];
  /** Powers that stop it, which those who do not act could exercise in time only together. */
  readonly together: readonly string[];
};

export type Stopping = {
  readonly stops: readonly Stop[];
  /** Whether, with all of that stopped, the goal is out of reach: else there is a way that nobody can stop. */
  readonly certain: boolean;
};

/** Who can stop what some do (`inHand`) to exercise one of the powers. Outsiders are not counted on. */
export function stopping(control: Control, inHand: ReadonlySet<number>, goals: readonly string[]): Stopping {
  const found = reach(control, inHand);
  const others = reach(
    control,
    new Set(control.leaves.flatMap(({ kind }, i) => (kind === "key" && !inHand.has(i) ? [i] : []))),
  );
  const stops: Stop[] = [];
  const shut = new Set<number>();
  for (const { id, stopped } of control.powers.values()) {
    const gate = control.exercised.get(id) ?? -1;
    const within = waitOf(control, found, id);
    if (stopped.length === 0 || within === 0 || !Number.isFinite(found.at[gate])) continue;
    const inTime = stopped.filter((stop) => timeOf(control, others, stop) < within);
    if (inTime.length === 0) continue;
    shut.add(gate);
    const alone = people(control).filter(
      ({ leaves, found: own }) =>
        leaves.every((leaf) => !inHand.has(leaf)) &&
        inTime.some((stop) => timeOf(control, own, stop) < within),
    );
    stops.push({
      power: id,
      within,
      alone: alone.map(({ name }) => name),
      together: alone.length > 0 ? [] : inTime.map((stop) => nameOf(control, stop)),
    });
  }
  const gates = control.gates.map(
    (gate, at): Gate => (shut.has(at) ? { kind: "atLeast", n: 1, of: [] } : gate),
  );
  const rest = reach({ ...control, gates }, inHand);
  const certain = goals.every((id) => !Number.isFinite(timeOf(control, rest, id)));
  return { stops, certain };
}

function timeOf({ exercised }: Control, { at }: Reach, id: string): number {
  return at[exercised.get(id) ?? -1] ?? Number.POSITIVE_INFINITY;
}

function nameOf({ world, powers }: Control, id: string): string {
  const power = powers.get(id);
  return power === undefined ? id : powerName(world, power);
}

/** Between scheduling and executing: the power's own delay, and that of the members who exercise it. */
function waitOf(control: Control, found: Reach, id: string): number {
  const power = control.powers.get(id);
  const [base] = found.by[control.exercised.get(id) ?? -1] ?? [];
  if (power === undefined || base === undefined) return 0;
  return power.delay + Math.max(0, ...membersUsed(control, found, base.index).map(({ delay }) => delay));
}

/** Of a power that can be given there is a gate more: by what it takes, or by being given it. */
function membersUsed(control: Control, found: Reach, gate: number): readonly Input[] {
  if (control.gates[gate]?.kind !== "atLeast") return [];
  const inputs = found.by[gate] ?? [];
  const [taken] = inputs;
  if (taken?.from !== "gate") return inputs;
  const isNeed = !namedGates(control).has(taken.index);
  return isNeed ? membersUsed(control, found, taken.index) : inputs;
}

/** Gates of accounts and powers; what is none of these is what a power takes. */
function namedGates({ acts, exercised }: Control): ReadonlySet<number> {
  return new Set([...acts.values(), ...exercised.values()]);
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
