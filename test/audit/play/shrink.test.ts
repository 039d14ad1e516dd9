import { expect, test } from "vitest";
import type { Disagreement } from "./game.ts";
import { shrink } from "./shrink.ts";

/** Fails at the last of `needed`, if all of them are played in order. */
function failing(needed: readonly number[], what = "schedule") {
  return async (steps: readonly number[]): Promise<Disagreement | null> =>
    needed.every((step) => steps.includes(step))
      ? { step: Math.max(...needed), what, model: "", contract: "" }
      : null;
}

const found: Disagreement = { step: 77, what: "schedule", model: "", contract: "" };
const steps = [...Array(100).keys()];

test("what remains of a failing play are the steps it takes", async () => {
  expect((await shrink(steps, found, failing([3, 40, 77]), 200)).steps).toEqual([3, 40, 77]);
});

test("a play that fails about something else is not followed", async () => {
  const other = await shrink(steps, found, failing([3], "stop"), 200);
  expect(other.steps).toEqual(steps.slice(0, 78));
});

test("no more plays are spent than allowed, and none that fails is lost", async () => {
  let spent = 0;
  const play = failing([3, 40, 77]);
  const { steps: left } = await shrink(steps, found, (some) => play(some).finally(() => spent++), 10);
  expect(spent).toBe(10);
  expect(await play(left)).not.toBeNull();
});
