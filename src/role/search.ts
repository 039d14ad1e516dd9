import { BaseError } from "../errors.ts";
import { Board, type Mode } from "./board.ts";
import { interchangeable } from "./classes.ts";
import { GOAL, type Net } from "./net.ts";
import { shrunk } from "./shrink.ts";

/** Any `choose` of these units. */
export type Choice = { readonly choose: number; readonly of: readonly number[] };

/** All smallest sets of units that reach (or block) a goal. */
export type Smallest = {
  readonly size: number;
  /** How many sets of that size there are, none forgotten. */
  readonly count: bigint;
  /** The sets, as choices among interchangeable units, one by one; all together they are `count` sets. */
  readonly sets: () => Generator<readonly Choice[]>;
  /** Residual nets that were looked at: what the search costs. */
  readonly states: number;
};

/** Enough for every world that was tried (docs/role-analysis.md), and it keeps the rest from filling the memory. */
const MOST_STATES = 3_000_000;

/**
 * The smallest sets, exactly: sizes are tried one after another from a lower bound, and for each all ways are counted to choose that many.
 * Ways that leave the same to be decided are followed once (`Board.key`), ways that cannot end in time not at all (`Board.costs`), and of
 * units that are interchangeable only the number is chosen.
 *
 * @returns null if all units together do not suffice
 * @throws `Role.TooManyWays` if the world is beyond what can be searched
 */
export function smallest(net: Net, mode: Mode): Smallest | null {
  let states = 0;
  const least = new Board(net, mode).costs(net.units)[GOAL] ?? 0;
  // More than all: beyond hope.
  for (let size = least; size <= net.units; size++) {
    const found = ways(net, size, mode, MOST_STATES - states);
    states += found.states;
    if (found.root !== null) {
      const { root, classes } = found;
      return { size, count: root.count, sets: () => choices(root, classes, []), states };
    }
  }
  return null;
}

/** A point of the search at which something is still to be chosen; `null` children are left out. */
type Node = {
  readonly count: bigint;
  readonly next: readonly { readonly choose: number; readonly node: Node }[];
};
const END: Node = { count: 1n, next: [] };

function ways(full: Net, size: number, mode: Mode, limit: number) {
  const { net, timed } = shrunk(full, size, mode);
  const classes = interchangeable(net, timed);
  const board = new Board(net, mode);
  // By how far the search has come and what it may still spend, then by what is left to be decided.
  const known: Map<string, Node | null>[] = [];
  let states = 0;
  const binomial = binomials(full.units);

  const follow = (at: number, spare: number): Node | null => {
    const least = board.costs(spare)[GOAL] ?? 0;
    if (least === 0) return END;
    const units = classes[at];
    if (least > spare || units === undefined) return null;
    const key = board.key(spare);
    const place = at * (size + 1) + spare;
    const like = known[place] ?? new Map<string, Node | null>();
    known[place] = like;
    const before = like.get(key);
    if (before !== undefined) return before;
    if (++states > limit) throw tooManyWays(MOST_STATES);
    const next: { choose: number; node: Node }[] = [];
    let count = 0n;
    for (const unit of units) board.decide(unit, "others");
    for (let choose = 0; choose <= Math.min(units.length, spare); choose++) {
      if (choose > 0) board.decide(units[choose - 1] ?? 0, "chosen");
      const node = follow(at + 1, spare - choose);
      if (node === null) continue;
      next.push({ choose, node });
      count += (binomial[units.length]?.[choose] ?? 0n) * node.count;
    }
    for (const unit of units) board.decide(unit, "open");
    const node = count === 0n ? null : { count, next };
    like.set(key, node);
    return node;
  };
  const root = follow(0, size);
  return { root, classes, states };
}

function* choices(
  node: Node,
  classes: readonly (readonly number[])[],
  sofar: readonly Choice[],
  at = 0,
): Generator<readonly Choice[]> {
  if (node.next.length === 0) yield sofar;
  for (const { choose, node: child } of node.next) {
    const of = classes[at] ?? [];
    yield* choices(child, classes, choose === 0 ? sofar : [...sofar, { choose, of }], at + 1);
  }
}

/** Pascal's triangle. */
function binomials(rows: number): readonly (readonly bigint[])[] {
  const triangle: bigint[][] = [[1n]];
  for (let row = 1; row <= rows; row++) {
    const above = triangle[row - 1] ?? [];
    triangle.push(Array.from({ length: row + 1 }, (_, i) => (above[i - 1] ?? 0n) + (above[i] ?? 0n)));
  }
  return triangle;
}

function tooManyWays(limit: number): BaseError {
  return new BaseError({
    code: "Role.TooManyWays",
    message: `more than ${limit} different situations would have to be looked at`,
    fix: "ask for one goal on one contract (--goal, --on); an estimate would not be an answer",
    details: { limit },
  });
}
