import hre from "hardhat";
import { beforeAll, describe, expect, test } from "vitest";
import { blast } from "../../src/role/blast.ts";
import { checkWays } from "../../src/role/check/ways.ts";
import { blockades, type Collusion, collusion } from "../../src/role/collusion.ts";
import { controlOf } from "../../src/role/control.ts";
import { type Goal, powersFor, type Reachable } from "../../src/role/goals.ts";
import { expand } from "../../src/role/groups.ts";
import { netOf } from "../../src/role/net.ts";
import { smallest } from "../../src/role/search.ts";
import { type Grouping, unitsOf } from "../../src/role/units.ts";
import { DAY, OUTSIDER } from "../support/people.ts";
import { buildWorld } from "../support/world/build.ts";
import { STRANGER } from "../support/world/roles.ts";
import { type Seen, see } from "../support/world/seen.ts";
import { exercisedBy } from "./brute-force.ts";

/** What the analysis makes of the traps of the model world, as it stands on a chain. */

let seen: Seen;
beforeAll(async () => {
  seen = await see(await buildWorld(await hre.network.create()));
}, 180_000);

function ask(goal: Goal, on?: string, by: Grouping = "people"): Collusion {
  return collusion(seen.world, { goal, by, ...(on === undefined ? {} : { on: seen.address(on) }) });
}

function whoAlone({ sets }: Collusion): readonly string[] {
  return sets.flatMap(({ choices }) => choices.flatMap(({ of }) => of)).toSorted();
}

describe("on the model world", () => {
  test("a proxy admin owned by one person's two keys: that person upgrades the pool alone, at once", () => {
    const found = ask("upgrade", "pool");
    expect(found).toMatchObject({ size: 1, count: 1n });
    expect(whoAlone(found)).toEqual(["Ben"]);
    expect(found.sets[0]).toMatchObject({ delay: 0, stoppable: false });
    expect(found.sets[0]?.way?.text).toMatch(
      /^Ben's ben \+ Ben's ben-second → owners of Safe .* → owner of ProxyAdmin .* → upgrade of pool$/,
    );
  });

  test("a deployer that kept admin: it makes itself the proposer of a timelock, and the upgrader of a proxy", () => {
    const name = OUTSIDER.address;
    expect(whoAlone(ask("upgrade", "harbour"))).toContain(name);
    const { alone } = blast(seen.world, { account: name });
    const found = new Map(alone.map((one) => [one.power, one.delay]));
    expect(found.get(seen.power("leftlock", "PROPOSER_ROLE").id)).toBe(3 * DAY);
    expect(found.get(seen.power("harbour", "upgrade").id)).toBe(0);
    expect(found.has(seen.power("coin", "DEFAULT_ADMIN_ROLE").id)).toBe(false);
  });

  test("a second path around a timelock: the coin's admin is a Safe's too, which does not wait", () => {
    const found = checkWays(seen.world).filter(
      ({ power }) => power === seen.power("coin", "DEFAULT_ADMIN_ROLE").id,
    );
    const evidence = { timelock: seen.address("timelock"), timelockDelay: 2 * DAY, soonest: 0 };
    expect(found).toMatchObject([{ check: "second-way", severity: "high", evidence }]);
    expect(found[0]?.evidence.way).toContain("owners of opsSafe (2 of 3)");
  });

  test("a Safe that owns a Safe: the nested one moves with the people of the other", () => {
    const found = ask("funds", "nestedSafe");
    const inner = ask("funds", "opsSafe");
    expect(inner).toMatchObject({ size: 2, count: 3n });
    expect(found.size).toBe(2);
    const nested = new Set(seen.members(seen.power("nestedSafe", "owners")));
    expect(nested.has("opsSafe")).toBe(true);
    expect(blockades(seen.world, "people", seen.address("nestedSafe"))[0]?.size).toBe(2);
  });

  test("an expired grant: who had it exercises nothing by it", () => {
    const rates = seen.power("ownBox", "rates");
    const { need } = rates;
    const ended =
      need.kind === "members"
        ? need.of.filter(({ ends }) => (ends ?? Number.POSITIVE_INFINITY) < seen.world.block.timestamp)
        : [];
    expect(ended).toHaveLength(1);
    const holder = seen.world.keys.find(({ account }) => account === ended[0]?.account);
    const { alone } = blast(seen.world, { key: holder?.label ?? "" });
    expect(alone.map(({ power }) => power)).not.toContain(rates.id);
  });

  test("a role whose admin is itself: nobody but its member comes by it", () => {
    const keeper = seen.power("guild", "KEEPER_ROLE");
    const control = controlOf(seen.world);
    const found = smallest(
      netOf(control, unitsOf(control, "people"), [control.exercised.get(keeper.id) ?? -1]),
      "reach",
    );
    const units = unitsOf(control, "people");
    expect(
      [...(found?.sets() ?? [])].flatMap((choices) =>
        choices.map(({ of }) => of.map((unit) => units[unit]?.name)),
      ),
    ).toEqual([["Tom"]]);
  });

  test("an orphaned role: nobody comes by it who does not have it", () => {
    const orphan = seen.power("guild", "ORACLE_ROLE");
    const everybodyElse = controlOf({
      ...seen.world,
      powers: seen.world.powers.map((one) =>
        one.id === orphan.id ? { ...one, need: { kind: "members", atLeast: 1, of: [] } } : one,
      ),
    });
    const units = unitsOf(everybodyElse, "people");
    expect(
      smallest(netOf(everybodyElse, units, [everybodyElse.exercised.get(orphan.id) ?? -1]), "reach"),
    ).toBeNull();
  });

  test("a pending owner nobody knows, and a module nobody knows: outsiders, who are named", () => {
    expect(whoAlone(ask("funds", "vault"))).toEqual([STRANGER]);
    expect(whoAlone(ask("funds", "moduleSafe"))).toEqual([seen.address("relay")]);
  });

  test("an open executor: it is nobody's power that matters, for nothing runs before it is proposed and has waited", () => {
    const found = ask("funds", "timelock");
    expect(found.size).toBeGreaterThan(0);
    for (const { delay } of found.sets) expect(delay).toBeGreaterThanOrEqual(2 * DAY);
  });

  test("a guarded Safe: under the tier, its owners need a proposer and a tester besides; the way out takes them alone, and long", () => {
    const owners = seen.power("guardedSafe", "owners");
    expect(owners.also).toEqual([seen.power("guardedSafe", "guard, tier 0").id]);
    const control = controlOf(seen.world);
    const units = unitsOf(control, "people");
    const needed = smallest(netOf(control, units, [control.exercised.get(owners.id) ?? -1]), "reach");
    expect(needed?.size).toBe(4);
    const found = ask("funds", "guardedSafe");
    expect(found).toMatchObject({ size: 2 });
    const blocked = blockades(seen.world, "people", seen.address("guardedSafe")).map(({ power }) => power);
    expect(blocked).toContain(owners.id);
    expect(blocked).toContain(seen.power("guardedSafe", "exit from the guard").id);
  });

  test("the tier 0 cannot do without two people", () => {
    expect(ask("block")).toMatchObject({ size: 2 });
  });

  test.each(["funds", "charter", "upgrade", "pause", "veto"] as Reachable[])(
    "%s: brute force over all sets of people finds the same ones",
    (goal) => {
      const control = controlOf(seen.world);
      const units = unitsOf(control, "people");
      const ids = powersFor(control, goal).map(({ id }) => id);
      const found = smallest(
        netOf(
          control,
          units,
          ids.map((id) => control.exercised.get(id) ?? -1),
        ),
        "reach",
      );
      const told = [...(found?.sets() ?? [])].flatMap(expand);
      const sets: bigint[] = [];
      const choose = (from: number, left: number, set: bigint): void => {
        if (left > 0) {
          for (let unit = from; unit < units.length; unit++)
            choose(unit + 1, left - 1, set | (1n << BigInt(unit)));
          return;
        }
        const leaves = units.flatMap((unit, i) => (((set >> BigInt(i)) & 1n) === 1n ? unit.leaves : []));
        const of = leaves.map((leaf) => control.leaves[leaf]);
        const inHand = {
          keys: new Set(of.flatMap((leaf) => (leaf?.kind === "key" ? [leaf.key] : []))),
          accounts: new Set(
            of.flatMap((leaf) => (leaf?.kind === "outsider" ? [leaf.account as string] : [])),
          ),
        };
        const times = exercisedBy(seen.world, inHand);
        if (ids.some((id) => times.has(id))) sets.push(set);
      };
      for (let size = 0; size <= (found?.size ?? 0); size++) choose(0, size, 0n);
      expect(new Set(sets)).toEqual(new Set(told));
      expect(sets).toHaveLength(Number(found?.count));
    },
    120_000,
  );
});
