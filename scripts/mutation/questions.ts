/** Asks the test suites, one after the other, until one notices. */
import { type Codes, NAMES } from "./builds.ts";
import { fetched } from "./relevance.ts";
import type { Engine, Outcome } from "./suites.ts";

/** What the tests do with the unchanged contracts: by suite, the tests that pass, and how long they take. */
export type Control = Record<string, { passed: string[]; millis: number }>;

/** The test that fails with `codes`, if any does. */
export async function firstFailure(
  suites: readonly string[],
  codes: Codes,
  control: Control,
  engine: Engine,
): Promise<string | undefined> {
  for (const batch of batches(suites)) {
    const by = failure(await engine.run(batch, codes), batch, control);
    if (by !== undefined) return by;
  }
  return undefined;
}

/**
 * The test that failed. Fewer answers than in the control are no verdict but a broken run: a mutant must neither be killed nor
 * survive by it.
 */
export function failure(
  outcomes: readonly Outcome[],
  batch: readonly string[],
  control: Control,
): string | undefined {
  for (const name of batch) {
    const outcome = outcomes.find(({ suite }) => suite === name);
    const expected = control[name]?.passed ?? [];
    const failed = outcome?.failed.find((test) => test === "set-up" || expected.includes(test));
    if (failed !== undefined) return `${name.split(":").at(-1)}#${failed}`;
    const missing = expected.find((test) => !outcome?.passed.includes(test));
    if (missing !== undefined) throw new Error(`${name} gave no answer for ${missing}`);
  }
  return undefined;
}

/** First what killed before, then what runs the fewest contracts: it asks them the most. Long searches come last. */
export function ordered(suites: readonly string[], control: Control, likely: readonly string[]): string[] {
  const millis = (suite: string): number => control[suite]?.millis ?? 0;
  const breadth = (suite: string): number =>
    isLong(suite, control) ? Number.POSITIVE_INFINITY : fetched(suite, NAMES).length;
  const rest = suites.toSorted((a, b) => breadth(a) - breadth(b) || millis(a) - millis(b));
  return [...new Set([...likely.filter((name) => suites.includes(name)), ...rest])];
}

/** A search that takes a fortieth of the time of all: six suites take three quarters of it. */
export function isLong(suite: string, control: Control): boolean {
  const all = Object.values(control).reduce((sum, { millis }) => sum + millis, 0);
  return 40 * (control[suite]?.millis ?? 0) > all;
}

/** One, one, two, four: most mutants die at once, and a run has a small price of its own. */
function* batches(names: readonly string[]): Generator<string[]> {
  for (let at = 0, size = 1; at < names.length; at += size, size = Math.min(at, 4)) {
    yield names.slice(at, at + size);
  }
}
