import hre from "hardhat";
import { keccak256, stringToHex } from "viem";
import { beforeAll, describe, expect, test } from "vitest";
import * as Canonical from "../../../src/canonical.ts";
import { compile, GENESIS } from "../../../src/charter/compile.ts";
import { worldSchema } from "../../../src/role/world.ts";
import { DAY, HOUR, OUTSIDER } from "../../support/people.ts";
import { buildWorld, type ModelWorld, UNDECLARED } from "../../support/world/build.ts";
import { STRANGER } from "../../support/world/roles.ts";
import { type Seen, see } from "../../support/world/seen.ts";

let model: ModelWorld;
let seen: Seen;
beforeAll(async () => {
  model = await buildWorld(await hre.network.create());
  seen = await see(model);
}, 180_000);

const by = (power: { id: string }, delay = 0) => ({ by: power.id, delay });

describe("the model world", () => {
  test("has thirty contracts and more, which are all looked at, also those that the charter does not name", () => {
    const contracts = seen.world.accounts
      .filter(({ kind }) => kind === "contract")
      .map(({ address }) => address);
    expect(Object.keys(model.at).length).toBeGreaterThan(30);
    expect(contracts).toEqual(expect.arrayContaining(Object.values(model.at)));
    for (const name of UNDECLARED)
      expect(seen.world.accounts.find(({ address }) => address === seen.address(name))?.label).toBeNull();
  });

  test("has a charter whose roster is the Conclave's, byte for byte", () => {
    expect(compile(model.charter, GENESIS).rosterDocument).toBe(model.founded.rosterDocument);
  });

  test("is read the same twice, and comes back from its file", async () => {
    const text = Canonical.pretty(seen.world);
    expect(Canonical.pretty((await see(model)).world)).toBe(text);
    expect(worldSchema.parse(JSON.parse(text))).toEqual(seen.world);
  });

  test("has nine people with thirteen keys, their makers and places", () => {
    const { people, keys } = seen.world;
    expect(people.map(({ name }) => name)).toEqual([
      "Ana",
      "Ben",
      "Cleo",
      "Dan",
      "Eve",
      "Gus",
      "Pia",
      "Tom",
      "Hana",
    ]);
    expect(people[1]).toMatchObject({ organisation: "acme", place: "Zurich", suspendedUntil: 0 });
    expect(keys).toHaveLength(13);
    expect(keys[9]).toMatchObject({
      label: "ben-second",
      holder: 1,
      vendor: "trezor",
      device: "safe-5",
      usable: true,
    });
  });
});

describe("proxies", () => {
  test("given a proxy admin owned by one person's two keys: the way to the upgrade shows, though the charter names neither", () => {
    const upgrade = seen.power("pool", "upgrade");
    expect(upgrade).toMatchObject({ source: "proxy", effects: ["upgrade", "act"] });
    expect(seen.members(upgrade)).toEqual(["poolAdmin"]);
    const owner = seen.power("poolAdmin", "owner");
    expect(new Set(owner.effects)).toEqual(new Set(["admin", "upgrade", "act"]));
    expect(seen.members(owner)).toEqual(["benSafe"]);
    const owners = seen.power("benSafe", "owners");
    expect(owners.need).toMatchObject({ kind: "members", atLeast: 2 });
    expect(seen.members(owners)).toEqual(["ben", "ben-second"]);
  });

  test("given another with its admin behind a timelock, and two behind a beacon", () => {
    expect(seen.members(seen.power("lenderAdmin", "owner"))).toEqual(["timelock"]);
    for (const branch of ["branchOne", "branchTwo"]) {
      expect(seen.members(seen.power(branch, "upgrade"))).toEqual(["beacon"]);
    }
    expect(seen.power("beacon", "owner").effects).toContain("act");
    expect(seen.members(seen.power("beacon", "owner"))).toEqual(["opsSafe"]);
  });

  test("given one that its owner changes: the upgrade is the owner's, as its refusal says", () => {
    expect(seen.power("market", "upgrade")).toMatchObject({ need: seen.power("market", "owner").need });
    expect(seen.members(seen.power("market", "upgrade"))).toEqual(["timelock"]);
  });

  test("given one that a role of an unknown name changes: the upgrade is that role's, and its admin gives it", () => {
    const role = seen.power("harbour", keccak256(stringToHex("SHIPWRIGHT")));
    expect(role.effects).toEqual(["upgrade", "act"]);
    expect(seen.members(seen.power("harbour", "upgrade"))).toEqual(["conclave"]);
    expect(seen.power("harbour", "upgrade").given).toEqual([by(seen.power("harbour", "DEFAULT_ADMIN_ROLE"))]);
  });

  test("given the implementations: nobody has power over them", () => {
    expect(seen.members(seen.power("marketLogic", "owner"))).toEqual([]);
    expect(seen.names("poolLogic")).toEqual([]);
  });
});

describe("timelocks", () => {
  test("given one that anybody executes: it acts by its proposer, after its delay, and stops by its cancellers", () => {
    const propose = seen.power("timelock", "PROPOSER_ROLE");
    const execute = seen.power("timelock", "EXECUTOR_ROLE");
    const cancel = seen.power("timelock", "CANCELLER_ROLE");
    expect(propose).toMatchObject({
      effects: ["act"],
      delay: 2 * DAY,
      also: [execute.id],
      stopped: [cancel.id],
    });
    expect(seen.members(propose)).toEqual(["conclave"]);
    expect(execute.need).toEqual({ kind: "everybody" });
    expect(new Set(seen.members(cancel))).toEqual(new Set(["conclave", "gus"]));
    expect(seen.members(seen.power("timelock", "DEFAULT_ADMIN_ROLE"))).toEqual(["timelock"]);
  });

  test("given a second path around it: both ways to the same power are there, with their delays", () => {
    const admin = seen.power("coin", "DEFAULT_ADMIN_ROLE");
    expect(new Set(seen.members(admin))).toEqual(new Set(["timelock", "opsSafe"]));
    expect(seen.power("fastlock", "PROPOSER_ROLE").delay).toBe(HOUR);
    expect(seen.members(seen.power("till", "owner"))).toEqual(["fastlock"]);
  });

  test("given a deployer that kept admin: it is an outsider, who deployed it", () => {
    const admin = seen.power("leftlock", "DEFAULT_ADMIN_ROLE");
    expect(seen.members(admin)).toContain(OUTSIDER.address);
    const account = seen.world.accounts.find(({ address }) => address === OUTSIDER.address);
    expect(account?.kind).toBe("outsider");
    expect(account?.is).toContain(`deployer of ${seen.address("leftlock")}`);
    expect(seen.members(seen.power("harbour", "DEFAULT_ADMIN_ROLE"))).toEqual([OUTSIDER.address]);
    // Elsewhere it renounced.
    expect(seen.members(seen.power("coin", "DEFAULT_ADMIN_ROLE"))).not.toContain(OUTSIDER.address);
  });
});

describe("AccessControl", () => {
  test("given an orphaned role: its admin role has no member, nor has that one's", () => {
    const orphan = seen.power("guild", "ORACLE_ROLE");
    const governor = seen.power("guild", "GOVERNOR_ROLE");
    expect(seen.members(orphan)).toEqual(["pia"]);
    expect(orphan.given).toEqual([by(governor)]);
    expect(seen.members(governor)).toEqual([]);
    expect(seen.members(seen.power("guild", "DEFAULT_ADMIN_ROLE"))).toEqual([]);
  });

  test("given a role whose admin is itself: its holders give it", () => {
    const keeper = seen.power("guild", "KEEPER_ROLE");
    expect(seen.members(keeper)).toEqual(["tom"]);
    expect(keeper.given).toEqual([by(keeper)]);
  });

  test("given a role that another contract appoints: that contract, and behind it its owner", () => {
    const minter = seen.power("coin", "MINTER_ROLE");
    const appointer = seen.power("coin", "MINTER_ADMIN_ROLE");
    expect(minter).toMatchObject({ effects: ["funds"], given: [by(appointer)] });
    expect(seen.members(appointer)).toEqual(["desk"]);
    expect(seen.members(seen.power("desk", "owner"))).toEqual(["hana"]);
  });

  test("given default admin rules: whoever is to be admin, from when on", () => {
    const admin = seen.power("feed", "DEFAULT_ADMIN_ROLE");
    const pending = seen.power("feed", "pending default admin");
    expect(seen.members(admin)).toEqual(["conclave"]);
    expect(seen.members(pending)).toEqual(["tom"]);
    expect(pending.need.kind === "members" && pending.need.of[0]?.since).toBeGreaterThan(0);
    expect(admin.given).toContainEqual(by(pending));
    expect(seen.names("feed")).not.toContain("owner");
  });

  test("functions are told by how they refuse a stranger", () => {
    expect(
      seen
        .power("coin", "PAUSER_ROLE")
        .functions?.map(({ name }) => name)
        .sort(),
    ).toEqual(["pause()", "unpause()"]);
    expect(seen.power("feed", "ORACLE_ROLE").functions).toHaveLength(1);
    expect(seen.power("guild", "ORACLE_ROLE").functions).toBeNull();
  });
});

describe("owners", () => {
  test("given a pending owner nobody knows: it makes itself owner at will", () => {
    const pending = seen.power("vault", "pending owner");
    expect(seen.members(pending)).toEqual([STRANGER]);
    expect(seen.power("vault", "owner").given).toContainEqual(by(pending));
  });

  test("given a renounced owner: nobody", () => {
    expect(seen.power("oldVault", "owner").need).toEqual({ kind: "members", atLeast: 1, of: [] });
  });

  test("given an owner of which nothing says who moves it: that is said", () => {
    expect(seen.members(seen.power("lostVault", "owner"))).toEqual(["sink"]);
    const unread = seen.world.unread.map(({ on, what }) => [seen.nameOf(on), what]);
    expect(unread).toContainEqual(["sink", "who moves it"]);
    expect(unread).toContainEqual(["relay", "who moves it"]);
  });
});

describe("Safes", () => {
  test("given a Safe that owns a Safe: it is one of the owners, and is read itself", () => {
    const owners = seen.power("nestedSafe", "owners");
    expect(owners.need).toMatchObject({ atLeast: 2 });
    expect(new Set(seen.members(owners))).toEqual(new Set(["opsSafe", "gus", "hana"]));
    expect(new Set(seen.members(seen.power("opsSafe", "owners")))).toEqual(new Set(["eve", "tom", "pia"]));
  });

  test("given a module: it acts without the owners", () => {
    const module = seen.power("moduleSafe", "module");
    expect(module.effects).toEqual(["act", "funds"]);
    expect(seen.members(module)).toEqual(["relay"]);
  });

  test("given the guard: the owners need tier 0's people too, or the way out's delay", () => {
    const guard = seen.power("guardedSafe", "guard, tier 0");
    expect(seen.power("guardedSafe", "owners").also).toEqual([guard.id]);
    // Ben's second key approves in the Conclave, and owns nothing of this Safe.
    expect(guard).toMatchObject({
      delay: 2 * DAY,
      need: { kind: "quorum", approvals: 2, approvers: [1, 2, 3], override: 3 },
      stopped: ["guardian's void", "guardian's suspend"].map((name) => seen.power("conclave", name).id),
    });
    expect(seen.power("guardedSafe", "exit")).toMatchObject({ effects: ["act", "funds"], also: [] });
    expect(seen.power("guardedSafe", "exit").delay).toBeGreaterThan(2 * DAY);
    expect(seen.members(seen.power("guardedSafe", "module"))).toEqual(["conclave"]);
  });
});
