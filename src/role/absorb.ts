import type { GateInput, Net, NetGate } from "./net.ts";

/**
 * The same net with less in it. Where one input of a gate cannot be open without another of its inputs being so, no later: in an "any of" the
 * first adds nothing, in an "all of" the second asks nothing. A person's own way to what a Safe does with the same Safe's help is no further way.
 */
export function absorbed(net: Net): Net {
  const needed = necessary(net);
  return {
    ...net,
    gates: net.gates.map((gate): NetGate => {
      if (gate.kind !== "atLeast") return gate;
      const isAny = gate.n === 1;
      const total = gate.units.reduce((sum, { times }) => sum + times, 0) + gate.gates.length;
      if (!isAny && gate.n !== total) return gate;
      const kept = [...gate.gates];
      for (const input of gate.gates) {
        const isIdle = kept.some((other) => {
          if (other === input || other.gate === input.gate) return false;
          return isAny ? leansOn(needed, input, other) : leansOn(needed, other, input);
        });
        if (isIdle) kept.splice(kept.indexOf(input), 1);
      }
      const n = isAny ? 1 : gate.n - (gate.gates.length - kept.length);
      return { ...gate, n, gates: kept };
    }),
  };
}

/** Whether `one` is never open without `other`, nor sooner. */
function leansOn(needed: readonly bigint[], one: GateInput, other: GateInput): boolean {
  const isNeeded = (((needed[one.gate] ?? 0n) >> BigInt(other.gate)) & 1n) === 1n;
  return isNeeded && one.delay >= other.delay && one.wait >= other.wait;
}

/** For each gate, as bits, the gates that are open before it whatever way it is opened, itself among them. */
function necessary({ gates }: Net): readonly bigint[] {
  const all = (1n << BigInt(gates.length)) - 1n;
  const counted = gates.map(countedOf);
  const owns = counted.map((one, at) =>
    counted.reduce(
      (mask, other, i) => (i === at || entails(one, other) ? mask | (1n << BigInt(i)) : mask),
      0n,
    ),
  );
  const needed = gates.map(() => all);
  for (let changed = true; changed; ) {
    changed = false;
    for (let at = gates.length - 1; at >= 0; at--) {
      const gate = gates[at];
      let value = owns[at] ?? 0n;
      if (gate?.kind === "atLeast") {
        const inputs = gate.gates.map(({ gate: input }) => needed[input] ?? 0n);
        const total = gate.units.reduce((sum, { times }) => sum + times, 0) + inputs.length;
        if (gate.n === total) value |= inputs.reduce((mask, one) => mask | one, 0n);
        else if (gate.n === 1 && gate.units.length === 0)
          value |= inputs.reduce((mask, one) => mask & one, all);
      }
      if (value !== needed[at]) {
        needed[at] = value;
        changed = true;
      }
    }
  }
  return needed;
}

/** How many of which inputs; null for quorums, which are not compared. */
type Counted = { readonly n: number; readonly inputs: ReadonlySet<string> } | null;

/** Whether enough inputs of the one, chosen as one likes, are always enough of the other's: as 3 of 4 owners are 2 of the same and others. */
function entails(one: Counted, other: Counted): boolean {
  if (one === null || other === null || other.n === 0 || one.n < other.n) return false;
  let strange = 0;
  for (const input of one.inputs) if (!other.inputs.has(input)) strange++;
  return one.n - strange >= other.n;
}

/** Inputs that differ in their delays are not the same. */
function countedOf(gate: NetGate): Counted {
  if (gate.kind !== "atLeast") return null;
  const inputs = new Set<string>();
  const add = (input: string) => {
    let i = 0;
    while (inputs.has(`${input} ${i}`)) i++;
    inputs.add(`${input} ${i}`);
  };
  for (const { unit, times, tag } of gate.units) for (let i = 0; i < times; i++) add(`unit ${unit} ${tag}`);
  for (const { gate: input, wait, delay } of gate.gates) add(`gate ${input} ${wait}+${delay}`);
  return { n: gate.n, inputs };
}
