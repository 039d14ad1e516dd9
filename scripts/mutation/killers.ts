/** Which suites killed where: neighbours die by the same tests. */
import type { Mutant } from "./mutant.ts";

type Place = Pick<Mutant, "file" | "within">;
export type Kill = Place & { suite: string };

/** The nearest first: those that killed in the same function, then in the same file, then anywhere; of these the busiest. */
export function likely({ file, within }: Place, kills: readonly Kill[]): string[] {
  const here = kills.filter((kill) => kill.file === file);
  const near = [...busiest(here.filter((kill) => kill.within === within)), ...busiest(here)];
  return [...new Set([...near, ...busiest(kills).slice(0, 6)])].slice(0, 20);
}

function busiest(kills: readonly Kill[]): string[] {
  const counts = new Map<string, number>();
  for (const { suite } of kills) counts.set(suite, (counts.get(suite) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]).map(([suite]) => suite);
}
