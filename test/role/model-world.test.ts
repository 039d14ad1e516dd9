import hre from "hardhat";
import { isAddress } from "viem";
import { beforeAll, describe, expect, test } from "vitest";
import { blast } from "../../src/role/blast.ts";
import { collusion } from "../../src/role/collusion.ts";
import type { Goal } from "../../src/role/goals.ts";
import { DAY, HOUR, OUTSIDER } from "../support/people.ts";
import { buildWorld } from "../support/world/build.ts";
import { STRANGER } from "../support/world/roles.ts";
import { type Seen, see } from "../support/world/seen.ts";

let seen: Seen;
beforeAll(async () => {
  seen = await see(await buildWorld(await hre.network.create()));
}, 180_000);

/** The smallest sets of people: how many it takes, any so many of whom, and the least delay of each group of sets. */
function smallest(goal: Goal, on?: string) {
  const found = collusion(seen.world, {
    goal,
    by: "people",
    ...(on === undefined ? {} : { on: seen.address(on) }),
  });
  return {
    size: found.size,
    sets: found.sets.map(({ choices, delay }) => ({
      any: choices.map(({ choose, of }) => `${choose} of ${[...of].map(named).sort().join(", ")}`).sort(),
      delay,
    })),
  };
}

/** What the model world calls a contract or an account; people have their names already. */
function named(unit: string): string {
  return isAddress(unit) ? seen.nameOf(unit) : unit;
}

describe("the smallest sets that can", () => {
  test("upgrade, given a proxy admin owned by one person's two keys: that person, at once", () => {
    expect(smallest("upgrade", "pool")).toEqual({ size: 1, sets: [{ any: ["1 of Ben"], delay: 0 }] });
  });

  test("upgrade, given an admin behind a timelock: whoever the cheapest tier takes that may schedule there, after both delays", () => {
    expect(smallest("upgrade", "lender")).toEqual({
      size: 2,
      sets: [{ any: ["1 of Ana, Pia", "1 of Ben, Cleo, Dan"], delay: DAY + 2 * DAY }],
    });
  });

  test("take over, given a deployer that kept admin: the deployer, by giving himself the role", () => {
    expect(smallest("upgrade", "harbour")).toEqual({
      size: 1,
      sets: [{ any: [`1 of ${OUTSIDER.address}`], delay: 0 }],
    });
    expect(smallest("funds", "leftlock")).toEqual({
      size: 1,
      sets: [{ any: [`1 of ${OUTSIDER.address}`], delay: 3 * DAY }],
    });
    const { alone } = blast(seen.world, { account: OUTSIDER.address });
    expect(alone.map(({ power }) => power)).toContain(seen.power("leftlock", "PROPOSER_ROLE").id);
  });

  test("move funds, given a Safe that owns a Safe: those who need not go through it", () => {
    expect(smallest("funds", "nestedSafe")).toEqual({
      size: 2,
      sets: [{ any: ["2 of Gus, Hana"], delay: 0 }],
    });
  });

  test("move funds, given a faster timelock beside: two of its proposer's owners, within the hour", () => {
    expect(smallest("funds", "till")).toEqual({
      size: 2,
      sets: [{ any: ["2 of Eve, Pia, Tom"], delay: HOUR }],
    });
  });

  test("move funds, given a role that another contract appoints: that contract's owner", () => {
    expect(smallest("funds", "coin")).toEqual({ size: 1, sets: [{ any: ["1 of Hana"], delay: 0 }] });
  });

  test("move funds, given a pending owner nobody knows: that one", () => {
    expect(smallest("funds", "vault")).toEqual({ size: 1, sets: [{ any: [`1 of ${STRANGER}`], delay: 0 }] });
  });

  test("move funds, given a module that nobody knows: whoever moves it, by itself", () => {
    expect(smallest("funds", "moduleSafe")).toEqual({ size: 1, sets: [{ any: ["1 of relay"], delay: 0 }] });
  });

  test("move funds, given the guard: two owners, but only by the way out and its delay", () => {
    const { size, sets } = smallest("funds", "guardedSafe");
    expect([size, sets.map(({ any }) => any)]).toEqual([2, [["2 of Ben, Cleo, Dan"]]]);
    expect(sets[0]?.delay).toBe(seen.power("guardedSafe", "exit").delay);
  });

  test("move funds, given an expired grant: not whose it was", () => {
    expect(smallest("funds", "ownBox")).toEqual({ size: 1, sets: [{ any: ["1 of Pia"], delay: 0 }] });
  });

  test("change the charter: the recovery's three, who are stopped by approvers; nobody fewer", () => {
    expect(smallest("charter")).toEqual({
      size: 3,
      sets: [{ any: ["3 of Ana, Cleo, Tom"], delay: 30 * DAY }],
    });
  });

  test("block tier 0: both who propose, both who test, or so many that the approvals are missing", () => {
    const { size, sets } = smallest("block");
    expect(size).toBe(2);
    expect(sets.map(({ any }) => any.join())).toEqual(
      expect.arrayContaining(["2 of Ana, Pia", "2 of Eve, Tom", "2 of Ben, Cleo, Dan"]),
    );
  });
});

describe("what one alone can do", () => {
  const on = (holder: string) => {
    const { alone } = blast(seen.world, { holder });
    return new Set(alone.map(({ power }) => named(power.slice(0, 42))));
  };

  test("given two keys of one person: what neither does by itself", () => {
    expect(on("Ben")).toContain("pool");
    const { alone } = blast(seen.world, { key: "ben" });
    expect(alone.map(({ power }) => named(power.slice(0, 42)))).not.toContain("pool");
  });

  test("given a role whose admin is itself: its holder has it, and nobody else gets it", () => {
    expect(on("Tom")).toContain("guild");
    expect(smallest("upgrade", "guild").sets).toEqual([{ any: ["1 of Pia, Tom"], delay: 0 }]);
  });

  test("given an orphaned role: its holder keeps it", () => {
    expect(on("Pia")).toContain("guild");
  });

  test("given an expired grant: nothing by it", () => {
    const { alone } = blast(seen.world, { holder: "Dan" });
    expect(alone.map(({ power }) => power)).not.toContain(seen.power("ownBox", "rates").id);
  });

  test("given a member with a delay: its powers wait so long, and the role's guardian stops them", () => {
    const { alone } = blast(seen.world, { holder: "Ana" });
    const rate = alone.find(({ power }) => power === seen.power("strongbox", "operators").id);
    expect(rate).toMatchObject({ delay: DAY });
    expect(rate?.stops.flatMap(({ alone: people }) => people)).toContain("Hana");
  });
});
