import { describe, expect, test } from "vitest";
import { collusion } from "../../src/role/collusion.ts";
import type { World } from "../../src/role/world.ts";
import { ask, PEOPLE, told } from "./ask.ts";
import { at, DAY, members, NOW, power, quorum, world } from "./world-kit.ts";

describe("the smallest sets", () => {
  const safe = power("vault#owners", ["act"], members(2, ["ana", "ben", "cleo"]));

  test("given 2 of 3: any two, told as one group", () => {
    const found = ask(world({ people: PEOPLE, powers: [safe] }), "funds");
    expect(found).toMatchObject({ size: 2, count: 3n, unlisted: 0n });
    expect(told(found)).toEqual(["2 of Ana, Ben, Cleo"]);
  });

  test("given one person's two keys in a Safe of two: that person", () => {
    const of = world({
      people: PEOPLE,
      keys: [{ label: "ben-second", of: "Ben" }],
      powers: [
        power("admins#owners", ["act"], members(2, ["ben", "ben-second"])),
        power("proxy#admin", ["upgrade"], members(1, ["admins"])),
      ],
    });
    const found = ask(of, "upgrade");
    expect(found).toMatchObject({ size: 1, count: 1n });
    expect(told(found)).toEqual(["1 of Ben"]);
    expect(found.sets[0]?.way?.text).toBe(
      "Ben's ben + Ben's ben-second → owners of admins (2 of 2) → admin of proxy",
    );
  });

  test("given a Safe that owns a Safe: the people behind both, whoever is in both counting once", () => {
    const of = world({
      people: PEOPLE,
      powers: [
        power("inner#owners", ["act"], members(2, ["ana", "ben", "cleo"])),
        power("outer#owners", ["act"], members(2, ["inner", "ana", "dan"])),
      ],
    });
    const found = ask(of, "funds", "people", "outer");
    // Ana with one of the two others; or Ana and Dan.
    expect(found).toMatchObject({ size: 2, count: 3n });
    expect(told(found)).toEqual(["1 of Ana; 1 of Ben, Cleo, Dan"]);
  });

  test("given groups that differ in their delay: the sooner first, each with its own", () => {
    const of = world({
      people: PEOPLE,
      powers: [power("vault#owner", ["funds"], members(1, [{ who: "ana", delay: 60 }, "ben", "cleo"]))],
    });
    const found = ask(of, "funds");
    expect(found.count).toBe(3n);
    expect(told(found)).toEqual(["1 of Ben, Cleo", "1 of Ana"]);
    expect(found.sets.map(({ delay }) => delay)).toEqual([0, 60]);
  });

  test("given power that takes nobody: size 0; given none at all, or out of reach: null", () => {
    const open = world({ people: PEOPLE, powers: [power("till#open", ["funds"], { kind: "everybody" })] });
    expect(ask(open, "funds")).toMatchObject({ size: 0, count: 1n });
    expect(ask(open, "upgrade")).toMatchObject({ size: null, count: 0n, sets: [] });
    const shut = world({ people: PEOPLE, powers: [power("till#owner", ["funds"], members(1, []))] });
    expect(ask(shut, "funds")).toMatchObject({ size: null, count: 0n });
  });

  test("given a role whose admin is itself, and an expired grant: neither helps", () => {
    const of = world({
      people: PEOPLE,
      powers: [
        power("coin#minter", ["funds"], members(1, [{ who: "ana", ends: NOW }]), {
          given: [{ by: "coin#minter", delay: 0 }],
        }),
        power("coin#owner", ["funds"], members(2, ["ben", "cleo"])),
      ],
    });
    expect(told(ask(of, "funds"))).toEqual(["2 of Ben, Cleo"]);
  });

  test("given a second path around a timelock: the shorter one is told", () => {
    const of = world({
      people: PEOPLE,
      powers: [
        power("lock#proposer", ["act"], members(1, ["safe"]), { source: "timelock", delay: 2 * DAY }),
        power("safe#owners", ["act"], members(2, ["ana", "ben"])),
        power("coin#admin", ["admin"], members(1, ["lock", "safe"])),
        power("coin#minter", ["funds"], members(1, []), { given: [{ by: "coin#admin", delay: 0 }] }),
      ],
    });
    const found = ask(of, "funds", "people", "coin");
    expect(found).toMatchObject({ size: 2, count: 1n });
    expect(found.sets[0]?.delay).toBe(0);
    expect(found.sets[0]?.way?.text).toBe(
      "Ana's ana + Ben's ben → owners of safe (2 of 2) → admin of coin (1 of 2) → gives itself minter of coin",
    );
  });

  test("given a deployer that kept admin: an outsider is a unit by itself", () => {
    const of = world({ people: PEOPLE, powers: [power("coin#admin", ["any"], members(1, ["deployer"]))] });
    for (const by of ["people", "organisations", "vendors", "places"] as const) {
      expect(told(ask(of, "funds", by))).toEqual([`1 of ${at("deployer")}`]);
    }
  });

  test("given a guard that needs a tier: the set is large enough for both", () => {
    const of = world({
      people: PEOPLE,
      powers: [
        power("safe#owners", ["act"], members(2, ["ana", "ben"]), { also: ["safe#guard"] }),
        power("safe#guard", ["none"], quorum({ proposers: [0], approvers: [1, 2, 3] }), { delay: DAY }),
      ],
    });
    const found = ask(of, "funds");
    expect(found).toMatchObject({ size: 3, count: 2n });
    expect(told(found)).toEqual(["2 of Ana, Ben; 1 of Cleo, Dan"]);
    expect(found.sets[0]?.delay).toBe(DAY);
  });
});

describe("what reaches a goal", () => {
  const only = (
    effect: "act" | "any" | "upgrade" | "funds" | "pause" | "veto" | "charter" | "admin",
    on = "box",
  ) =>
    world({
      people: ["Ana"],
      conclave: "conclave",
      powers: [power(`${on}#p`, [effect], members(1, ["ana"]))],
    });
  const reached = (of: World) =>
    (["funds", "charter", "upgrade", "pause", "veto"] as const).filter((goal) => ask(of, goal).size !== null);

  test.each([
    ["funds", ["funds"]],
    ["act", ["funds"]],
    ["upgrade", ["funds", "upgrade", "pause", "veto"]],
    ["any", ["funds", "upgrade", "pause", "veto"]],
    ["pause", ["pause"]],
    ["veto", ["veto"]],
    ["charter", ["charter"]],
    ["admin", []],
  ] as const)("%s over a contract", (effect, goals) => {
    expect(reached(only(effect))).toEqual(goals);
  });

  test("act over the Conclave changes the charter", () => {
    expect(reached(only("act", "conclave"))).toEqual(["funds", "charter"]);
  });

  test("a key's own account is no goal, unless it is asked about", () => {
    const of = world({
      people: ["Ana"],
      keyless: ["Ana"],
      keys: [{ label: "wallet", of: "Ana", kind: "ERC1271" }],
      powers: [power("wallet#owners", ["act"], members(1, ["wallet-owner"]))],
    });
    const keyed = {
      ...of,
      accounts: of.accounts.map((account) => ({ ...account, kind: "key" as const })),
    };
    expect(ask(keyed, "funds").size).toBeNull();
    expect(ask(keyed, "funds", "people", "wallet").size).toBe(1);
  });
});

describe("by other groupings", () => {
  const of = world({
    people: [
      { name: "Ana", organisation: "North", place: "Oslo" },
      { name: "Ben", organisation: "North", place: "Rome" },
      { name: "Cleo", organisation: "South", place: "Rome" },
      "Dan",
    ],
    keyless: ["Ana", "Ben", "Cleo", "Dan"],
    keys: [
      { label: "ana", of: "Ana", vendor: "Acme", place: "Rome" },
      { label: "ben", of: "Ben", vendor: "Bolt" },
      { label: "cleo", of: "Cleo", vendor: "Acme" },
      { label: "dan", of: "Dan" },
    ],
    powers: [power("vault#owners", ["act"], members(2, ["ana", "ben", "cleo", "dan"]))],
  });

  test("organisations fall whole; who has none stands alone", () => {
    expect(told(ask(of, "funds", "organisations"))).toEqual(["1 of North"]);
  });

  test("makers fall whole; keys whose maker nobody stated are of one", () => {
    expect(told(ask(of, "funds", "vendors"))).toEqual(["1 of Acme"]);
    const unstated = { ...of, keys: of.keys.map((key) => ({ ...key, vendor: null })) };
    expect(told(ask(unstated, "funds", "vendors"))).toEqual(["1 of (maker not stated)"]);
  });

  test("places: a key's own goes before its holder's", () => {
    // Rome has Ana's key, Ben's and Cleo's; Oslo has none.
    expect(told(ask(of, "funds", "places"))).toEqual(["1 of Rome"]);
  });
});

test("given very many sets: all are counted, the first listed, the rest numbered", () => {
  const people = Array.from({ length: 40 }, (_, i) => `P${i}`);
  const half = (from: number) => people.slice(from, from + 20).map((name) => name.toLowerCase());
  const of = world({
    people,
    powers: [
      power("one#owners", ["act"], members(10, half(0))),
      power("other#owners", ["act"], members(10, half(20))),
    ],
  });
  const found = collusion(of, { goal: "funds", by: "people", most: 1 });
  expect(found).toMatchObject({ size: 10, count: 369_512n, unlisted: 184_756n });
  expect(found.sets[0]?.choices[0]?.choose).toBe(10);
  expect(found.sets[0]?.choices[0]?.of).toHaveLength(20);
});

test("given very many sets that differ only in their delay: each group has its own", () => {
  const people = Array.from({ length: 30 }, (_, i) => `P${i}`);
  const keys = people.map((name) => name.toLowerCase());
  const of = world({
    people,
    powers: [
      power("vault#admin", ["admin"], members(2, keys)),
      power("desk#owners", ["act"], members(2, keys.slice(0, 15)), { also: ["vault#admin"] }),
      // The desk holds it at once; all others make themselves holders first, which takes a while.
      power("vault#owner", ["funds"], members(1, ["desk"]), { given: [{ by: "vault#admin", delay: 100 }] }),
    ],
  });
  const found = collusion(of, { goal: "funds", by: "people", on: at("vault") });
  expect(found).toMatchObject({ size: 2, count: 435n, unlisted: 0n });
  expect(found.sets.map(({ count, delay }) => [count, delay])).toEqual([
    [105n, 0],
    [105n, 100],
    [225n, 100],
  ]);
});
