import type { Secret } from "./secret.ts";
import { choose, MAX_SUBSETS } from "./shape.ts";
import { inconsistent, notOfSet, otherSet, repeated, tooFew } from "./share-errors.ts";
import { type Cut, digestOf } from "./share-set.ts";
import { combine, type Share } from "./slip39.ts";

/** How many subsets are tried to find a culprit. */
const MOST_TRIED = 200;

/** A share, and what to call it: its file, or the place in which it came. */
export type Named = Share & { readonly name: string };

/** What is still missing, by group (counted from 1); empty if the shares are enough. */
export function missing(shares: readonly Named[]): { readonly group: number; readonly needed: number }[] {
  const [first] = shares;
  if (first === undefined) return [{ group: 1, needed: 1 }];
  const groups = byGroup(shares);
  const complete = groups.filter(([, members]) => members.length >= (members[0]?.memberThreshold ?? 1));
  if (complete.length >= first.groupThreshold) return [];
  const begun = groups
    .filter((group) => !complete.includes(group))
    .map(([group, members]) => ({
      group: group + 1,
      needed: (members[0]?.memberThreshold ?? 1) - members.length,
    }));
  const more = first.groupThreshold - complete.length - begun.length;
  return more > 0 ? [...begun, { group: 0, needed: more }] : begun;
}

/**
 * Refuses shares of several sets, repeated ones, and those that are not as they were made.
 * @param set the record of the set they should be of, if it is at hand
 * @throws `Share.OtherSet`, `Share.Repeated`, `Share.Altered`
 */
export function assertFit(shares: readonly Named[], set: Cut | undefined): void {
  const kin = (share: Share) =>
    [share.id, share.extendable, share.exponent, share.groupThreshold, share.groupCount].join();
  const [first] = shares;
  const stray = shares.filter((share) =>
    set === undefined ? first !== undefined && kin(share) !== kin(first) : share.id !== set.id,
  );
  if (stray.length > 0) throw otherSet(set?.id ?? first?.id, stray);
  const seen = new Map<string, string>();
  for (const { group, member, name } of shares) {
    const twin = seen.get(`${group}/${member}`);
    if (twin !== undefined) throw repeated(twin, name);
    seen.set(`${group}/${member}`, name);
  }
  if (set === undefined) return;
  const altered = shares.filter(
    ({ group, member, words }) => set.groups[group]?.members[member]?.digest !== digestOf(words),
  );
  if (altered.length > 0) throw notOfSet(altered);
}

/** A secret, and the shares that it was recovered from: those of groups that are not complete take no part. */
export type Gathered = { readonly secret: Secret; readonly used: readonly Named[] };

/**
 * Recovers the secret, and with every share that can take part at least once: more than are needed check each other.
 * @throws `Share.TooFew`, `Share.Inconsistent`
 */
export function recoverSecret(shares: readonly Named[], passphrase: string): Gathered {
  const lacking = missing(shares);
  if (lacking.length > 0) throw tooFew(shares, lacking);
  const subsets = enough(shares);
  const able = new Set(subsets.flat());
  const covering = new Set([...able].map((share) => subsets.find((subset) => subset.includes(share)) ?? []));
  const first = attempt([...covering], passphrase);
  if (first.secret !== undefined && first.good.size === able.size)
    return { secret: first.secret, used: shares.filter((share) => able.has(share)) };
  first.secret?.wipe();
  // Something is wrong: only now it is worth the work to find out which share fits nowhere.
  const { secret, good } = attempt(subsets.slice(0, MOST_TRIED), passphrase);
  secret?.wipe();
  const bad = [...able].filter((share) => !good.has(share));
  throw inconsistent(secret === undefined || bad.length === 0 ? shares : bad);
}

/** What the subsets give, and the shares of those that give it; no secret if they disagree. */
function attempt(subsets: readonly Named[][], passphrase: string) {
  const good = new Set<Named>();
  let secret: Secret | undefined;
  for (const subset of subsets) {
    const found = combine(
      subset.map(({ words }) => words),
      passphrase,
    );
    if (found === undefined) continue;
    if (secret !== undefined && !secret.equals(found)) return { secret: undefined, good: new Set<Named>() };
    if (secret === undefined) secret = found;
    else found.wipe();
    for (const share of subset) good.add(share);
  }
  return { secret, good };
}

function enough(shares: readonly Named[]): Named[][] {
  const complete = byGroup(shares)
    .map(([, members]) => members)
    .filter((members) => members.length >= (members[0]?.memberThreshold ?? 1));
  const picks = complete.map((members) =>
    choose(members.length, members[0]?.memberThreshold ?? 1).map((pick) =>
      members.filter((_, at) => pick.includes(at)),
    ),
  );
  const subsets: Named[][] = [];
  for (const some of choose(complete.length, shares[0]?.groupThreshold ?? 1)) {
    let ways: Named[][] = [[]];
    for (const at of some)
      ways = ways.flatMap((way) => (picks[at] ?? []).map((pick) => [...way, ...pick])).slice(0, MAX_SUBSETS);
    subsets.push(...ways);
  }
  return subsets.slice(0, MAX_SUBSETS);
}

function byGroup(shares: readonly Named[]): (readonly [group: number, members: readonly Named[]])[] {
  const groups = [...new Set(shares.map(({ group }) => group))].sort((a, b) => a - b);
  return groups.map((group) => [group, shares.filter((share) => share.group === group)] as const);
}
