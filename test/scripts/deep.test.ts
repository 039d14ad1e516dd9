import { expect, test } from "vitest";
import { count, holes } from "../../scripts/deep.ts";

const RUNS = ["retire 0x00000000 2\nclear 0xdfcd2b12 1\n", "retire 0xa0977401 3\nretire 0x00000000 1\n", ""];

test("the counts of all runs are added up, by function and outcome", () => {
  const counts = count(RUNS);
  expect(counts.get("retire")).toEqual(
    new Map([
      ["0x00000000", 3],
      ["0xa0977401", 3],
    ]),
  );
  expect(counts.get("clear")).toEqual(new Map([["0xdfcd2b12", 1]]));
});

test("a function that was never called, never succeeded or was never refused is a hole", () => {
  const counts = count([...RUNS, "stop 0x00000000 1\nconsent on-chain 0x00000000 1\n"]);
  expect(holes(counts, ["clear", "retire", "stop", "voidAll"])).toEqual([
    "clear never succeeded",
    "stop was never refused",
    "voidAll was never called",
  ]);
});
