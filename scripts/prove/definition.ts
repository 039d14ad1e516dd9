/**
 * What a safe roster is, said as DESIGN says it (invariants 1, 2 and 6) and decided by trying everybody. Shares no line with the
 * validator or its twin in `src/`.
 */
import { Role, type Tier } from "../../src/charter/model.ts";
import { type Draft, type KeyDraft, NOW, SIGNING_WINDOW, SUSPENSION } from "./draft.ts";

/** What a person can do in a tier. */
export type Person = { proposes: boolean; tests: boolean; approves: boolean; inPerson: boolean };

/** The first tier that is locked out, and by whose absence; `null` if none is. */
export type LockedOut = { readonly tier: number; readonly without: number | null } | null;

const IN_USE = new Set(["active", "activating"]);
const WAITING = new Set(["pending", "new"]);

/** Distinct people: proposer, tester if needed, and exactly the approvals, one of them in person. Tries all of them. */
export function able(tier: Pick<Tier, "testerNeeded" | "approvals">, people: readonly Person[]): boolean {
  const sets = subsets(people.length);
  return people.some(({ proposes }, p) => {
    if (!proposes) return false;
    const testers = tier.testerNeeded
      ? people.flatMap(({ tests }, q) => (tests && q !== p ? [q] : []))
      : [-1];
    return testers.some((q) =>
      (sets.get(tier.approvals) ?? []).some(
        (set) =>
          !set.includes(p) &&
          !set.includes(q) &&
          set.every((who) => people[who]?.approves) &&
          set.some((who) => people[who]?.inPerson),
      ),
    );
  });
}

const known = new Map<number, Map<number, number[][]>>();

/** All sets of people, by size. */
function subsets(count: number): Map<number, number[][]> {
  const had = known.get(count);
  if (had !== undefined) return had;
  const bySize = new Map<number, number[][]>();
  for (let bits = 0; bits < 2 ** count; bits++) {
    const set = Array.from({ length: count }, (_, who) => who).filter((who) => (bits >> who) & 1);
    bySize.set(set.length, [...(bySize.get(set.length) ?? []), set]);
  }
  known.set(count, bySize);
  return bySize;
}

/** At genesis pending keys count everywhere; later, for tier 0, only what is in use. */
export function lockedOut(draft: Draft, genesis: boolean): LockedOut {
  const holders = [...new Set(draft.keys.map(({ holder }) => holder))].sort((a, b) => a - b);
  for (const [index, tier] of draft.tiers.entries()) {
    const people = peopleOf(draft, tier, holders, genesis || index !== 0, genesis);
    if (index !== 0) {
      if (!able(tier, [...people.values()])) return { tier: index, without: null };
      continue;
    }
    for (const holder of holders) {
      const others = [...people].flatMap(([who, person]) => (who === holder ? [] : [person]));
      if (!able(tier, others)) return { tier: 0, without: holder };
    }
  }
  return null;
}

/** What each holder can do with keys that outlive the tier's delay and grace. */
function peopleOf(
  { keys }: Draft,
  tier: Tier,
  holders: readonly number[],
  waitingCount: boolean,
  genesis: boolean,
): Map<number, Person> {
  const people = new Map<number, Person>(
    holders.map((holder) => [holder, { proposes: false, tests: false, approves: false, inPerson: false }]),
  );
  for (const [index, key] of keys.entries()) {
    const worth = worthOf(keys, key, index, waitingCount, genesis);
    const person = people.get(key.holder);
    if (worth === null || person === undefined) continue;
    if (worth.expiry * 60 <= NOW + tier.delay + tier.grace) continue;
    person.proposes ||= (worth.roles & proposing(tier)) !== 0;
    person.tests ||= (worth.roles & Role.TESTER) !== 0;
    person.approves ||= (worth.roles & tier.roles) !== 0;
    person.inPerson ||= (worth.roles & tier.roles) !== 0 && !worth.wallet;
  }
  return people;
}

type Worth = { readonly roles: number; readonly expiry: number; readonly wallet: boolean };

/** A key and its pending successor are one key, the weaker of both; a key whose successor is activated is Retiring. */
function worthOf(
  keys: readonly KeyDraft[],
  key: KeyDraft,
  index: number,
  waitingCount: boolean,
  genesis: boolean,
): Worth | null {
  if (genesis) return key;
  if (WAITING.has(key.standing)) {
    const before = key.succeeds === null ? undefined : keys[key.succeeds];
    return waitingCount && !(before && IN_USE.has(before.standing)) ? key : null;
  }
  if (!IN_USE.has(key.standing)) return null;
  const next = keys.find(({ succeeds }) => succeeds === index);
  if (next === undefined) return key;
  if (IN_USE.has(next.standing)) return null;
  if (!WAITING.has(next.standing)) return key;
  return {
    roles: key.roles & next.roles,
    expiry: Math.min(key.expiry, next.expiry),
    wallet: key.wallet || next.wallet,
  };
}

/** Invariant 4 and what recovery is: RECOVERY alone proposes there; without delay also whoever's approval counts. */
function proposing(tier: Tier): number {
  if (tier.recovery) return Role.RECOVERY;
  return tier.delay === 0 ? Role.PROPOSER | tier.roles : Role.PROPOSER;
}

/** Invariants 2, 4 and 6: what no accepted roster may have, whatever state its keys are in and get into. Empty = nothing. */
export function faults(draft: Draft): string[] {
  const holders = [...new Set(draft.keys.map(({ holder }) => holder))];
  const rolesOf = (holder: number) =>
    draft.keys.reduce((roles, key) => (key.holder === holder ? roles | key.roles : roles), 0);
  const guardians = holders.filter((holder) => rolesOf(holder) & Role.GUARDIAN);
  const [zero] = draft.tiers;
  const d0 = zero?.delay ?? 0;
  const passage = SIGNING_WINDOW + d0;
  const least = Math.max(
    (guardians.length + 1) * passage + SUSPENSION,
    (guardians.length * (passage + SUSPENSION)) / 2,
  );
  const alone = (tier: Tier, roles: number) => {
    const proposes = (roles & proposing(tier)) !== 0;
    const approves = (roles & tier.roles) !== 0;
    return able(tier, [{ proposes, tests: (roles & Role.TESTER) !== 0, approves, inPerson: approves }]);
  };
  return [
    ...draft.tiers.flatMap((tier, index) => [
      ...(tier.approvals === 0 ? [`tier ${index} asks for no second person`] : []),
      ...holders
        .filter((who) => alone(tier, rolesOf(who)))
        .map((who) => `${who} acts alone in tier ${index}`),
      ...guardians
        .filter((who) => tier.delay > 0 && !tier.recovery && rolesOf(who) & tier.roles)
        .map((who) => `guardian ${who} approves in tier ${index}`),
      ...delayFaults(tier, d0).map((fault) => `tier ${index}: ${fault}`),
    ]),
    ...guardians.filter((who) => rolesOf(who) & Role.APPROVER).map((who) => `guardian ${who} approves`),
    ...((zero?.approvals ?? 0) < 2 || d0 === 0 || zero?.recovery ? ["tier 0 is too weak"] : []),
    ...(draft.tiers.filter(({ recovery }) => recovery).length > 1 ? ["two recovery tiers"] : []),
    ...(draft.cooldown < least ? [`the cooldown of ${draft.cooldown} s is less than ${least} s`] : []),
  ];
}

function delayFaults({ delay, grace, recovery, testerNeeded, roles }: Tier, d0: number): string[] {
  const days = 86_400;
  return [
    ...(recovery && delay < 2 * (d0 + SIGNING_WINDOW) ? ["recovery is too quick"] : []),
    ...(delay > (recovery ? 240 : 90) * days ? ["the delay is too long"] : []),
    ...(!recovery && delay > d0 ? ["a delay above tier 0's"] : []),
    ...(grace < 3 * days || grace > 30 * days ? ["grace out of range"] : []),
    ...(recovery && (roles !== Role.RECOVERY || testerNeeded) ? ["recovery by others"] : []),
  ];
}
