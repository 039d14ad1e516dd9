import type { Disagreement } from "./game.ts";

type Try = (steps: readonly number[]) => Promise<Disagreement | null>;

/**
 * Leaves out steps for as long as the same disagreement stays: first all behind it, then ever smaller pieces.
 * @param tries How many plays it may cost.
 */
export async function shrink(
  steps: readonly number[],
  found: Disagreement,
  play: Try,
  tries: number,
): Promise<{ steps: readonly number[]; found: Disagreement }> {
  let left = { steps: steps.filter((step) => step <= found.step), found };
  let spent = 0;
  for (let size = Math.ceil(left.steps.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < left.steps.length && spent < tries; ) {
      const fewer = left.steps.toSpliced(at, size);
      spent++;
      const again = await play(fewer);
      // Another disagreement is worth its own search.
      if (again?.what !== found.what) at += size;
      else left = { steps: fewer.filter((step) => step <= again.step), found: again };
    }
  }
  return left;
}
