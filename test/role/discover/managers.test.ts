import hre from "hardhat";
import { beforeAll, describe, expect, test } from "vitest";
import { DAY } from "../../support/people.ts";
import { buildWorld } from "../../support/world/build.ts";
import { type Seen, see } from "../../support/world/seen.ts";

let seen: Seen;
beforeAll(async () => {
  seen = await see(await buildWorld(await hre.network.create()));
}, 180_000);

const by = (power: { id: string }, delay = 0) => ({ by: power.id, delay });

describe("AccessManager", () => {
  test("a role opens functions of a target, with its members' delays, and its guardian stops them", () => {
    const operators = seen.power("strongbox", "operators (role 10)");
    expect(operators.functions?.map(({ selector }) => selector)).toEqual(["0x34fcf437"]);
    expect(operators.need).toMatchObject({ of: [{ delay: DAY, since: 0, ends: null }] });
    expect(seen.members(operators)).toEqual(["ana"]);
    expect(operators.stopped).toEqual([
      seen.power("manager", "role 11").id,
      seen.power("manager", "ADMIN").id,
    ]);
    expect(seen.power("manager", "role 11").effects).toEqual(["veto"]);
  });

  test("given an admin role of its own and a grant delay: whoever has that gives the role, so much later", () => {
    const payers = seen.power("strongbox", "role 12");
    expect(payers).toMatchObject({
      effects: ["funds"],
      given: [by(seen.power("manager", "role 13"), 3 * DAY)],
    });
    expect(seen.members(payers)).toEqual([]);
    expect(seen.members(seen.power("manager", "role 13"))).toEqual(["opsSafe"]);
  });

  test("given functions without a role: they are the admin's, at once", () => {
    expect(seen.power("strongbox", "ADMIN")).toMatchObject({ effects: ["any"], delay: 0 });
    expect(seen.members(seen.power("strongbox", "ADMIN"))).toEqual(["timelock"]);
  });

  test("given a closed target: somebody has to open it first", () => {
    expect(seen.power("closedBox", "role 12").also).toEqual([seen.power("closedBox", "ADMIN").id]);
    expect(seen.power("strongbox", "role 12").also).toEqual([]);
  });
});

describe("RoleManager", () => {
  test("given an expired grant: it is there, with its end in the past", () => {
    const rates = seen.power("ownBox", "rates (role 3)");
    expect(seen.members(rates)).toEqual(["dan"]);
    expect(rates.need.kind === "members" && rates.need.of[0]?.ends).toBeLessThan(seen.world.block.timestamp);
  });

  test("given grants that count: they end, at their term or for want of a review, whichever is first", () => {
    const [pia] = membersOf("treasurers (role 1)");
    const [gus] = membersOf("pausers (role 2)");
    expect(pia?.ends).toBeGreaterThan(seen.world.block.timestamp);
    // Not reviewed, it lapses before its end 200 days after; a critical one does not.
    expect((gus?.ends ?? 0) - (pia?.ends ?? 0)).toBeGreaterThan(DAY);
  });

  test("what the charter says a role brings about holds: the rates move nothing", () => {
    expect(seen.power("ownBox", "rates (role 3)").effects).toEqual(["none"]);
    expect(seen.power("ownBox", "treasurers (role 1)").effects).toEqual(["funds"]);
  });

  test("its admin is the Conclave, and nobody can give that to another", () => {
    const admin = seen.power("roleManager", "ADMIN");
    expect(seen.members(admin)).toEqual(["conclave"]);
    expect(admin.given).toEqual([]);
  });

  function membersOf(name: string) {
    const { need } = seen.power("ownBox", name);
    return need.kind === "members" ? need.of : [];
  }
});

describe("the Conclave", () => {
  test("tiers are quorums of people, with delays, which guardians stop", () => {
    const strict = seen.power("conclave", "tier 0 (strict)");
    expect(strict).toMatchObject({
      effects: ["act", "funds", "charter"],
      delay: 2 * DAY,
      need: {
        ...{ kind: "quorum", proposers: [0, 6], testers: [4, 7] },
        ...{ approvers: [1, 2, 3, 9], approvals: 2, override: 3 },
      },
      given: [by(seen.power("conclave", "tier 3 (recovery)"))],
    });
    expect(strict.stopped).toContain(seen.power("conclave", "guardian's cancel").id);
    expect(seen.power("conclave", "guardian's cancel").need).toMatchObject({
      proposers: [5, 8],
      approvals: 0,
    });
    expect(seen.power("conclave", "tier 3 (recovery)").stopped).toEqual([
      seen.power("conclave", "stop of a recovery").id,
    ]);
  });

  test("a rule opens one function of a target to its tier", () => {
    expect(seen.power("harbour", "tier 4 (operations): upgradeToAndCall")).toMatchObject({
      effects: ["upgrade", "act"],
      delay: DAY,
      need: { kind: "quorum", tier: 4, override: null },
    });
  });

  test("given a rule marked alone: one person does it at once, and it is a pause, nothing more", () => {
    expect(seen.power("vault", "tier 2 (emergency): pause()")).toMatchObject({
      effects: ["pause"],
      delay: 0,
      need: { kind: "quorum", tier: 2, approvals: 0 },
    });
  });

  test("given a rule that hands a power on: the tier gives it, though it does not have it", () => {
    const transfer = seen.power("vault", "transferOwnership");
    expect(transfer).toMatchObject({ effects: ["admin"], need: { tier: 1 } });
    expect(seen.power("vault", "owner").given).toContainEqual(by(transfer));
    const grant = seen.power("roleManager", "grantRole");
    expect(seen.power("ownBox", "treasurers").given).toContainEqual(by(grant));
    expect(seen.power("roleManager", "ADMIN").given).not.toContainEqual(by(grant));
    const schedule = seen.power("timelock", "schedule");
    expect(schedule.effects).toEqual(["none"]);
    expect(seen.power("timelock", "PROPOSER_ROLE").given).toContainEqual(by(schedule));
  });
});
