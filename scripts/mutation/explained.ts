/** Survivors somebody has looked at: docs/mutation.json says of each why no test can, or need, tell it from the original. */
import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Mutant } from "./mutant.ts";

const explanation = z.strictObject({
  file: z.string(),
  within: z.string(),
  before: z.string(),
  after: z.string(),
  /** `equivalent`: does the same whatever is asked. `gas`: does the same for more or less gas. `unreachable`: only matters in
   * states that cannot be. */
  kind: z.enum(["equivalent", "gas", "unreachable"]),
  reason: z.string().min(20),
});
export type Explanation = z.infer<typeof explanation>;

export function explanations(path: string): Explanation[] {
  return z.array(explanation).parse(JSON.parse(readFileSync(path, "utf8")));
}

/** By file, function and text, not by place: an explanation survives what is changed elsewhere, and dies with its line. */
export function explains(mutant: Mutant, { file, within, before, after }: Explanation): boolean {
  return (
    mutant.file === file && mutant.within === within && mutant.before === before && mutant.after === after
  );
}

/** Explanations of what is no longer there. `all` are all mutants of `files`. */
export function outdated(known: readonly Explanation[], all: readonly Mutant[], files: readonly string[]) {
  return known.filter((one) => files.includes(one.file) && !all.some((mutant) => explains(mutant, one)));
}
