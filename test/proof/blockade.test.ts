import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { againstOne, asRequired, statement } from "../../scripts/prove/cooldown.ts";
import type { Term } from "../../scripts/prove/smt.ts";
import { numberOf, open, type Solver } from "../../scripts/prove/solver.ts";

// What z3 says about guardians, followed act by act over ten cooldowns. Times in units of W + d0.

type Plan = { readonly cooldown: number; readonly suspension: number; readonly acts: readonly number[] };

const CYCLES = 10;
/** Fractions lose a little when they become numbers. */
const SLACK = 1e-9;

let solver: Solver;

beforeAll(async () => {
  solver = await open();
});

afterAll(() => solver.close());

describe("guardians who act for ever", () => {
  it.each([2, 3])("given the cooldown of %i, never leave a window with nobody suspended", async (rogues) => {
    const plan = await counterexample(rogues, 0, asRequired(rogues));
    expect(plan.cooldown).toBeGreaterThanOrEqual(required(rogues, plan.suspension) - SLACK);
    expect(longest(plan, 0)).toBeLessThan(1);
    expect(longest(plan, 1)).toBeGreaterThanOrEqual(1 - SLACK);
  });

  it.each([3, 4])(
    "given %i and a cooldown that is too short for them together, never leave one with one suspended",
    async (rogues) => {
      const plan = await counterexample(rogues, 1, againstOne(rogues));
      expect(plan.cooldown).toBeGreaterThanOrEqual(rogues + 1 + plan.suspension - SLACK);
      expect(plan.cooldown).toBeLessThan(required(rogues, plan.suspension));
      expect(longest(plan, 1)).toBeLessThan(1);
    },
  );

  it("given as many suspended as they are, leave one", async () => {
    expect(longest(await counterexample(3, 1, againstOne(3)), 3)).toBeGreaterThanOrEqual(1);
  });

  it("given one of them less, leave one", async () => {
    const { acts, ...plan } = await counterexample(3, 1, againstOne(3));
    expect(longest({ ...plan, acts: acts.slice(1) }, 1)).toBeGreaterThanOrEqual(1);
  });

  it("keep two of the others suspended without a gap, given S = 33, W + d0 = 4, and C = 49 days, which is refused", () => {
    const plan = { cooldown: 49 / 4, suspension: 33 / 4, acts: [0, 49 / 12, 49 / 6] };
    expect(plan.cooldown).toBeLessThan(required(3, plan.suspension));
    expect(longest(plan, 1)).toBe(0);
  });

  it("leave W + d0 with one suspended, given C = 55.5 days, which is required, and not a second more", () => {
    const cooldown = required(3, 33 / 4);
    expect(cooldown * 4).toBe(55.5);
    const plan = { cooldown, suspension: 33 / 4, acts: [0, cooldown / 3, (2 * cooldown) / 3] };
    expect(longest(plan, 1)).toBe(1);
  });
});

/** What `CharterForm` requires of C, by G and S. */
function required(guardians: number, suspension: number): number {
  return Math.max(guardians + 1 + suspension, (guardians * (1 + suspension)) / 2);
}

async function counterexample(rogues: number, spare: number, cooldown: Term): Promise<Plan> {
  const name = `${rogues} rogues`;
  const verdict = await solver.prove(statement(name, { rogues, spare, cooldown, periodic: true }));
  if (verdict.holds) throw new Error(`${name} leave a window`);
  const value = (of: string) => numberOf(verdict.values, of);
  const acts = Array.from({ length: rogues }, (_, index) => value(`u${index}`));
  return { cooldown: value("C"), suspension: value("S"), acts };
}

/** The longest time without an act and with no more than `spare` suspended, once all have begun. */
function longest({ cooldown, suspension, acts }: Plan, spare: number): number {
  const all = Array.from({ length: CYCLES }, (_, cycle) => acts.map((act) => act + cycle * cooldown)).flat();
  const times = [...all, ...all.map((act) => act + suspension)].sort((a, b) => a - b);
  const begun = Math.max(...acts) + cooldown;
  const end = (CYCLES - 1) * cooldown + Math.min(...acts);
  let best = 0;
  let since: number | null = null;
  for (const [index, from] of times.entries()) {
    const to = times[index + 1] ?? from;
    if (from < begun || to > end) continue;
    const middle = (from + to) / 2;
    const suspended = all.filter((act) => act <= middle && middle < act + suspension).length;
    if (all.includes(from)) since = null;
    if (suspended > spare) since = null;
    else {
      since ??= from;
      best = Math.max(best, to - since);
    }
  }
  return best;
}
