import { keccak256 } from "viem";
import { describe, expect, test } from "vitest";
import { Role, type Roster, type Rulebook, type Tier } from "../../src/charter/model.ts";
import type { Call } from "../../src/proposal/calls.ts";
import * as Rules from "../../src/proposal/rules.ts";
import * as SelfCall from "../../src/proposal/self-call.ts";

const CONCLAVE = "0xc0c1a7e000000000000000000000000000000001";
const TARGET = "0x00000000000000000000000000000000000000AA";
const HASH = `0x${"ab".repeat(32)}` as const;

const tier = (fields: Partial<Tier> = {}): Tier => ({
  approvals: 1,
  override: 255,
  roles: Role.APPROVER,
  testerNeeded: false,
  recovery: false,
  executorFirst: false,
  delay: 3600,
  grace: 86_400,
  ...fields,
});
const ROSTER: Roster = {
  serial: 1,
  cooldown: 0,
  keys: [],
  tiers: [tier(), tier(), tier({ delay: 0 }), tier({ recovery: true, roles: Role.RECOVERY })],
};
const call = (data: Call["data"], value = 0n): Call => ({ target: TARGET, value, data, minGas: 0 });
const BOOK: Rulebook = {
  serial: 1,
  rules: [{ target: TARGET, selector: "0x11111111", tiers: 0b0110, maxValue: 5n }],
  exactRules: [
    { target: TARGET, hash: keccak256("0x22222222"), tiers: 0b0100, alone: true },
    { target: TARGET, hash: keccak256("0x33333333"), tiers: 0b0100, alone: false },
  ],
  items: [],
};
const judge = (calls: readonly Call[], index: number, book: Rulebook | null = BOOK) =>
  Rules.judge(CONCLAVE, calls, index, ROSTER, book);
const NONE = { refusal: null, renewal: false, alone: false };

describe("which calls a tier may make", () => {
  test("tier 0 anything, without any rulebook", () => {
    expect(judge([call("0x99999999", 10n)], 0, null)).toEqual(NONE);
    expect(judge([SelfCall.call(CONCLAVE, "close", [TARGET])], 0, null)).toEqual(NONE);
  });

  test("a renewal alone is one", () => {
    const renew = SelfCall.call(CONCLAVE, "renew", [HASH]);
    expect(judge([renew], 0).renewal).toBe(true);
    expect(judge([renew, call("0x11111111")], 0).renewal).toBe(false);
    expect(judge([{ ...renew, value: 1n }], 0).renewal).toBe(false);
    expect(judge([{ ...renew, target: TARGET }], 0).renewal).toBe(false);
  });

  test("another tier what its rules list, up to the value", () => {
    expect(judge([call("0x11111111", 5n), call("0x1111111199")], 1)).toEqual(NONE);
    expect(judge([call("0x11111111", 6n)], 1).refusal).toEqual({
      name: "ValueAboveRule",
      call: 0,
      value: 6n,
      limit: 5n,
    });
    expect(judge([call("0x11111111"), call("0x44444444")], 1).refusal).toMatchObject({
      name: "CallNotAllowed",
      call: 1,
    });
    expect(judge([call("0x111111")], 1).refusal?.name).toBe("CallNotAllowed");
    expect(judge([call("0x22222222")], 1).refusal?.name).toBe("CallNotAllowed");
    expect(judge([call("0x11111111")], 1, null).refusal?.name).toBe("RulebookMissing");
    expect(judge([SelfCall.call(CONCLAVE, "lift", [1])], 1).refusal).toEqual({
      name: "SelfCallRefused",
      call: 0,
    });
  });

  test("a tier without delay only exact calldata; alone only if every rule says so", () => {
    expect(judge([call("0x22222222")], 2)).toEqual({ ...NONE, alone: true });
    expect(judge([call("0x22222222"), call("0x33333333")], 2)).toEqual(NONE);
    expect(judge([call("0x11111111")], 2).refusal?.name).toBe("CallNotAllowed");
    expect(judge([call("0x22222222", 1n)], 2).refusal?.name).toBe("ValueAboveRule");
  });

  test("recovery one new roster, nothing else", () => {
    const amend = SelfCall.call(CONCLAVE, "amendRoster", [HASH]);
    expect(judge([amend], 3)).toEqual(NONE);
    expect(judge([amend, amend], 3).refusal?.name).toBe("SelfCallRefused");
    expect(judge([SelfCall.call(CONCLAVE, "amendRulebook", [HASH])], 3).refusal?.name).toBe(
      "SelfCallRefused",
    );
  });

  test("no tier, no calls; and each refusal says why in words", () => {
    expect(judge([call("0x11111111")], 9).refusal).toEqual({ name: "UnknownTier", tier: 9 });
    const sentences = [
      judge([call("0x11111111")], 9),
      judge([call("0x11111111")], 1, null),
      judge([call("0x44444444")], 1),
      judge([call("0x11111111", 6n)], 1),
      judge([SelfCall.call(CONCLAVE, "lift", [1])], 1),
    ].map(({ refusal }) => refusal && Rules.describe(refusal));
    expect(sentences).toMatchInlineSnapshot(`
      [
        "there is no tier 9",
        "there is no rulebook yet: until tier 0 sets one, only tier 0 can act",
        "no rule lets tier 1 make call 0 (0x44444444 of 0x00000000000000000000000000000000000000AA)",
        "call 0 sends 6 wei; its rule allows 5",
        "call 0 would change the Conclave itself, which is for tier 0 (in recovery, amendRoster alone)",
      ]
    `);
  });
});
