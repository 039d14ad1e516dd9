import type { Choice } from "./search.ts";

/** A set of units, as a bit mask, with what tells sets apart besides. */
export type Marked = { readonly set: bigint; readonly mark: string };

/**
 * Sets told together: units are interchangeable if to swap them leaves the family of sets as it is, marks included. Then with one set all
 * are in the family that choose as many from each class. The result names every set once.
 */
export function grouped(
  family: readonly Marked[],
): readonly { readonly choices: readonly Choice[]; readonly mark: string }[] {
  const all = new Map(family.map(({ set, mark }) => [set, mark]));
  const bit = (unit: number) => 1n << BigInt(unit);
  const units = bits(family.reduce((union, { set }) => union | set, 0n));
  const isSwappable = (one: number, other: number) =>
    family.every(({ set, mark }) => {
      const hasOne = (set & bit(one)) !== 0n;
      if (hasOne === ((set & bit(other)) !== 0n)) return true;
      return all.get(set ^ bit(one) ^ bit(other)) === mark;
    });
  const classes: number[][] = [];
  for (const unit of units) {
    const like = classes.find(([first]) => first !== undefined && isSwappable(first, unit));
    if (like === undefined) classes.push([unit]);
    else like.push(unit);
  }
  const groups = new Map<string, { choices: readonly Choice[]; mark: string }>();
  for (const { set, mark } of family) {
    const choices = classes
      .map((of) => ({ of, choose: of.filter((unit) => (set & bit(unit)) !== 0n).length }))
      .filter(({ choose }) => choose > 0);
    groups.set(`${choices.map(({ of, choose }) => `${of.join()}:${choose}`).join(" ")} ${mark}`, {
      choices,
      mark,
    });
  }
  return [...groups.values()];
}

/** All sets that some choices stand for. */
export function expand(choices: readonly Choice[]): readonly bigint[] {
  return choices.reduce<bigint[]>(
    (sets, { choose, of }) => sets.flatMap((set) => combinations(of, choose).map((more) => set | more)),
    [0n],
  );
}

/** How many sets some choices stand for. */
export function countOf(choices: readonly Choice[]): bigint {
  return choices.reduce((product, { choose, of }) => {
    let ways = 1n;
    for (let i = 1; i <= choose; i++) ways = (ways * BigInt(of.length - choose + i)) / BigInt(i);
    return product * ways;
  }, 1n);
}

function combinations(of: readonly number[], choose: number): bigint[] {
  if (choose === 0) return [0n];
  return of.flatMap((unit, i) =>
    combinations(of.slice(i + 1), choose - 1).map((rest) => rest | (1n << BigInt(unit))),
  );
}

function bits(mask: bigint): number[] {
  const found: number[] = [];
  for (let unit = 0; mask >> BigInt(unit) !== 0n; unit++)
    if (((mask >> BigInt(unit)) & 1n) === 1n) found.push(unit);
  return found;
}
