import { describe, expect, test } from "vitest";
import { blast } from "../../src/role/blast.ts";
import type { UnitChoice } from "../../src/role/units.ts";
import { at, DAY, members, power, quorum, world } from "./world-kit.ts";

const scene = world({
  people: [
    { name: "Ana", organisation: "North", place: "Oslo" },
    { name: "Ben", organisation: "North", place: "Rome" },
    { name: "Cleo", organisation: "South", place: "Rome" },
  ],
  keyless: ["Ana", "Ben", "Cleo"],
  keys: [
    { label: "ana", of: "Ana", vendor: "Acme", device: "One" },
    { label: "ben", of: "Ben", vendor: "Acme", device: "Two" },
    { label: "cleo", of: "Cleo", vendor: "Bolt", device: "Three" },
    { label: "ana-second", of: "Ana", vendor: "Bolt", device: "Three", place: "Rome" },
  ],
  conclave: "conclave",
  powers: [
    power("conclave#tier 0", ["act", "charter"], quorum({ proposers: [0, 1, 2], approvers: [0, 1, 2] }), {
      source: "conclave",
      delay: 2 * DAY,
      stopped: ["conclave#cancel"],
    }),
    power("conclave#cancel", ["veto"], quorum({ approvers: [2], approvals: 0 }), { source: "conclave" }),
    power("ops#owners", ["act"], members(2, ["ana", "ben", "ana-second"]), { source: "safe" }),
    power("vault#owner", ["funds"], members(1, ["ops"])),
    power("vault#admin", ["admin"], members(1, ["conclave"]), { source: "access-control" }),
    power("vault#pauser", ["pause"], members(1, ["ben", "keeper"]), {
      source: "access-control",
      given: [{ by: "vault#admin", delay: 0 }],
    }),
    power("lock#open", ["none"], { kind: "everybody" }),
  ],
});

function alone(choice: UnitChoice): string[] {
  return blast(scene, choice).alone.map(({ power: id }) => id);
}

describe("what a unit does alone", () => {
  test.each([
    [{ key: "ana" }, []],
    [{ key: "0" }, []],
    [{ key: at("ben") }, ["vault#pauser"]],
    [{ holder: "ana" }, ["ops#owners", "vault#owner"]],
    [{ holder: "2" }, ["conclave#cancel"]],
    [{ organisation: "north" }, ["ops#owners", "vault#owner", "vault#pauser"]],
    [{ vendor: "Acme" }, ["ops#owners", "vault#owner", "vault#pauser"]],
    [{ device: "Three" }, ["conclave#cancel"]],
    [{ place: "Rome" }, ["ops#owners", "vault#owner", "vault#pauser", "conclave#cancel"]],
    [{ place: "Oslo" }, []],
    [{ account: at("keeper") }, ["vault#pauser"]],
    [{ account: "ops" }, ["vault#owner"]],
    [{ account: at("conclave") }, ["vault#admin", "vault#pauser"]],
    [{ account: at("vault") }, []],
  ] as [UnitChoice, string[]][])("%o", (choice, ids) => {
    expect(alone(choice)).toEqual(ids);
  });

  test("what anybody can do is not told of anyone", () => {
    expect(alone({ holder: "Ana" })).not.toContain("lock#open");
  });

  test("each with its way, from the keys to the contract", () => {
    const [, owner] = blast(scene, { holder: "Ana" }).alone;
    expect(owner).toMatchObject({ delay: 0, stops: [], stoppable: false, name: "owner of vault" });
    expect(owner?.way).toBe("Ana's ana + Ana's ana-second → owners of ops (2 of 3) → owner of vault");
  });

  test("given a wait: who can stop it, without the unit itself", () => {
    const all = {
      ...scene,
      people: scene.people.map((one) => ({ ...one, organisation: one.name === "Cleo" ? null : "North" })),
    };
    const powers = all.powers.map((one) =>
      one.id === "conclave#tier 0"
        ? { ...one, need: quorum({ proposers: [0], approvers: [1], approvals: 1 }) }
        : one,
    );
    const found = blast({ ...all, powers }, { organisation: "North" }).alone.find(
      ({ power: id }) => id === "conclave#tier 0",
    );
    expect(found).toMatchObject({
      delay: 2 * DAY,
      stops: [{ power: "conclave#tier 0", within: 2 * DAY, alone: ["Cleo"], together: [], guardians: null }],
      stoppable: true,
    });
  });
});

test("what one more person would open, and who", () => {
  const { short } = blast(scene, { key: "ben" });
  const found = new Map(short.map(({ power: id, with: names }) => [id, names]));
  // With Ana, Ben has two of the owners; but Ana alone has them too.
  expect(found.has("ops#owners")).toBe(false);
  expect(
    new Map(blast(scene, { key: "ana" }).short.map((one) => [one.power, one.with])).get("ops#owners"),
  ).toEqual(["Ben"]);
  expect([...found.keys()]).toEqual([]);
  const north = new Map(blast(scene, { organisation: "North" }).short.map((one) => [one.power, one.with]));
  expect(north.get("conclave#tier 0")).toEqual(["Cleo"]);
  expect(north.get("vault#admin")).toEqual(["Cleo"]);
});

test("what it holds, and how that is taken away", () => {
  const { holdings } = blast(scene, { holder: "Ben" });
  expect(holdings.map(({ power: id, account, key, removal, by }) => [id, account, key, removal, by])).toEqual(
    [
      ["conclave#tier 0", null, 1, "suspend-and-amend", ["conclave#tier 0"]],
      ["ops#owners", at("ben"), 1, "swap-owner", ["ops#owners"]],
      ["vault#pauser", at("ben"), 1, "revoke-role", ["vault#admin"]],
    ],
  );
});

describe("the unit must be clear", () => {
  test.each([
    ["none named", {}, "Role.WhichUnit"],
    ["two named", { key: "ana", holder: "Ana" }, "Role.WhichUnit"],
    ["nobody of that name", { holder: "Zoe" }, "Role.NoSuchUnit"],
    ["no such account", { account: at("nobody") }, "Role.NoSuchUnit"],
  ] as const)("%s", (_, choice, code) => {
    expect(() => blast(scene, choice)).toThrow(expect.objectContaining({ code }));
  });
});
