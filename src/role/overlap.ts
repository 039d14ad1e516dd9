import type { Net } from "./net.ts";

/** Of which gates no unit stands behind two inputs, directly or through further gates: only there what inputs cost adds up. */
export function standsApart({ gates, units }: Net): readonly boolean[] {
  const bit = (unit: number) => 1n << BigInt(unit);
  const behind = gates.map((gate) =>
    (gate.kind === "atLeast" ? gate.units : gate.holders.flat()).reduce(
      (mask, { unit }) => mask | bit(unit),
      0n,
    ),
  );
  for (let changed = true; changed; ) {
    changed = false;
    for (let at = gates.length - 1; at >= 0; at--) {
      const gate = gates[at];
      if (gate?.kind !== "atLeast") continue;
      const all = gate.gates.reduce(
        (mask, { gate: input }) => mask | (behind[input] ?? 0n),
        behind[at] ?? 0n,
      );
      if (all === behind[at]) continue;
      behind[at] = all;
      changed = true;
    }
  }
  return gates.map((gate) => {
    if (gate.kind !== "atLeast") return false;
    let seen = gate.units.reduce((mask, { unit }) => mask | bit(unit), 0n);
    for (const { gate: input } of gate.gates) {
      const more = behind[input] ?? bit(units) - 1n;
      if ((seen & more) !== 0n) return false;
      seen |= more;
    }
    return true;
  });
}
