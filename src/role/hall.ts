/**
 * Whether places that must all be filled by different people can be: by Hall's theorem, if and only if for every choice of kinds of places
 * there are at least as many people who can fill one of them as there are such places. A quorum has at most four kinds (proposer, tester,
 * approvals that need an ordinary key, approvals that any key may give), so that is at most fifteen comparisons, and exact. By Ore's theorem
 * the largest shortfall is the number of further people it takes, given that there are enough who can fill the places at all.
 *
 * Both arguments are indexed by choices of kinds, as bit masks: how many such places there are, and how many people who can fill one of them.
 */
export function shortfall(demanded: ArrayLike<number>, able: ArrayLike<number>): number {
  let worst = 0;
  for (let kinds = 1; kinds < demanded.length; kinds++) {
    worst = Math.max(worst, (demanded[kinds] ?? 0) - (able[kinds] ?? 0));
  }
  return worst;
}

/** How many people must drop out, at least, until the places cannot all be filled; 0 if they cannot be now. */
export function slack(demanded: ArrayLike<number>, able: ArrayLike<number>): number {
  let least = Number.POSITIVE_INFINITY;
  for (let kinds = 1; kinds < demanded.length; kinds++) {
    least = Math.min(least, (able[kinds] ?? 0) - (demanded[kinds] ?? 0) + 1);
  }
  return Math.max(0, least);
}

/** How many places there are of each choice of kinds. */
export function demandedBy(demands: readonly number[]): Int32Array {
  return Int32Array.from({ length: 1 << demands.length }, (_, kinds) =>
    demands.reduce((sum, demand, kind) => sum + ((kinds >> kind) & 1) * demand, 0),
  );
}

/** Counts somebody who can fill the kinds in `mask`: once more, or with `times` -1 no longer. */
export function count(able: Int32Array, mask: number, times: number): void {
  if (mask === 0) return;
  for (let kinds = 1; kinds < able.length; kinds++) {
    if ((kinds & mask) !== 0) able[kinds] = (able[kinds] ?? 0) + times;
  }
}
