import { concat, getAddress, type Hex } from "viem";
import { describe, expect, it } from "vitest";
import * as Check from "../../src/charter/check.ts";
import { Role, type Roster as RosterValue } from "../../src/charter/model.ts";
import * as Roster from "../../src/charter/roster.ts";
import {
  addressOf,
  first,
  key,
  NOW,
  pointOf,
  type Said,
  SETTING,
  sample,
  withKey,
  withTier,
} from "./sample.ts";

const DAY = 86_400;
const ALL: Check.KeyStates = { active: 0xfffn, activating: 0n, pending: 0n };

/** The sample as the second roster, with every key entered by the first. */
function second(changes: Partial<RosterValue> = {}): RosterValue {
  return sample({ serial: 2, ...changes });
}

function amendment(next: RosterValue, states: Partial<Check.KeyStates> = {}, old = sample()): Said | [] {
  return first(Check.amendment(Roster.encode(old), Roster.encode(next), { ...ALL, ...states }, SETTING));
}

describe("Check.amendment", () => {
  it("accepts the sample again, and later expiries and other roles", () => {
    expect(amendment(second())).toEqual([]);
    expect(amendment(withKey(second(), 1, { roles: Role.PROPOSER, expiry: NOW }))).toEqual([]);
  });

  const entered = { since: 2 };
  const successor = key(12, 4, Role.APPROVER, { predecessor: 4, ...entered });
  const plus = (...keys: RosterValue["keys"]) => second({ keys: [...second().keys, ...keys] });
  it.each<[Said, RosterValue]>([
    [["SerialWrong", 3, 2], second({ serial: 3 })],
    [["EntryChanged", 4], withKey(second(), 4, { holder: 9 })],
    [["EntryChanged", 4], withKey(second(), 4, { kind: "ERC1271" })],
    [["EntryChanged", 4], withKey(second(), 4, { since: 2 })],
    [["EntryChanged", 6], withKey(second(), 6, { signer: concat([addressOf(5000), pointOf(6)]) })],
    [["EnteredWrong", 12, 1], plus(key(12, 4, Role.APPROVER))],
    [["EnteredWrong", 4, 1], withKey(second(), 4, { signer: addressOf(4000) })],
    [["PredecessorWrong", 12, 13], plus({ ...successor, predecessor: 13 })],
    [["PredecessorWrong", 12, 12], plus({ ...successor, predecessor: 12 })],
    [["PredecessorWrong", 12, 5], plus({ ...successor, predecessor: 5 })],
    [["PredecessorWrong", 12, 4], plus({ ...successor, roles: 66 | Role.PROPOSER })],
    [["PredecessorWrong", 13, 4], plus(successor, key(13, 4, Role.APPROVER, { predecessor: 4, ...entered }))],
    [
      ["PredecessorWrong", 13, 12],
      plus(key(12, 4, Role.APPROVER, entered), key(13, 4, Role.APPROVER, { predecessor: 12, ...entered })),
    ],
  ])("refuses with %s", (said, roster) => {
    expect(amendment(roster)).toEqual(said);
  });

  it("lets a predecessor go but not change", () => {
    const old = sample({ keys: [...sample().keys, { ...successor, since: 1 }] });
    const all = { active: 0x1fffn };
    expect(amendment({ ...old, serial: 2 }, all, old)).toEqual([]);
    expect(amendment(withKey({ ...old, serial: 2 }, 12, { predecessor: null }), all, old)).toEqual([]);
    const other = { ...old, keys: [...old.keys, key(13, 4, Role.APPROVER)] };
    expect(
      amendment(withKey({ ...other, serial: 2 }, 12, { predecessor: 13 }), { active: 0x3fffn }, other),
    ).toEqual(["EntryChanged", 12]);
  });

  it("counts activated keys alone for tier 0, and those activated with it", () => {
    expect(amendment(second(), { active: 0xffdn, pending: 0x2n }), "k1 is pending").toEqual([
      "TierLockedOut",
      0,
      0,
    ]);
    expect(amendment(second(), { active: 0xffdn, pending: 0x2n, activating: 0x2n })).toEqual([]);
    expect(amendment(second(), { active: 0xffdn }), "k1 is retired").toEqual(["TierLockedOut", 0, 0]);
    const routineOnly = withTier(second(), 1, { roles: Role.APPROVER });
    expect(
      amendment(routineOnly, { active: 0xfffn & ~0x600n, pending: 0x600n }),
      "pending keys count for recovery",
    ).toEqual([]);
  });

  it("counts a key and its pending successor as the weaker of both", () => {
    expect(amendment(plus(successor))).toEqual([]);
    expect(amendment(plus({ ...successor, expiry: NOW / 60 })), "earlier expiry").toEqual([
      "TierLockedOut",
      0,
      5,
    ]);
    expect(amendment(plus({ ...successor, kind: "ERC1271" })), "contract wallet").toEqual([
      "TierLockedOut",
      0,
      6,
    ]);
    const proposer = key(12, 1, Role.EXECUTOR, { predecessor: 1, ...entered });
    expect(amendment(plus(proposer)), "fewer roles").toEqual(["TierLockedOut", 0, 0]);
  });

  it("drops the predecessor of a successor that is activated with it", () => {
    const weak = { ...successor, expiry: NOW / 60 };
    expect(amendment(plus(weak), { activating: 0x1000n })).toEqual(["TierLockedOut", 0, 5]);
    expect(amendment(plus(successor), { activating: 0x1000n })).toEqual([]);
  });
});

describe("Check.replacement", () => {
  const identity = addressOf(4);
  const replaced = withKey(second(), 4, { signer: addressOf(4000), since: 2 });
  const check = (next: RosterValue, state: number, endedAt: number, now: number, tombstones: Hex[] = []) =>
    first(
      Check.replacement(
        Roster.encode(sample()),
        Roster.encode(next),
        { keys: new Map([[4, { identity, state, endedAt }]]), tombstones },
        3 * DAY,
        now,
      ),
    );
  // Recovery is the longest of the sample: 60 days, and 30 days of grace.
  const wait = 93 * DAY;

  it("frees a place once the key has ended and nothing it signed can run", () => {
    expect(check(replaced, 1, 0, NOW)).toEqual(["KeyStillInUse", 4, 1, 0n]);
    expect(check(replaced, 2, 0, NOW)).toEqual(["KeyStillInUse", 4, 2, 0n]);
    expect(check(replaced, 3, NOW, NOW + wait - 1)).toEqual(["KeyStillInUse", 4, 3, BigInt(NOW + wait)]);
    expect(check(withKey(second(), 4, null), 4, NOW, NOW + wait - 1)).toEqual([
      "KeyStillInUse",
      4,
      4,
      BigInt(NOW + wait),
    ]);
    expect(check(replaced, 3, NOW, NOW + wait)).toEqual([]);
    expect(check(replaced, 0, 0, NOW)).toEqual([]);
    expect(check(second(), 1, 0, NOW)).toEqual([]);
  });

  it("never lets a tombstone back in", () => {
    const tombstone = getAddress(addressOf(4000));
    expect(check(replaced, 0, 0, NOW, [tombstone])).toEqual(["Tombstoned", 4, tombstone]);
  });
});

describe("Check.renewal", () => {
  const renew = (next: RosterValue, old = sample()) =>
    first(Check.renewal(Roster.encode(old), Roster.encode(next), NOW));
  const soon = withKey(sample(), 4, { expiry: NOW / 60 });

  it("takes later expiries up to a year from now", () => {
    expect(renew(withKey({ ...soon, serial: 2 }, 4, { expiry: NOW / 60 + 365 * 1440 }), soon)).toEqual([]);
    expect(renew(withKey({ ...soon, serial: 2 }, 4, { expiry: NOW / 60 + 365 * 1440 + 1 }), soon)).toEqual([
      "RenewalTooFar",
      4,
      BigInt(NOW + 365 * DAY + 60),
    ]);
  });

  it("takes nothing else", () => {
    const entries = 9 + 12 * 4;
    expect(renew({ ...soon, serial: 3 }, soon)).toEqual(["SerialWrong", 3, 2]);
    expect(renew(withKey({ ...soon, serial: 2 }, 4, { expiry: NOW / 60 - 1 }), soon)).toEqual([
      "RenewalChanges",
      BigInt(entries + 32 * 4 + 24),
    ]);
    expect(renew(withKey({ ...soon, serial: 2 }, 4, { roles: Role.PROPOSER }), soon)).toEqual([
      "RenewalChanges",
      BigInt(entries + 32 * 4 + 22),
    ]);
    expect(renew({ ...soon, serial: 2, cooldown: 1 }, soon)).toEqual(["RenewalChanges", 4n]);
    expect(renew(withKey({ ...soon, serial: 2 }, 12, {}), soon)[0]).toBe("RenewalChanges");
    const vacant = withKey(soon, 4, null);
    expect(renew(withKey({ ...vacant, serial: 2 }, 4, { expiry: 5 }), vacant)[0]).toBe("RenewalChanges");
  });
});
