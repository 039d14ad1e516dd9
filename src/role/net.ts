import { absorbed } from "./absorb.ts";
import type { Control } from "./control.ts";
import type { Unit } from "./units.ts";

/** A gate as an input: open `delay` seconds after it, and not before `wait`. */
export type GateInput = { readonly gate: number; readonly wait: number; readonly delay: number };
/** A unit that fills `times` inputs (one person may own a Safe twice). `tag` tells inputs apart by their delays. */
export type UnitInput = { readonly unit: number; readonly times: number; readonly tag: string };

/** A gate of a control, with units for its leaves. */
export type NetGate =
  | {
      readonly kind: "atLeast";
      readonly n: number;
      readonly units: readonly UnitInput[];
      readonly gates: readonly GateInput[];
    }
  | {
      readonly kind: "quorum";
      readonly demands: readonly number[];
      /** By holder: which units' keys fill which kinds of places, as bit masks over `demands`. */
      readonly holders: readonly (readonly {
        readonly unit: number;
        readonly kinds: number;
        readonly tag: string;
      }[])[];
    };

/** The gates on which a goal, the first of them, depends. */
export type Net = { readonly units: number; readonly gates: readonly NetGate[] };

export const GOAL = 0;

/** The cone of a goal, which is reached by any of some gates. */
export function netOf(control: Control, units: readonly Unit[], goals: readonly number[]): Net {
  const unitOf = new Map(units.flatMap(({ leaves }, unit) => leaves.map((leaf) => [leaf, unit] as const)));
  const number = new Map<number, number>();
  const visit = (gate: number): number => {
    if (!number.has(gate)) number.set(gate, number.size + 1);
    return number.get(gate) ?? 0;
  };
  const inputs = goals.map((gate) => ({ gate: visit(gate), wait: 0, delay: 0 }));
  const gates: NetGate[] = [{ kind: "atLeast", n: 1, units: [], gates: inputs }];
  // The map grows while it is walked.
  for (const original of number.keys()) {
    const gate = control.gates[original];
    if (gate === undefined) continue;
    if (gate.kind === "atLeast") {
      const leaves = gate.of.flatMap(({ from, index, wait, delay }) =>
        from === "leaf" ? [{ unit: unitOf.get(index) ?? -1, tag: `${wait}+${delay}` }] : [],
      );
      const further = gate.of.flatMap(({ from, index, wait, delay }) =>
        from === "gate" ? [{ gate: visit(index), wait, delay }] : [],
      );
      gates.push({ kind: "atLeast", n: gate.n, units: counted(leaves), gates: further });
      continue;
    }
    const keys = gate.slots.flatMap((slot, kind) =>
      slot.keys.map(({ leaf, holder, wait }) => ({ unit: unitOf.get(leaf) ?? -1, holder, kind, wait })),
    );
    const holders = [...Map.groupBy(keys, ({ holder }) => holder).values()].map((of) =>
      [...Map.groupBy(of, ({ unit }) => unit)].map(([unit, entries]) => ({
        unit,
        kinds: entries.reduce((mask, { kind }) => mask | (1 << kind), 0),
        tag: String(Math.max(...entries.map(({ wait }) => wait))),
      })),
    );
    gates.push({ kind: "quorum", demands: gate.slots.map(({ demand }) => demand), holders });
  }
  return absorbed({ units: units.length, gates: inlined(gates) });
}

/** Inputs by unit. */
function counted(inputs: readonly { readonly unit: number; readonly tag: string }[]): readonly UnitInput[] {
  return [...Map.groupBy(inputs, ({ unit }) => unit)].map(([unit, of]) => ({
    unit,
    times: of.length,
    tag: of
      .map(({ tag }) => tag)
      .toSorted()
      .join(),
  }));
}

/** An account that is nothing but one unit's is that unit, wherever it is an input; what stands for another gate alone is that gate. */
function inlined(gates: readonly NetGate[]): readonly NetGate[] {
  const sole = gates.map((gate) => {
    if (gate.kind !== "atLeast" || gate.n !== 1 || gate.gates.length > 0 || gate.units.length !== 1)
      return null;
    return gate.units[0]?.unit ?? null;
  });
  // A gate that does nothing but pass another on, at once, is that other.
  const behind = (at: number) => {
    for (let i = 0; i < gates.length; i++) {
      const gate = gates[at];
      if (gate?.kind !== "atLeast" || gate.n !== 1 || gate.units.length > 0) return at;
      const [input, more] = gate.gates;
      if (input === undefined || more !== undefined || input.wait + input.delay > 0) return at;
      at = input.gate;
    }
    return at;
  };
  return gates.map((whole): NetGate => {
    if (whole.kind !== "atLeast") return whole;
    const gate = { ...whole, gates: whole.gates.map((input) => ({ ...input, gate: behind(input.gate) })) };
    const moved = gate.gates.flatMap(({ gate: input, wait, delay }) => {
      const unit = sole[input] ?? null;
      return unit === null ? [] : [{ unit, tag: `${wait}+${delay}` }];
    });
    const own = gate.units.flatMap(({ unit, times, tag }) =>
      Array.from({ length: times }, () => ({ unit, tag })),
    );
    const rest = gate.gates.filter(({ gate: input }) => (sole[input] ?? null) === null);
    return { ...gate, units: counted([...own, ...moved]), gates: rest };
  });
}
