import { describe, expect, test } from "vitest";
import { controlOf } from "../../src/role/control.ts";
import { reach } from "../../src/role/reach.ts";
import { unitsOf } from "../../src/role/units.ts";
import type { World } from "../../src/role/world.ts";
import { randomness, randomWorld } from "./random-world.ts";
import { DAY, members, NOW, power, quorum, world } from "./world-kit.ts";

/** Seconds until the people named exercise a power; null if they never do. */
function time(of: World, names: readonly string[], id: string): number | null {
  const control = controlOf(of);
  const leaves = unitsOf(control, "people").flatMap((unit) => (names.includes(unit.name) ? unit.leaves : []));
  const found =
    reach(control, new Set(leaves)).at[control.exercised.get(id) ?? -1] ?? Number.POSITIVE_INFINITY;
  return Number.isFinite(found) ? found : null;
}

describe("members", () => {
  test("given 2 of 3 with delays: it takes as long as the second soonest", () => {
    const need = members(2, [
      { who: "ana", delay: 5 },
      { who: "ben", delay: 7 },
      { who: "cleo", delay: 9 },
    ]);
    const of = world({ people: ["Ana", "Ben", "Cleo"], powers: [power("vault#owner", ["funds"], need)] });
    expect(time(of, ["Ana"], "vault#owner")).toBeNull();
    expect(time(of, ["Ana", "Cleo"], "vault#owner")).toBe(9);
    expect(time(of, ["Ana", "Ben", "Cleo"], "vault#owner")).toBe(7);
  });

  test("given a grant that begins later: its member waits for it, and then its own delay", () => {
    const need = members(1, [{ who: "ana", since: NOW + DAY, delay: 60 }]);
    const of = world({ people: ["Ana"], powers: [power("vault#owner", ["funds"], need)] });
    expect(time(of, ["Ana"], "vault#owner")).toBe(DAY + 60);
  });

  test("given a grant that has ended, to the second: it does not count; a second later it does", () => {
    const ended = (ends: number) =>
      world({
        people: ["Ana"],
        powers: [power("vault#owner", ["funds"], members(1, [{ who: "ana", ends }]))],
      });
    expect(time(ended(NOW), ["Ana"], "vault#owner")).toBeNull();
    expect(time(ended(NOW + 1), ["Ana"], "vault#owner")).toBe(0);
  });

  test("given one account listed twice: it counts once", () => {
    const of = world({
      people: ["Ana"],
      powers: [power("vault#owner", ["funds"], members(2, ["ana", "ana"]))],
    });
    expect(time(of, ["Ana"], "vault#owner")).toBeNull();
  });

  test("given nobody: nobody exercises it; given everybody: it takes no one", () => {
    const of = world({
      people: ["Ana"],
      powers: [
        power("vault#owner", ["funds"], members(1, [])),
        power("lock#executor", ["none"], { kind: "everybody" }),
      ],
    });
    expect(time(of, ["Ana"], "vault#owner")).toBeNull();
    expect(time(of, [], "lock#executor")).toBe(0);
  });
});

describe("quorums", () => {
  const keys = [{ label: "ana-second", of: "Ana" }];
  const tier = (parts: Partial<Parameters<typeof quorum>[0]>) =>
    world({
      people: ["Ana", "Ben", "Cleo", "Dan"],
      keys,
      powers: [
        power("conclave#tier 0", ["act"], quorum({ approvers: [0, 1, 2, 4], ...parts }), { delay: 2 * DAY }),
      ],
    });

  test("given two keys of one person: they count once", () => {
    expect(time(tier({ proposers: [3] }), ["Dan", "Ana"], "conclave#tier 0")).toBeNull();
    expect(time(tier({ proposers: [3] }), ["Dan", "Ana", "Ben"], "conclave#tier 0")).toBe(2 * DAY);
  });

  test("proposer, tester and approvers are different people", () => {
    const of = tier({ proposers: [0], testers: [0, 1] });
    expect(time(of, ["Ana", "Ben", "Cleo"], "conclave#tier 0")).toBeNull();
    const wide = tier({ proposers: [0], testers: [1], approvals: 1 });
    expect(time(wide, ["Ana", "Ben", "Cleo"], "conclave#tier 0")).toBe(2 * DAY);
  });

  test("given contract wallets: they fill no more approvals than the tier lets them", () => {
    const of = (kind: "EOA" | "ERC1271") =>
      world({
        people: ["Ana", "Ben", "Cleo"],
        keyless: ["Ben", "Cleo"],
        keys: [
          { label: "ben", of: "Ben", kind: "ERC1271" },
          { label: "cleo", of: "Cleo", kind },
        ],
        powers: [power("conclave#tier 0", ["act"], quorum({ proposers: [0], approvers: [1, 2] }))],
      });
    expect(time(of("ERC1271"), ["Ana", "Ben", "Cleo"], "conclave#tier 0")).toBeNull();
    expect(time(of("EOA"), ["Ana", "Ben", "Cleo"], "conclave#tier 0")).toBe(0);
  });

  test("given a suspended holder: the quorum waits until that lapses, the account does not", () => {
    const of = world({
      people: [{ name: "Ana", suspendedUntil: NOW + 3 * DAY }, "Ben"],
      powers: [
        power("conclave#tier 0", ["act"], quorum({ proposers: [0], approvers: [1], approvals: 1 })),
        power("vault#owner", ["funds"], members(1, ["ana"])),
      ],
    });
    expect(time(of, ["Ana", "Ben"], "conclave#tier 0")).toBe(3 * DAY);
    expect(time(of, ["Ana"], "vault#owner")).toBe(0);
  });

  test("given a key that may not be used: no quorum counts it, but as an account it acts", () => {
    const of = world({
      people: ["Ana"],
      keyless: ["Ana"],
      keys: [{ label: "ana", of: "Ana", usable: false }],
      powers: [
        power("conclave#pause", ["pause"], quorum({ approvers: [0], approvals: 0 })),
        power("vault#owner", ["funds"], members(1, ["ana"])),
      ],
    });
    expect(time(of, ["Ana"], "conclave#pause")).toBeNull();
    expect(time(of, ["Ana"], "vault#owner")).toBe(0);
  });
});

describe("what is behind", () => {
  test("a contract acts once a power that acts in its name is exercised, after the delays of both", () => {
    const of = world({
      people: ["Ana"],
      powers: [
        power("lock#proposer", ["act"], members(1, ["ana"]), { delay: 2 * DAY }),
        power("vault#owner", ["funds"], members(1, [{ who: "lock", delay: 60 }])),
      ],
    });
    expect(time(of, ["Ana"], "vault#owner")).toBe(2 * DAY + 60);
  });

  test.each(["upgrade", "any"] as const)("whoever has %s over a contract acts in its name", (effect) => {
    const of = world({
      people: ["Ana"],
      powers: [
        power("proxy#admin", [effect], members(1, ["ana"])),
        power("vault#owner", ["funds"], members(1, ["proxy"])),
      ],
    });
    expect(time(of, ["Ana"], "vault#owner")).toBe(0);
  });

  test.each(["funds", "pause", "veto", "admin", "none", "charter"] as const)(
    "whoever has %s does not",
    (effect) => {
      const of = world({
        people: ["Ana"],
        powers: [
          power("proxy#admin", [effect], members(1, ["ana"])),
          power("vault#owner", ["funds"], members(1, ["proxy"])),
        ],
      });
      expect(time(of, ["Ana"], "vault#owner")).toBeNull();
    },
  );

  test("given what is needed besides: both must be, at the same time, so the longer counts", () => {
    const of = world({
      people: ["Ana", "Ben"],
      powers: [
        power("safe#owners", ["act"], members(1, ["ana"]), { delay: 10, also: ["safe#guard"] }),
        power("safe#guard", ["none"], members(1, ["ben"]), { delay: 30 }),
      ],
    });
    expect(time(of, ["Ana"], "safe#owners")).toBeNull();
    expect(time(of, ["Ana", "Ben"], "safe#owners")).toBe(30);
  });

  test("given an admin: it makes itself a holder, after the grant delay, and then the power's own", () => {
    const of = world({
      people: ["Ana"],
      powers: [
        power("vault#admin", ["admin"], members(1, ["ana"])),
        power("vault#minter", ["funds"], members(1, []), {
          delay: 5,
          given: [{ by: "vault#admin", delay: 100 }],
        }),
      ],
    });
    expect(time(of, ["Ana"], "vault#minter")).toBe(105);
  });

  test("given a role whose admin is itself, and two that give each other: without a member nobody enters", () => {
    const of = (who: string[]) =>
      world({
        people: ["Ana"],
        powers: [
          power("vault#self", ["funds"], members(1, who), { given: [{ by: "vault#self", delay: 0 }] }),
          power("vault#one", ["funds"], members(1, []), { given: [{ by: "vault#other", delay: 1 }] }),
          power("vault#other", ["funds"], members(1, who), { given: [{ by: "vault#one", delay: 1 }] }),
        ],
      });
    expect(time(of([]), ["Ana"], "vault#self")).toBeNull();
    expect(time(of([]), ["Ana"], "vault#one")).toBeNull();
    expect(time(of(["ana"]), ["Ana"], "vault#one")).toBe(1);
  });

  test("given Safes that own each other: neither acts by the other alone", () => {
    const of = world({
      people: ["Ana"],
      powers: [
        power("left#owners", ["act"], members(1, ["right"])),
        power("right#owners", ["act"], members(2, ["left", "ana"])),
      ],
    });
    expect(time(of, ["Ana"], "left#owners")).toBeNull();
  });
});

test("more in hand makes nothing later and takes nothing away", () => {
  for (let seed = 0; seed < 300; seed++) {
    const control = controlOf(randomWorld(seed));
    const { chance } = randomness(seed);
    const few = control.leaves.map((_, i) => i).filter(() => chance(0.4));
    const more = control.leaves.map((_, i) => i).filter((i) => few.includes(i) || chance(0.4));
    const [before, after] = [reach(control, new Set(few)).at, reach(control, new Set(more)).at];
    for (const [gate, seconds] of before.entries()) expect(after[gate]).toBeLessThanOrEqual(seconds);
  }
});
