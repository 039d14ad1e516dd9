import { describe, expect, test } from "vitest";
import { blast } from "../../src/role/blast.ts";
import { controlOf } from "../../src/role/control.ts";
import { type Stopping, stopping } from "../../src/role/stops.ts";
import type { Need, World } from "../../src/role/world.ts";
import { PEOPLE } from "./ask.ts";
import { guardiansItTakes, operationsOf } from "./guardian-game.ts";
import { randomness } from "./random-world.ts";
import { DAY, type KeyOf, members, power, quorum, world } from "./world-kit.ts";

/**
 * What guardians can do about what a tier has scheduled, by the contract's words: `Guardians.sol`, `ConclaveLens.fate` and, for Safes,
 * `Judging.sol`.
 */

const GUARDS = ["Gail", "Hugo", "Iris", "Jude", "Kira", "Liam"];
const ACTS = ["conclave#cancel", "conclave#void", "conclave#suspend"];

type Tier = Partial<Extract<Need, { kind: "quorum" }>> & { approvers: number[] };

/** A tier of the Conclave, or of a guarded Safe, and guardians by their key's index. */
function scene(
  tier: Tier,
  guardians: readonly number[],
  { people = PEOPLE, wallets = [] as string[], safe = false, given = false } = {},
): World {
  const on = safe ? "safe" : "conclave";
  const stopped = safe ? ACTS.slice(1) : ACTS;
  const everybody = [...people, ...GUARDS];
  return world({
    people: everybody,
    keyless: everybody,
    keys: everybody.map((name): KeyOf => {
      return { label: name.toLowerCase(), of: name, kind: wallets.includes(name) ? "ERC1271" : "EOA" };
    }),
    conclave: "conclave",
    powers: [
      power(`${on}#tier`, ["act"], quorum(tier), {
        source: on,
        delay: 2 * DAY,
        stopped,
        given: given ? [{ by: "conclave#recovery", delay: 0 }] : [],
      }),
      ...ACTS.map((id) =>
        power(id, ["veto"], quorum({ proposers: [...guardians], approvers: [], approvals: 0 }), {
          source: "conclave",
        }),
      ),
      ...(given ? [power("conclave#recovery", ["charter"], members(1, ["ana"]), { delay: 60 * DAY })] : []),
    ],
  });
}

/** Of `PEOPLE`, those with these numbers have their keys in hand. */
function stops(of: World, inHand: readonly number[], on = "conclave"): Stopping {
  return stopping(controlOf(of), new Set(inHand), [`${on}#tier`]);
}

/** Indices of the guardians' keys. */
const guards = (n: number) => Array.from({ length: n }, (_, i) => PEOPLE.length + i);
const by = (names: string[]) => ({
  power: "conclave#tier",
  within: 2 * DAY,
  alone: names,
  together: [],
  guardians: null,
});
const among = (needed: number, of: string[]) => ({ ...by([]), guardians: { needed, of } });

describe("guardians against a tier", () => {
  const five = { approvers: [0, 1, 2, 3, 4], approvals: 2 };

  test("given too few for the override count: one guardian ends it", () => {
    const of = scene({ ...five, override: 3 }, guards(1));
    expect(stops(of, [0, 1, 2])).toEqual({ stops: [by(["Gail"])], certain: true });
  });

  test("given a tier that is never protected: one guardian ends it, however many approve", () => {
    const of = scene({ ...five, override: null }, guards(1));
    expect(stops(of, [0, 1, 2, 3, 4])).toEqual({ stops: [by(["Gail"])], certain: true });
  });

  test("given as many as the override count: no guardian alone, but one who suspends and one who voids", () => {
    const tier = { ...five, proposers: [0], override: 3 };
    expect(stops(scene(tier, guards(1)), [0, 1, 2, 3])).toEqual({ stops: [], certain: false });
    expect(stops(scene(tier, guards(2)), [0, 1, 2, 3])).toEqual({
      stops: [among(2, ["Gail", "Hugo"])],
      certain: true,
    });
  });

  test("given that anybody may propose: whom guardians suspend still proposed what the others approved", () => {
    const of = (count: number, proposers?: number[]) =>
      scene({ ...five, override: 4, ...(proposers === undefined ? {} : { proposers }) }, guards(count));
    const all = [0, 1, 2, 3, 4];
    expect(stops(of(2, [0]), all).certain).toBe(true);
    expect(stops(of(2), all)).toEqual({ stops: [], certain: false });
    expect(stops(of(3), all)).toEqual({ stops: [among(3, ["Gail", "Hugo", "Iris"])], certain: true });
  });

  test("given so few that nobody is left to propose: as many suspensions suffice, and no void", () => {
    const tier = { ...five, override: 3 };
    expect(stops(scene(tier, guards(1)), [0, 1, 2, 3]).certain).toBe(false);
    expect(stops(scene(tier, guards(2)), [0, 1, 2, 3]).certain).toBe(true);
  });

  test("given more than the override count: a suspension more for each", () => {
    const tier = { ...five, proposers: [0], override: 3 };
    expect(stops(scene(tier, guards(2)), [0, 1, 2, 3, 4])).toEqual({ stops: [], certain: false });
    expect(stops(scene(tier, guards(3)), [0, 1, 2, 3, 4]).certain).toBe(true);
  });

  test("given an override count that is the tier's approvals: protected from the start, and one suspension ends it", () => {
    const tier = { ...five, proposers: [0], override: 2 };
    expect(stops(scene(tier, guards(1)), [0, 1, 2])).toEqual({ stops: [by(["Gail"])], certain: true });
  });

  test("given one ordinary key among wallets: its holder's suspension ends what is protected", () => {
    const wallets = ["Ben", "Cleo", "Dan"];
    const of = scene({ ...five, proposers: [0], override: 2 }, guards(1), { wallets });
    expect(stops(of, [0, 1, 2, 3, 4])).toEqual({ stops: [by(["Gail"])], certain: true });
  });

  test("given a guardian among those who act: he suspends another first", () => {
    const tier = { ...five, override: null };
    expect(stops(scene(tier, [0, ...guards(1)]), [0, 1, 2])).toEqual({ stops: [], certain: false });
    expect(stops(scene(tier, [0, ...guards(2)]), [0, 1, 2])).toEqual({
      stops: [among(2, ["Gail", "Hugo"])],
      certain: true,
    });
  });

  test("given that a recovery makes the roster anew: guardians of today's do not stop what comes then", () => {
    const of = scene({ ...five, override: null }, guards(2), { given: true });
    expect(stops(of, [0, 1, 2])).toEqual({ stops: [by(["Gail", "Hugo"])], certain: false });
    expect(stops(of, [0])).toEqual({ stops: [], certain: false });
  });

  test("`role blast` says so too: who holds enough keys is stopped by several guardians or none", () => {
    const of = (count: number) => ({
      ...scene({ ...five, proposers: [0], override: 3 }, guards(count)),
      people: scene(five, guards(count)).people.map((person) => ({
        ...person,
        organisation: PEOPLE.slice(0, 4).includes(person.name) ? "North" : null,
      })),
    });
    const told = (count: number) =>
      blast(of(count), { organisation: "North" }).alone.find(({ power: id }) => id === "conclave#tier");
    expect(told(1)).toMatchObject({ stops: [], stoppable: false });
    expect(told(2)).toMatchObject({ stops: [among(2, ["Gail", "Hugo"])], stoppable: true });
  });
});

describe("guardians against a guarded Safe's announcement", () => {
  const five = { approvers: [0, 1, 2, 3, 4], approvals: 2, override: 3 };

  test("given one proposer: his suspension ends it, whatever is approved", () => {
    const of = scene({ ...five, proposers: [0] }, guards(1), { safe: true });
    expect(stops(of, [0, 1, 2, 3, 4], "safe")).toEqual({
      stops: [{ ...by(["Gail"]), power: "safe#tier" }],
      certain: true,
    });
  });

  test("given that each has announced it: a void asks for the override count, which enough others make up", () => {
    const of = (count: number) => scene(five, guards(count), { safe: true });
    expect(stops(of(1), [0, 1, 2], "safe").certain).toBe(true);
    expect(stops(of(1), [0, 1, 2, 3], "safe")).toEqual({ stops: [], certain: false });
    expect(stops(of(2), [0, 1, 2, 3], "safe")).toEqual({
      stops: [{ ...among(2, ["Gail", "Hugo"]), power: "safe#tier" }],
      certain: true,
    });
  });
});

test("on 600 random quorums: as many guardians as the game itself takes, played out in every way", () => {
  const { below, chance } = randomness(26);
  const sizes = new Map<number, number>();
  for (let round = 0; round < 600; ) {
    const holders = PEOPLE.slice(0, 2 + below(4)).map(() => ({
      proposes: chance(0.6),
      tests: chance(0.5),
      approves: chance(0.85),
      isWallet: chance(0.3),
    }));
    const approvals = 1 + below(3);
    const terms = {
      approvals,
      override: chance(0.15) ? null : approvals + below(3),
      testerNeeded: chance(0.4),
      isSafe: chance(0.4),
    };
    if (operationsOf(holders, terms).length === 0) continue;
    round++;
    const which = (is: (one: (typeof holders)[number]) => boolean) =>
      holders.flatMap((one, i) => (is(one) ? [i] : []));
    const tier: Tier = {
      approvals,
      override: terms.override,
      proposers: which(({ proposes }) => proposes),
      testers: terms.testerNeeded ? which(({ tests }) => tests) : null,
      approvers: which(({ approves }) => approves),
    };
    const people = PEOPLE.slice(0, holders.length);
    const wallets = people.filter((_, i) => holders[i]?.isWallet);
    const needed = guardiansItTakes(holders, terms);
    sizes.set(needed, (sizes.get(needed) ?? 0) + 1);
    for (let count = 1; count <= GUARDS.length; count++) {
      const guardians = Array.from({ length: count }, (_, i) => holders.length + i);
      const of = scene(tier, guardians, { people, wallets, safe: terms.isSafe });
      const found = stops(
        of,
        people.map((_, i) => i),
        terms.isSafe ? "safe" : "conclave",
      );
      expect(found.certain, JSON.stringify({ holders, terms, count })).toBe(count >= needed);
    }
  }
  // The game is played at every strength, or this says little.
  expect([...sizes.keys()].toSorted()).toEqual([1, 2, 3, 4, 5]);
}, 60_000);
