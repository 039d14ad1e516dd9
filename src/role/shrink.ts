import { Board, type Mode } from "./board.ts";
import { GOAL, type Net, type NetGate } from "./net.ts";

/**
 * The net without what cannot matter to sets of `size` units: gates that are open (or stay so) whatever is chosen count as filled inputs,
 * gates that so few cannot open (or that are shut already) are no inputs, and what the goal does not depend on is gone. `timed` keeps what is
 * open anyway, for somebody may open it sooner.
 */
export function shrunk(net: Net, size: number, mode: Mode): { readonly net: Net; readonly timed: Net } {
  const cost = Int32Array.from(new Board(net, mode).costs(size));
  const isUndecided = (gate: number) => (cost[gate] ?? 0) > 0 && (cost[gate] ?? 0) <= size;
  const isFilled = (gate: number) => (mode === "reach" ? cost[gate] === 0 : (cost[gate] ?? 0) > size);
  const small = kept(net, isUndecided, isFilled);
  if (mode === "block") return { net: small, timed: small };
  return {
    net: small,
    timed: kept(
      net,
      (gate) => isUndecided(gate) || isFilled(gate),
      () => false,
    ),
  };
}

function kept(net: Net, isInput: (gate: number) => boolean, isFilled: (gate: number) => boolean): Net {
  const number = new Map([[GOAL, GOAL]]);
  for (const at of number.keys()) {
    const gate = net.gates[at];
    if (gate?.kind !== "atLeast") continue;
    for (const { gate: input } of gate.gates) {
      if (isInput(input) && !number.has(input)) number.set(input, number.size);
    }
  }
  const gates = [...number.keys()].map((at): NetGate => {
    const gate = net.gates[at] ?? { kind: "atLeast", n: 1, units: [], gates: [] };
    if (gate.kind === "quorum") return gate;
    return {
      ...gate,
      n: gate.n - gate.gates.filter(({ gate: input }) => isFilled(input)).length,
      gates: gate.gates.flatMap((input) =>
        isInput(input.gate) ? [{ ...input, gate: number.get(input.gate) ?? GOAL }] : [],
      ),
    };
  });
  return { units: net.units, gates };
}
