import { describe, expect, test } from "vitest";
import { blockades } from "../../src/role/collusion.ts";
import { ask, PEOPLE, told } from "./ask.ts";
import { DAY, members, NOW, power, quorum, world } from "./world-kit.ts";

describe("blocking", () => {
  const tier = power("conclave#tier 0", ["act"], quorum({ proposers: [0, 1], approvers: [1, 2, 3, 4] }), {
    source: "conclave",
  });
  const of = world({
    people: PEOPLE,
    conclave: "conclave",
    powers: [
      tier,
      power("safe#owners", ["act"], members(2, ["ana", "ben", "cleo"]), { source: "safe" }),
      power(
        "conclave#tier 1",
        ["funds"],
        quorum({ tier: 1, proposers: [0], approvers: [1, 2], approvals: 1 }),
      ),
    ],
  });

  test("the tier 0 cannot act without those who alone can propose, or without too many approvers", () => {
    const found = ask(of, "block");
    expect(found).toMatchObject({ size: 2, count: 1n });
    expect(told(found)).toEqual(["2 of Ana, Ben"]);
    expect(found.sets[0]).toMatchObject({ delay: null, way: null });
  });

  test("each tier and Safe is told by itself", () => {
    const found = blockades(of, "people");
    expect(found.map(({ power: id, size, count }) => [id, size, count])).toEqual([
      ["conclave#tier 0", 2, 1n],
      ["safe#owners", 2, 3n],
      ["conclave#tier 1", 1, 1n],
    ]);
  });

  test("given somebody who could make others holders: blocked it is nevertheless", () => {
    const gift = { given: [{ by: "safe#owners", delay: 0 }] };
    const given = world({
      people: PEOPLE,
      conclave: "conclave",
      powers: [
        { ...tier, ...gift },
        power(
          "safe#owners",
          ["act"],
          members(
            1,
            PEOPLE.map((name) => name.toLowerCase()),
          ),
        ),
      ],
    });
    expect(ask(given, "block")).toMatchObject({ size: 2 });
  });

  test("given what nobody can do as it is: nobody needs to refuse", () => {
    const dead = world({ people: PEOPLE, powers: [power("safe#owners", ["act"], members(2, ["ana"]))] });
    expect(ask(dead, "block", "people", "safe")).toMatchObject({ size: 0, count: 1n });
  });

  test("given what anybody can do: nobody can block it", () => {
    const open = world({ people: PEOPLE, powers: [power("lock#act", ["act"], { kind: "everybody" })] });
    expect(ask(open, "block", "people", "lock")).toMatchObject({ size: null });
  });

  test("given Safes that own each other: both are shut without anybody", () => {
    const circle = world({
      people: PEOPLE,
      powers: [
        power("left#owners", ["act"], members(1, ["right"])),
        power("right#owners", ["act"], members(1, ["left"])),
      ],
    });
    expect(ask(circle, "block", "people", "left")).toMatchObject({ size: 0 });
  });
});

describe("who can stop it", () => {
  const scene = (stopper: string[], around = false) =>
    world({
      people: PEOPLE,
      powers: [
        power("lock#proposer", ["act"], members(1, ["ana"]), { delay: 2 * DAY, stopped: ["lock#canceller"] }),
        power("lock#canceller", ["veto"], members(1, stopper)),
        power("vault#owner", ["funds"], members(1, around ? ["lock", "ana"] : ["lock"])),
      ],
    });

  test("those who can in time, by name, without who acts", () => {
    const [found] = ask(scene(["ana", "dan", "eve"]), "funds", "people", "vault").sets;
    expect(found?.stops).toEqual([
      { power: "lock#proposer", within: 2 * DAY, alone: ["Dan", "Eve"], together: [], guardians: null },
    ]);
    expect(found?.stoppable).toBe(true);
  });

  test("given none but who acts: nobody", () => {
    const [found] = ask(scene(["ana"]), "funds", "people", "vault").sets;
    expect(found).toMatchObject({ stops: [], stoppable: false });
  });

  test("given an outsider: nobody counts on it", () => {
    const [found] = ask(scene(["stranger"]), "funds", "people", "vault").sets;
    expect(found).toMatchObject({ stops: [], stoppable: false });
  });

  test("given another way that does not wait: it cannot be stopped for sure", () => {
    const [found] = ask(scene(["dan"], true), "funds", "people", "vault").sets;
    expect(found).toMatchObject({ delay: 0, stoppable: false });
  });

  test("given a stop that is slower than what waits: it does not count", () => {
    const late = world({
      people: PEOPLE,
      powers: [
        power("lock#proposer", ["act"], members(1, ["ana"]), { delay: DAY, stopped: ["lock#canceller"] }),
        power("lock#canceller", ["veto"], members(1, [{ who: "dan", delay: DAY }])),
      ],
    });
    expect(ask(late, "funds").sets[0]).toMatchObject({ stops: [], stoppable: false });
  });

  const waiting = (of: Parameters<typeof members>[1], also: string[] = []) =>
    world({
      people: PEOPLE,
      keys: [{ label: "ana-second", of: "Ana" }],
      powers: [
        power("manager#role", ["act"], members(1, of), { stopped: ["manager#guardian"], also }),
        power("manager#guardian", ["veto"], members(1, ["dan"])),
        ...also.map((id) => power(id, ["none"], members(1, ["ana"]))),
      ],
    });

  test("given a member who waits, and one who counts later and does not: what is slower cannot be stopped", () => {
    const slow = { who: "ana-second", since: NOW + 5 * DAY };
    const fast = waiting([{ who: "ana", delay: 2 * DAY }]);
    expect(ask(fast, "funds").sets[0]).toMatchObject({ stops: [{ alone: ["Dan"] }], stoppable: true });
    const both = waiting([{ who: "ana", delay: 2 * DAY }, slow]);
    expect(ask(both, "funds").sets[0]).toMatchObject({ stops: [{ alone: ["Dan"] }], stoppable: false });
  });

  test("given a power that is needed besides and does not wait: what waits is stopped all the same", () => {
    const of = waiting([{ who: "ana", delay: 2 * DAY }], ["guard#tier"]);
    expect(ask(of, "funds").sets[0]).toMatchObject({
      stops: [{ power: "manager#role", within: 2 * DAY, alone: ["Dan"] }],
      stoppable: true,
    });
  });
});
