/** Rosters in which one person holds any one or two keys in any state, among plain people who make each ability tell. */
import type { Tier } from "../../src/charter/model.ts";
import { keysOf } from "./classes.ts";
import { able, type Person } from "./definition.ts";
import {
  DAY,
  type Draft,
  FAR,
  type KeyDraft,
  key,
  leastCooldown,
  NOW,
  type Standing,
  tier,
} from "./draft.ts";
import { numbers } from "./numbers.ts";
import { CLASSES, type PersonClass } from "./quorum-model.ts";

const RICH = 0;
/** Tier 0 waits 9 days in all, tier 1 four. A key that ends with the 9 days is a minute short of tier 0. */
const ENDS = NOW / 60 + (9 * DAY) / 60;
const STANDINGS: readonly Standing[] = ["active", "pending", "new", "activating", "gone"];

/** Every key by its roles among P, A and T, kind, expiry and standing. */
export function keyVariants(): KeyDraft[] {
  const roleSets = [1, 2, 3, 4, 5, 6, 7];
  return roleSets.flatMap((roles) =>
    [false, true].flatMap((wallet) =>
      [FAR, ENDS].flatMap((expiry) =>
        STANDINGS.map((standing) => key(RICH, roles, { wallet, expiry, standing })),
      ),
    ),
  );
}

/** One key; two keys that have nothing to do with each other; a key and its successor. */
export function* holdings(): Generator<KeyDraft[]> {
  const variants = keyVariants();
  for (const one of variants) yield [one];
  for (const [index, one] of variants.entries()) for (const two of variants.slice(index)) yield [one, two];
  for (const one of variants)
    for (const two of variants) if (succeeds(two, one)) yield [one, { ...two, succeeds: 0 }];
}

/** No further roles; the predecessor is in use or was; once the successor is in use, the predecessor is on its way out. */
function succeeds(next: KeyDraft, before: KeyDraft): boolean {
  if ((next.roles & ~before.roles) !== 0) return false;
  if (before.standing === "gone") return true;
  return before.standing === "active" && next.standing !== "active" && next.standing !== "gone";
}

export type Context = { readonly tier: Tier; readonly others: readonly PersonClass[] };

/**
 * Surroundings that tell any two classes of people apart: put in the one or the other, and the verdict changes. Picked from all groups
 * of at most six plain people, those first that tell most.
 */
export function contexts(): Context[] {
  const plain = CLASSES.filter(
    ({ proposes, tests, approves }) => [proposes, tests, approves !== "no"].filter(Boolean).length === 1,
  );
  const candidates = [false, true].flatMap((testerNeeded) =>
    groups(plain, 6).map((others) => ({ tier: tier({ testerNeeded }), others })),
  );
  const told = candidates.map((context) => ({
    context,
    verdicts: CLASSES.map((one) => survives(context, one)),
  }));
  const open = new Set(pairs());
  const picked: Context[] = [];
  while (open.size > 0) {
    const splits = (verdicts: readonly boolean[]) =>
      [...open].filter((pair) => verdicts[Math.floor(pair / 100)] !== verdicts[pair % 100]);
    const best = told.reduce((a, b) => (splits(b.verdicts).length > splits(a.verdicts).length ? b : a));
    const gained = splits(best.verdicts);
    if (gained.length === 0) break;
    for (const pair of gained) open.delete(pair);
    picked.push(best.context);
  }
  return picked;
}

/** Pairs of classes that no surroundings tell apart; there are none, or the search would be blind to a difference. */
export function untold(): number {
  const chosen = contexts();
  return pairs().filter((pair) =>
    chosen.every((context) => {
      const [a, b] = [CLASSES[Math.floor(pair / 100)], CLASSES[pair % 100]];
      return a === undefined || b === undefined || survives(context, a) === survives(context, b);
    }),
  ).length;
}

function pairs(): number[] {
  return CLASSES.flatMap((_, a) => CLASSES.flatMap((_, b) => (a < b ? [a * 100 + b] : [])));
}

function groups(from: readonly PersonClass[], most: number): PersonClass[][] {
  if (most === 0) return [[]];
  return [
    [],
    ...from.flatMap((one, index) => groups(from.slice(index), most - 1).map((rest) => [one, ...rest])),
  ];
}

function survives({ tier: zero, others }: Context, one: PersonClass): boolean {
  const people = [one, ...others].map(
    ({ proposes, tests, approves }): Person => ({
      proposes,
      tests,
      approves: approves !== "no",
      inPerson: approves === "person",
    }),
  );
  return people.every((_, absent) => able(zero, people.toSpliced(absent, 1)));
}

/** The person among the others, in tier 0 and in an ordinary tier for which pending keys count. */
export function* rosters(all: Iterable<KeyDraft[]>, surroundings: readonly Context[]): Generator<Draft> {
  for (const held of all) {
    for (const { tier: zero, others } of surroundings) {
      const rest = others.flatMap((person, index) => keysOf(person, index + 1, "one key"));
      yield among(zero, [...held, ...rest]);
    }
  }
}

/** Three people with any keys in any states, drawn at random, among plain ones: what one does must not depend on another's keys. */
export function* mixed(seed: number, count: number): Generator<Draft> {
  const below = numbers(seed);
  const all = [...holdings()];
  const surroundings = contexts();
  for (let round = 0; round < count; round++) {
    const { tier: zero, others } = surroundings[below(surroundings.length)] ?? { tier: tier(), others: [] };
    const keys: KeyDraft[] = [];
    for (const [index, person] of [null, ...others].entries()) {
      const before = keys.length;
      const rich = index < 3 ? (all[below(all.length)] ?? []) : [];
      for (const one of rich)
        keys.push({ ...one, holder: index, succeeds: one.succeeds === null ? null : before + one.succeeds });
      // Two of the three keep what they could do in any case, or nearly no roster would pass.
      if (person !== null) keys.push(...keysOf(person, index, "one key"));
    }
    yield among(zero, keys);
  }
}

function among(zero: Tier, keys: KeyDraft[]): Draft {
  const ordinary = tier({ approvals: 2, delay: DAY, grace: 3 * DAY, testerNeeded: zero.testerNeeded });
  return { cooldown: leastCooldown(0), tiers: [zero, ordinary], keys };
}
