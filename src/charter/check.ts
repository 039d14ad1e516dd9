import type { Address, Hex } from "viem";
import {
  checkDuplicates,
  checkEntries,
  checkGuardians,
  checkKeys,
  checkPredecessors,
  freshMask,
} from "./check-keys.ts";
import { checkTiers } from "./check-tiers.ts";
import { type Finding, finding, holderNumber, type NameOf, unreadable } from "./finding.ts";
import { isMalformed, NO_PREDECESSOR, type RawRoster, readRoster } from "./layout.ts";
import { candidates, explain, outcome, places } from "./lockout.ts";
import { readRulebook } from "./rulebook.ts";

export { type KeyRecord, type Records, renewal, replacement } from "./check-change.ts";

const NOBODY = 255;

/** What a roster is judged against. `now` is UNIX seconds, W and S are seconds. */
export type Setting = {
  readonly now: number;
  readonly signingWindow: number;
  readonly suspension: number;
  readonly conclave: Address;
};

/** Keys of the old roster by index, as bit masks: in use (suspended holders' too), activated with the amendment, never activated. */
export type KeyStates = {
  readonly active: bigint;
  readonly activating: bigint;
  readonly pending: bigint;
};

/**
 * Judges a first roster, as `CharterValidator.checkGenesis` does. Pending keys count.
 * @returns What is wrong, in the contract's order; the contract reverts with the first. Empty = accepted.
 */
export function genesis(document: Hex, setting: Setting, nameOf: NameOf = holderNumber): Finding[] {
  const roster = readRoster(document);
  if (isMalformed(roster)) return [unreadable(roster)];
  const present = presentMask(roster);
  return [
    ...structure(roster, setting, nameOf),
    ...roster.entries.flatMap((entry, index) =>
      entry && entry.predecessor !== NO_PREDECESSOR
        ? [finding("PredecessorWrong", [index, entry.predecessor])]
        : [],
    ),
    ...(roster.serial === 1 ? [] : [finding("SerialWrong", [roster.serial, 1])]),
    ...checkEntries([], roster),
    ...lockOuts(roster, present, present, 0n, setting.now, nameOf),
  ];
}

/**
 * Judges a roster that is to replace `old`, as `CharterValidator.checkAmendment` does. Only activated keys count for tier 0.
 * @returns As {@link genesis}.
 */
export function amendment(
  old: Hex,
  document: Hex,
  states: KeyStates,
  setting: Setting,
  nameOf: NameOf = holderNumber,
): Finding[] {
  const before = readRoster(old);
  if (isMalformed(before)) return [unreadable(before)];
  const roster = readRoster(document);
  if (isMalformed(roster)) return [unreadable(roster)];
  const fresh = freshMask(before.entries, roster.entries);
  const present = presentMask(roster);
  const pending = (states.pending | fresh) & present;
  const waiting = pending & ~states.activating;
  const active = (states.active | states.activating) & ~replaced(roster, states.activating);
  const expected = before.serial + 1;
  return [
    ...structure(roster, setting, nameOf),
    ...checkPredecessors(roster.entries, pending),
    ...(roster.serial === expected ? [] : [finding("SerialWrong", [roster.serial, expected])]),
    ...checkEntries(before.entries, roster),
    ...lockOuts(roster, active, active | waiting, waiting, setting.now, nameOf),
  ];
}

/** Judges a rulebook with the serial it must have, as `CharterValidator.checkRulebook` does. */
export function rulebook(document: Hex, serial: number): Finding[] {
  const book = readRulebook(document, serial);
  if (!("name" in book)) return [];
  if (book.name === "SerialWrong") return [finding(book.name, [book.serial, book.expected])];
  return [finding(book.name, [BigInt(book.name === "DocumentMalformed" ? book.at : book.index)])];
}

/** Judges whether tier 0 can act with the keys in `active`, as `CharterValidator.checkAble` does. */
export function able(
  document: Hex,
  active: bigint,
  pending: bigint,
  withoutAny: boolean,
  now: number,
  nameOf: NameOf = holderNumber,
): Finding[] {
  const roster = readRoster(document);
  if (isMalformed(roster)) return [unreadable(roster)];
  return [...tierLockOut(roster, 0, active, pending, withoutAny ? holders(roster) : [], now, nameOf)];
}

function* structure(roster: RawRoster, setting: Setting, nameOf: NameOf): Generator<Finding> {
  yield* checkTiers(roster.tiers, setting.signingWindow);
  yield* checkKeys(roster.entries, setting.conclave);
  yield* checkDuplicates(roster.entries);
  yield* checkGuardians(roster, setting.signingWindow, setting.suspension, nameOf);
}

/** Tier 0 with `active` keys, without any one holder; then the other tiers, pending keys counted. */
function* lockOuts(
  roster: RawRoster,
  active: bigint,
  counted: bigint,
  waiting: bigint,
  now: number,
  nameOf: NameOf,
): Generator<Finding> {
  yield* tierLockOut(roster, 0, active, waiting, holders(roster), now, nameOf);
  const once = counted & ~doubled(roster, active, waiting);
  for (const index of roster.tiers.keys()) {
    if (index !== 0) yield* tierLockOut(roster, index, once, waiting, [], now, nameOf);
  }
}

/** Successors of keys that count already, as the weaker of both: they do not count once more. */
function doubled(roster: RawRoster, active: bigint, waiting: bigint): bigint {
  return roster.entries.reduce((mask, entry, index) => {
    if (entry === null || entry.predecessor === NO_PREDECESSOR) return mask;
    const both = (waiting >> BigInt(index)) & (active >> BigInt(entry.predecessor)) & 1n;
    return mask | (both << BigInt(index));
  }, 0n);
}

function* tierLockOut(
  roster: RawRoster,
  index: number,
  counted: bigint,
  pending: bigint,
  removals: readonly number[],
  now: number,
  nameOf: NameOf,
): Generator<Finding> {
  const tier = roster.tiers[index];
  if (tier === undefined) return;
  const all = places(tier, candidates(roster, counted, pending), now);
  for (const removed of removals.length === 0 ? [null] : removals) {
    const result = outcome(tier, all, removed);
    if (!result.able) {
      yield finding(
        "TierLockedOut",
        [index, removed ?? NOBODY],
        explain(index, tier, removed, result, nameOf),
      );
    }
  }
}

/** Keys that give way to a successor activated with the amendment. */
function replaced(roster: RawRoster, activating: bigint): bigint {
  return roster.entries.reduce((mask, entry, index) => {
    const taking =
      entry !== null && entry.predecessor !== NO_PREDECESSOR && ((activating >> BigInt(index)) & 1n) === 1n;
    return taking ? mask | (1n << BigInt(entry.predecessor)) : mask;
  }, 0n);
}

function holders(roster: RawRoster): number[] {
  return [...new Set(roster.entries.flatMap((entry) => (entry ? [entry.holder] : [])))].sort((a, b) => a - b);
}

function presentMask(roster: RawRoster): bigint {
  return roster.entries.reduce((mask, entry, index) => (entry ? mask | (1n << BigInt(index)) : mask), 0n);
}
