import { BaseError } from "../errors.ts";

/** How a secret is cut: `threshold` groups are needed, and of each of these as many members as it says. */
export type Shape = {
  readonly threshold: number;
  readonly groups: readonly { readonly threshold: number; readonly members: number }[];
};

/** Which recoveries can be tried in some twenty seconds. */
export const MAX_SUBSETS = 2000;

/** Every choice of shares that is enough and has none to spare, each share as group and member. @throws `Share.TooManySubsets` */
export function minimalSubsets(shape: Shape): (readonly [group: number, member: number])[][] {
  const within = shape.groups.map(({ threshold, members }) => choose(members, threshold).length);
  const groups = choose(shape.groups.length, shape.threshold);
  const count = groups.reduce((sum, some) => sum + some.reduce((all, at) => all * (within[at] ?? 0), 1), 0);
  if (count > MAX_SUBSETS) throw tooMany(count);
  return groups.flatMap((some) =>
    some.reduce<(readonly [number, number])[][]>(
      (before, group) => {
        const { threshold = 0, members = 0 } = shape.groups[group] ?? {};
        const picks = choose(members, threshold);
        return before.flatMap((start) =>
          picks.map((pick) => [...start, ...pick.map((member) => [group, member] as const)]),
        );
      },
      [[]],
    ),
  );
}

/** All ways to take `count` of the numbers below `of`. */
export function choose(of: number, count: number, from = 0): number[][] {
  if (count === 0) return [[]];
  const ways: number[][] = [];
  for (let first = from; first <= of - count; first++)
    ways.push(...choose(of, count - 1, first + 1).map((rest) => [first, ...rest]));
  return ways;
}

/** @throws `Share.BadShape` */
export function assertShape({ threshold, groups }: Shape): void {
  const whole = (value: number, least: number, most: number) =>
    Number.isInteger(value) && value >= least && value <= most;
  if (!whole(groups.length, 1, 16)) throw badShape("there are 1 to 16 groups");
  if (!whole(threshold, 1, groups.length)) throw badShape("more groups are needed than there are");
  for (const { threshold: needed, members } of groups) {
    if (!whole(members, 1, 16) || !whole(needed, 1, members))
      throw badShape("a group has 1 to 16 members, and needs no more than it has");
    if (needed === 1 && members > 1)
      throw badShape("where one member is enough, the format allows no second: make a group of each");
  }
}

function badShape(why: string): BaseError {
  return new BaseError({
    code: "Share.BadShape",
    message: `the key cannot be split so: ${why}`,
    fix: "choose other numbers, such as 2 of 3",
    details: { why },
  });
}

function tooMany(count: number): BaseError {
  return new BaseError({
    code: "Share.TooManySubsets",
    message: `there are ${count} ways to recover, more than the ${MAX_SUBSETS} that can be tried before anything is shown`,
    fix: "use fewer shares",
    details: { count, limit: MAX_SUBSETS },
  });
}
