import { describe, expect, it } from "vitest";
import { atlasOf } from "../../src/role/atlas.ts";
import { checkWays } from "../../src/role/check/ways.ts";
import { judgePaths } from "../../src/role/findings/paths.ts";
import { KEYS, member, PLACES, power, worldOf } from "./check-world.ts";

const DAY = 86_400;
const { vault, timelock, safe } = PLACES;
const lock = power(timelock, "PROPOSER_ROLE", {
  source: "timelock",
  effects: ["act"],
  of: [member(KEYS[0])],
  delay: 2 * DAY,
});

describe("ways around a timelock", () => {
  const admin = power(vault, "admin", { of: [member(KEYS[1])], effects: ["admin"] });
  const owner = power(vault, "owner", { of: [member(timelock)] });

  it("are none where everybody waits as long", () => {
    expect(checkWays(worldOf([lock, owner, admin]))).toEqual([]);
    const late = { ...owner, given: [{ by: admin.id, delay: 2 * DAY }] };
    expect(checkWays(worldOf([lock, late, admin]))).toEqual([]);
  });

  it("are found also where somebody must first be made a holder", () => {
    const given = { ...owner, given: [{ by: admin.id, delay: 3_600 }] };
    const [found] = checkWays(worldOf([lock, given, admin]));
    expect(found).toMatchObject({
      check: "second-way",
      severity: "high",
      power: owner.id,
      evidence: { soonest: 3_600, timelockDelay: 2 * DAY },
    });
    expect(found?.found).toContain("Ben");
  });

  it("are a guarded Safe beside a timelock only where its guard makes it wait less", () => {
    const beside = (waits: number) => {
      const guard = power(safe, "guard, tier 1", {
        source: "safe",
        effects: ["none"],
        of: [member(KEYS[0])],
        delay: waits,
      });
      const owners = power(safe, "owners", {
        source: "safe",
        effects: ["act", "funds"],
        of: [member(KEYS[1])],
        also: [guard.id],
      });
      const owner = power(vault, "owner", { of: [member(timelock), member(safe)] });
      return judgePaths(atlasOf(worldOf([guard, owners, lock, owner])));
    };
    expect(beside(3 * DAY)).toEqual([]);
    expect(beside(DAY)).toMatchObject([
      { check: "second-path", evidence: { account: safe, delay: DAY, timelock, timelockDelay: 2 * DAY } },
    ]);
  });
});
