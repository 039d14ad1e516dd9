import { describe, expect, it } from "vitest";
import { type KeyState, Role, type Roster } from "../../src/charter/model.ts";
import * as Quorum from "../../src/charter/quorum.ts";
import { key, NOW, sample, tier, withKey } from "./sample.ts";

/** Two keys for holder 4, and one holder (9) who may do everything. */
const roster: Roster = {
  ...sample(),
  keys: [
    ...sample().keys,
    key(12, 4, Role.APPROVER),
    key(13, 9, Role.PROPOSER | Role.TESTER | Role.APPROVER | Role.SEVERAL),
    key(14, 5, Role.APPROVER),
  ],
};

function poll(
  changes: Partial<Quorum.Poll> & { states?: [number, KeyState][]; suspended?: [number, number][] } = {},
): Quorum.Poll {
  const states = new Map<number, KeyState>(roster.keys.map((_, index) => [index, "Active"]));
  for (const [index, state] of changes.states ?? []) states.set(index, state);
  const { states: _, suspended, ...rest } = changes;
  return {
    roster,
    tier: tier(),
    now: NOW,
    standing: { states, suspendedUntil: new Map(suspended) },
    ...rest,
  };
}

function consents(...acts: [act: Quorum.Act, key: number][]): Quorum.Consent[] {
  return acts.map(([act, key]) => ({ act, key }));
}

const FULL = consents(["propose", 0], ["test", 2], ["approve", 4], ["approve", 6]);

function reasons(result: Quorum.Tally): [number, string][] {
  return result.notCounted.map(({ key, reason }) => [key, reason.code]);
}

describe("Quorum.tally", () => {
  it("counts a proposer, a tester and approvers of different people", () => {
    expect(Quorum.tally(poll(), 2, FULL)).toEqual({
      proposer: 0,
      tester: 2,
      counted: [4, 6],
      notCounted: [],
      missing: { proposer: false, tester: false, approvals: 0, ordinary: false },
      complete: true,
    });
  });

  it("counts a person once, whichever key comes first", () => {
    const result = Quorum.tally(
      poll(),
      2,
      consents(["propose", 0], ["test", 2], ["approve", 12], ["approve", 4]),
    );
    expect(result.counted).toEqual([12]);
    expect(result.notCounted).toEqual([{ key: 4, act: "approve", reason: { code: "samePerson", as: 12 } }]);
    expect(result.missing).toEqual({ proposer: false, tester: false, approvals: 1, ordinary: false });
    expect(result.complete).toBe(false);
  });

  it("refuses the proposer as tester and as approver, and the tester as approver", () => {
    const proposer = Quorum.tally(poll(), 2, consents(["propose", 13], ["test", 13], ["approve", 13]));
    expect(reasons(proposer)).toEqual([
      [13, "proposerCannotTest"],
      [13, "proposerCannotApprove"],
    ]);
    const tester = Quorum.tally(poll(), 2, consents(["propose", 0], ["test", 13], ["approve", 13]));
    expect(reasons(tester)).toEqual([[13, "testerCannotApprove"]]);
    expect(tester.tester).toBe(13);
  });

  it("takes the first of two proposers and of two testers", () => {
    const result = Quorum.tally(poll(), 2, [...FULL, ...consents(["propose", 1], ["test", 3])]);
    expect(result.notCounted).toEqual([
      { key: 1, act: "propose", reason: { code: "alreadyProposed", by: 0 } },
      { key: 3, act: "test", reason: { code: "alreadyTested", by: 2 } },
    ]);
  });

  it("says which key is unfit, and why", () => {
    const setting = poll({
      states: [
        [4, "Retiring"],
        [6, "Pending"],
      ],
      suspended: [
        [5, NOW + 60],
        [2, NOW],
      ],
      roster: withKey(roster, 12, { expiry: NOW / 60 }),
    });
    const result = Quorum.tally(
      setting,
      2,
      consents(
        ["propose", 2],
        ["test", 2],
        ["approve", 4],
        ["approve", 6],
        ["approve", 14],
        ["approve", 12],
        ["approve", 63],
      ),
    );
    expect(result.notCounted.map(({ reason }) => reason)).toEqual([
      { code: "roleDoesNotCount" },
      { code: "notActive", state: "Retiring" },
      { code: "notActive", state: "Pending" },
      { code: "suspended", until: NOW + 60 },
      { code: "expired", since: NOW },
      { code: "noSuchKey" },
    ]);
    expect(result.tester, "a suspension that ends now has ended").toBe(2);
  });

  it("judges expiry to the second", () => {
    const expiring = withKey(roster, 4, { expiry: NOW / 60 });
    const at = (now: number, late = 0) =>
      Quorum.unfit(poll({ roster: expiring, now, late }), { key: 4, act: "approve" });
    expect(at(NOW - 1)).toBeNull();
    expect(at(NOW)).toEqual({ code: "expired", since: NOW });
    expect(at(NOW + Quorum.RENEWAL_WINDOW - 1, Quorum.RENEWAL_WINDOW)).toBeNull();
    expect(at(NOW + Quorum.RENEWAL_WINDOW, Quorum.RENEWAL_WINDOW)).toEqual({ code: "expired", since: NOW });
  });

  it("lets contract wallets fill all but one of the approvals", () => {
    const wallets = withKey(roster, 4, { kind: "ERC1271" });
    const two = Quorum.tally(
      poll({ roster: wallets }),
      2,
      consents(["propose", 0], ["test", 2], ["approve", 4], ["approve", 5]),
    );
    expect(two.counted).toEqual([4]);
    expect(reasons(two)).toEqual([[5, "contractWalletLimit"]]);
    expect(two.missing).toEqual({ proposer: false, tester: false, approvals: 1, ordinary: true });
    const one = Quorum.tally(poll(), 1, consents(["propose", 0], ["test", 2], ["approve", 5]));
    expect(reasons(one)).toEqual([[5, "contractWalletLimit"]]);
  });

  it("prefers a person's own key to their contract wallet", () => {
    const result = Quorum.tally(
      poll(),
      2,
      consents(["propose", 0], ["test", 2], ["approve", 5], ["approve", 14], ["approve", 4]),
    );
    expect(result.counted).toEqual([14, 4]);
    expect(result.notCounted).toEqual([{ key: 5, act: "approve", reason: { code: "samePerson", as: 14 } }]);
  });

  it("calls what comes after the demanded number surplus", () => {
    const result = Quorum.tally(poll(), 2, [...FULL, ...consents(["approve", 14])]);
    expect(reasons(result)).toEqual([[14, "surplus"]]);
    expect(Quorum.tally(poll(), 3, [...FULL, ...consents(["approve", 14])]).complete).toBe(true);
  });

  it("knows who may propose where", () => {
    const emergency = tier({
      delay: 0,
      roles: Role.APPROVER | Role.GUARDIAN,
      approvals: 1,
      testerNeeded: false,
    });
    expect(
      Quorum.tally(poll({ tier: emergency }), 1, consents(["propose", 7], ["approve", 4])).complete,
    ).toBe(true);
    expect(Quorum.tally(poll({ tier: emergency }), 0, consents(["propose", 7])).complete).toBe(true);
    const recovery = tier({ recovery: true, roles: Role.RECOVERY, testerNeeded: false, delay: 60 * 86_400 });
    const setting = poll({ tier: recovery, suspended: [[2, NOW + 60]] });
    expect(
      Quorum.tally(setting, 1, consents(["propose", 9], ["approve", 10])).counted,
      "recovery knows no suspension",
    ).toEqual([10]);
    expect(reasons(Quorum.tally(setting, 1, consents(["propose", 0])))).toEqual([[0, "roleDoesNotCount"]]);
  });
});

describe("Quorum.stillAble", () => {
  it("names keys of people who do not take part yet, for what is missing", () => {
    const result = Quorum.tally(poll(), 2, consents(["propose", 0], ["approve", 4]));
    expect(Quorum.stillAble(poll(), result)).toEqual({
      propose: [],
      test: [2, 3, 13],
      approve: [5, 6, 13, 14],
    });
  });

  it("leaves out contract wallets where the last approval must be ordinary", () => {
    const wallets = withKey(roster, 4, { kind: "ERC1271" });
    const setting = poll({ roster: wallets });
    const result = Quorum.tally(setting, 2, consents(["propose", 0], ["test", 2], ["approve", 4]));
    expect(Quorum.stillAble(setting, result)).toEqual({ propose: [], test: [], approve: [6, 13, 14] });
  });
});
