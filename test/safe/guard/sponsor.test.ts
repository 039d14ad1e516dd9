import { describe, expect, it } from "vitest";
import { Role } from "../../../src/charter/model.ts";
import { actOf } from "../../../src/safe/guard/sponsor.ts";
import { ANA, BEN, EMERGENCY, EVE, ROUTINE, roster } from "../../support/people.ts";

describe("what a key does for an announcement, unless it is said", () => {
  const now = 1_800_000_000;

  it.each([
    ["a proposer's proposes", ANA, ROUTINE, "propose"],
    ["a tester's tests", EVE, ROUTINE, "test"],
    ["one that may do neither proposes, and is refused by that name", BEN, ROUTINE, "propose"],
    ["a tester's tests, given a tier that is none", EVE, 15, "test"],
    ["one that is not in the roster proposes, and is refused", 63, ROUTINE, "propose"],
  ] as const)("%s", (_, key, tier, act) => {
    expect(actOf(roster(now), tier, key)).toBe(act);
  });

  /** The usual roster, in which Eve's key has these roles. */
  function withEves(roles: number) {
    const keys = roster(now).keys.map((key, index) =>
      key !== null && index === EVE ? { ...key, roles } : key,
    );
    return roster(now, { keys });
  }

  it("a key with both roles proposes: it could not test what it proposed itself", () => {
    expect(actOf(withEves(Role.PROPOSER | Role.TESTER | Role.SEVERAL), ROUTINE, EVE)).toBe("propose");
  });

  it("a tester's key that approves too proposes where there is no delay, and tests elsewhere", () => {
    const own = withEves(Role.APPROVER | Role.TESTER | Role.SEVERAL);
    expect(actOf(own, EMERGENCY, EVE)).toBe("propose");
    expect(actOf(own, ROUTINE, EVE)).toBe("test");
  });
});
