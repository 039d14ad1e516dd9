import { describe, expect, it } from "vitest";
import { type RawTier, readRoster } from "../../src/charter/layout.ts";
import * as Lockout from "../../src/charter/lockout.ts";
import { Role } from "../../src/charter/model.ts";
import { encode } from "../../src/charter/roster.ts";
import { Random } from "./random.ts";
import { key, NOW, sample } from "./sample.ts";

const TIER: RawTier = { approvals: 2, override: 255, roles: Role.APPROVER, flags: 1, delay: 100, grace: 50 };
const LONG = NOW + 1_000_000;

function person(holder: number, roles: number, changes: Partial<Lockout.Candidate> = {}): Lockout.Candidate {
  return { holder, roles, expiry: LONG, wallet: false, ...changes };
}

/** The rule itself, tried out: is there any choice of keys that schedules? Knows nothing of masks. */
function bruteForce(tier: RawTier, keys: readonly Lockout.Candidate[], removed: number | null): boolean {
  const recovery = (tier.flags & 2) !== 0;
  const proposing = recovery ? Role.RECOVERY : tier.delay === 0 ? Role.PROPOSER | tier.roles : Role.PROPOSER;
  const there = keys.filter((one) => one.holder !== removed && one.expiry > NOW + tier.delay + tier.grace);
  const testers = (tier.flags & 1) === 0 ? [null] : there.filter(({ roles }) => (roles & Role.TESTER) !== 0);
  for (const proposer of there.filter(({ roles }) => (roles & proposing) !== 0)) {
    for (const tester of testers) {
      if (tester?.holder === proposer.holder) continue;
      const others = there.filter(
        ({ holder, roles }) =>
          holder !== proposer.holder && holder !== tester?.holder && (roles & tier.roles) !== 0,
      );
      if (choices(others, tier.approvals).some((chosen) => isQuorum(chosen))) return true;
    }
  }
  return false;
}

function isQuorum(chosen: readonly Lockout.Candidate[]): boolean {
  const people = new Set(chosen.map(({ holder }) => holder));
  return people.size === chosen.length && chosen.filter(({ wallet }) => wallet).length <= chosen.length - 1;
}

function choices<T>(items: readonly T[], count: number): T[][] {
  if (count === 0) return [[]];
  return items.flatMap((item, index) =>
    choices(items.slice(index + 1), count - 1).map((rest) => [item, ...rest]),
  );
}

describe("Lockout.outcome", () => {
  it("agrees with trying every choice of keys, on small random rosters", () => {
    const random = new Random(3);
    const seen = { able: 0, locked: 0 };
    for (let round = 0; round < 3000; round++) {
      const recovery = random.chance(0.15);
      const tier: RawTier = {
        approvals: 1 + random.below(3),
        override: 255,
        roles: recovery ? Role.RECOVERY : random.pick([Role.APPROVER, Role.APPROVER | Role.GUARDIAN]),
        flags: (random.chance(0.5) ? 1 : 0) | (recovery ? 2 : 0),
        delay: random.pick([0, 100]),
        grace: 50,
      };
      const keys = Array.from({ length: 2 + random.below(7) }, () =>
        person(random.below(6), random.pick([1, 2, 2, 4, 8, 16, 3, 6, 7]), {
          wallet: random.chance(0.3),
          expiry: random.chance(0.85) ? LONG : NOW + random.below(200),
        }),
      );
      const all = Lockout.places(tier, keys, NOW);
      for (const removed of [null, 0, 1, 2, 3, 4, 5]) {
        const able = bruteForce(tier, keys, removed);
        expect(Lockout.outcome(tier, all, removed).able, JSON.stringify({ tier, keys, removed })).toBe(able);
        seen[able ? "able" : "locked"]++;
      }
    }
    expect(Math.min(seen.able, seen.locked), "both outcomes were met often").toBeGreaterThan(2000);
  });

  it("counts a key only if it outlives delay and grace", () => {
    const keys = (expiry: number) => [person(0, 1), person(1, 4), person(2, 2), person(3, 2, { expiry })];
    const able = (expiry: number) =>
      Lockout.outcome(TIER, Lockout.places(TIER, keys(expiry), NOW), null).able;
    expect([able(NOW + 150), able(NOW + 151)]).toEqual([false, true]);
  });
});

describe("Lockout.explain", () => {
  const name = (holder: number) => ["Ana", "Ben", "Cleo", "Dan"][holder] ?? "?";
  const say = (keys: readonly Lockout.Candidate[], removed: number | null) => {
    const result = Lockout.outcome(TIER, Lockout.places(TIER, keys, NOW), removed);
    return Lockout.explain(0, TIER, removed, result, name);
  };
  const team = [person(0, 1), person(1, 2), person(2, 4), person(3, 2)];

  it("does the arithmetic in words", () => {
    expect(say(team, 1)).toContain(
      "losing Ben leaves 1 approver besides proposer and tester; tier 0 needs 2",
    );
    expect(say(team, null)).toBe(
      "with everybody there, tier 0 can act: 2 approvers besides proposer and tester; it needs 2",
    );
    expect(say(team, 0)).toContain("losing Ana leaves nobody who may propose in tier 0");
    expect(say(team, 2)).toContain("losing Cleo leaves no tester, and tier 0 needs one");
    expect(say([person(0, 5), person(1, 2), person(3, 2)], null)).toContain(
      "one person as the only proposer and the only tester",
    );
    const wallets = team.map((one) => ({ ...one, wallet: true }));
    expect(say(wallets, null)).toContain("all people together give only contract wallets to approve");
  });

  it("says how long keys must last", () => {
    expect(say(team, 1)).toContain("keys must outlive delay and grace, 2 min 30 s");
  });
});

describe("Lockout.candidates", () => {
  const roster = (successor: object) => {
    const raw = readRoster(
      encode({
        ...sample(),
        keys: [
          key(0, 0, 7 | Role.SEVERAL, { expiry: 100 }),
          key(1, 0, Role.APPROVER, { predecessor: 0, ...successor }),
        ],
      }),
    );
    if ("name" in raw) throw new Error("the sample is well-formed");
    return raw;
  };

  it("takes a key and its pending successor as the weaker of both", () => {
    const [first] = Lockout.candidates(roster({ kind: "ERC1271", expiry: 200 }), 0b01n, 0b10n);
    expect(first).toEqual({ holder: 0, roles: Role.APPROVER, expiry: 6000, wallet: true });
    const [second] = Lockout.candidates(roster({ expiry: 50 }), 0b01n, 0b10n);
    expect(second).toEqual({ holder: 0, roles: Role.APPROVER, expiry: 3000, wallet: false });
  });

  it("leaves a key as it is once its successor is in use, or if that is of no account", () => {
    expect(Lockout.candidates(roster({}), 0b01n, 0n)).toEqual([
      { holder: 0, roles: 7, expiry: 6000, wallet: false },
    ]);
    expect(Lockout.candidates(roster({ expiry: 50 }), 0b10n, 0n)).toEqual([
      { holder: 0, roles: 2, expiry: 3000, wallet: false },
    ]);
  });
});
