/** Rosters that vary in what a roster must be in itself: fields of tiers, guardians, the cooldown. */
import { Role, type Tier } from "../../src/charter/model.ts";
import { DAY, type Draft, type KeyDraft, key, leastCooldown, SIGNING_WINDOW, tier } from "./draft.ts";

/** Enough for every tier: two proposers, two testers, four approvers, two guardians who may recover, and one more who may. */
const PEOPLE: readonly KeyDraft[] = [
  key(0, Role.PROPOSER),
  key(1, Role.PROPOSER),
  key(2, Role.TESTER),
  key(3, Role.TESTER),
  ...[4, 5, 6, 7].map((holder) => key(holder, Role.APPROVER)),
  ...[8, 9, 10].map((holder) => key(holder, Role.RECOVERY)),
  ...[8, 9].map((holder) => key(holder, Role.GUARDIAN)),
];
const D0 = 2 * DAY;
const QUICKEST_RECOVERY = 2 * (D0 + SIGNING_WINDOW);
const DELAYS = [
  0,
  1,
  DAY,
  D0,
  D0 + 1,
  QUICKEST_RECOVERY - 1,
  QUICKEST_RECOVERY,
  90 * DAY + 1,
  240 * DAY,
  240 * DAY + 1,
];
const GRACES = [3 * DAY - 1, 3 * DAY, 30 * DAY, 30 * DAY + 1];

/** Every mask of roles, every flag, few and many approvals, delays and graces at their bounds: as tier 1, then as tier 0. */
export function* tiers(): Generator<Draft> {
  for (const place of [1, 0]) {
    for (const changes of fields()) {
      const changed = tier(changes);
      yield {
        cooldown: leastCooldown(2, place === 0 ? changed.delay : D0),
        tiers: place === 0 ? [changed] : [tier(), changed],
        keys: PEOPLE,
      };
    }
  }
}

function* fields(): Generator<Partial<Tier>> {
  for (let roles = 0; roles < 256; roles++) {
    for (const testerNeeded of [false, true]) {
      for (const recovery of [false, true]) {
        for (let approvals = 0; approvals < 4; approvals++) {
          for (const delay of DELAYS) yield { roles, testerNeeded, recovery, approvals, delay };
        }
      }
    }
  }
  for (const recovery of [false, true]) {
    const roles = recovery ? Role.RECOVERY : Role.APPROVER;
    for (const delay of DELAYS) for (const grace of GRACES) yield { recovery, roles, delay, grace };
  }
}

/** One person with any two role sets, beside up to four guardians, with a cooldown around the least that G guardians demand. */
export function* guardians(): Generator<Draft> {
  for (let first = 1; first < 64; first++) {
    for (let second = first; second < 64; second++) {
      for (const count of first === second ? [0, 1, 2, 3, 4] : [1]) {
        const others = Array.from({ length: count }, (_, index) => key(20 + index, Role.GUARDIAN));
        const either = (first | second) & Role.GUARDIAN ? 1 : 0;
        for (const change of [-1, 0, 1]) {
          yield {
            cooldown: leastCooldown(count + either) + change,
            tiers: [tier()],
            keys: [...PEOPLE.slice(0, 8), ...others, key(11, first), key(11, second)],
          };
        }
      }
    }
  }
}
