import { GOAL, type Net } from "./net.ts";

/**
 * Units that can take each other's place, in the order in which the goal's gates come to them; units that no gate reads are left out.
 *
 * Two units are of one class if they are inputs of the same gates, as often and after the same delays, and stand in quorums for people who
 * stand there through them alone and can fill the same places: then to swap the two leaves the net as it is. So it does not matter which of
 * them are chosen, only how many, neither to whether the goal is reached nor to when (by `timed`, the net with what is open anyway).
 */
export function interchangeable(net: Net, timed: Net): readonly (readonly number[])[] {
  const all = marksOf(timed);
  const units = [...marksOf(net).keys()];
  return [...Map.groupBy(units, (unit) => (all.get(unit) ?? []).toSorted().join(" ")).values()];
}

/** How each unit stands in the gates, in the order in which they are come to. */
function marksOf(net: Net): ReadonlyMap<number, readonly string[]> {
  const marks = new Map<number, string[]>();
  const mark = (unit: number, text: string) => {
    marks.set(unit, [...(marks.get(unit) ?? []), text]);
  };
  const seen = new Set<number>();
  const visit = (at: number) => {
    const gate = net.gates[at];
    if (gate === undefined || seen.has(at)) return;
    seen.add(at);
    if (gate.kind === "quorum") {
      for (const [index, holder] of gate.holders.entries()) {
        // Who has keys in several units binds these together.
        const shared = holder.length > 1 ? `holder ${index} ` : "";
        for (const { unit, kinds, tag } of holder) mark(unit, `${at}:${shared}${kinds} after ${tag}`);
      }
      return;
    }
    for (const { unit, times, tag } of gate.units) mark(unit, `${at}:${times} after ${tag}`);
    for (const { gate: input } of gate.gates) visit(input);
  };
  visit(GOAL);
  return marks;
}
