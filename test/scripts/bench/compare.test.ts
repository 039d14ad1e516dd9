import { describe, expect, test } from "vitest";
import { compare, holds, describe as inWords } from "../../../scripts/bench/compare.ts";

const kept = { flows: { conclave: { "3": 100_000, "5": 110_000 } }, batch10: { conclave: 300_000 } };

const withThree = (gas: number) => ({ ...kept, flows: { conclave: { ...kept.flows.conclave, "3": gas } } });

describe("compare", () => {
  test("finds nothing when nothing changed", () => {
    const comparison = compare(kept, kept);
    expect(comparison).toEqual({ rises: [], falls: [], added: [], gone: [] });
    expect(holds(comparison)).toBe(true);
    expect(inWords(comparison)).toEqual([]);
  });

  test("lets a rise of exactly one per cent pass, and no more", () => {
    expect(holds(compare(kept, withThree(101_000)))).toBe(true);
    const comparison = compare(kept, withThree(101_001));
    expect(holds(comparison)).toBe(false);
    expect(comparison.rises).toEqual([
      { name: "flows.conclave.3", before: 100_000, after: 101_001, rise: 0.01001 },
    ]);
    expect(inWords(comparison)).toEqual(["FAIL flows.conclave.3: 100,000 → 101,001 (+1.0 %)"]);
  });

  test("judges each figure by itself: a fall elsewhere makes up for nothing", () => {
    const after = { ...withThree(105_000), batch10: { conclave: 200_000 } };
    const comparison = compare(kept, after);
    expect(holds(comparison)).toBe(false);
    expect(inWords(comparison)).toEqual([
      "FAIL flows.conclave.3: 100,000 → 105,000 (+5.0 %)",
      "less batch10.conclave: 300,000 → 200,000 (−33.3 %)",
    ]);
  });

  test("tells of a fall, which is no fault", () => {
    const comparison = compare(kept, withThree(90_000));
    expect(comparison.falls.map(({ name }) => name)).toEqual(["flows.conclave.3"]);
    expect(holds(comparison)).toBe(true);
  });

  test("refuses what is measured but not kept, such as all of it without a snapshot", () => {
    const { added } = compare({}, kept);
    expect(added).toEqual(["flows.conclave.3", "flows.conclave.5", "batch10.conclave"]);
    expect(holds(compare({}, kept))).toBe(false);
  });

  test("refuses what is kept but not measured any more", () => {
    const comparison = compare(kept, { flows: kept.flows });
    expect(comparison.gone).toEqual(["batch10.conclave"]);
    expect(holds(comparison)).toBe(false);
  });

  test("passes over what is no number", () => {
    expect(holds(compare({ ...kept, atFloor: ["a"] }, { ...kept, atFloor: ["a", "b"] }))).toBe(true);
  });

  test("counts a figure that is no number any more as gone", () => {
    expect(compare(kept, { ...kept, batch10: { conclave: null } }).gone).toEqual(["batch10.conclave"]);
    expect(holds(compare(kept, { ...kept, batch10: { conclave: Number.NaN } }))).toBe(false);
  });
});
