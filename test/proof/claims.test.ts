import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as Bits from "../../scripts/prove/bits.ts";
import { claims } from "../../scripts/prove/claims.ts";
import * as Consent from "../../scripts/prove/consent.ts";
import { able as isAble, type Person } from "../../scripts/prove/definition.ts";
import * as Plain from "../../scripts/prove/plain.ts";
import * as Quorum from "../../scripts/prove/quorum.ts";
import {
  ALGORITHM,
  type Algorithm,
  able,
  CLASSES,
  DOMAIN,
  people,
  settled,
} from "../../scripts/prove/quorum-model.ts";
import { assert, le, not, or, type Term } from "../../scripts/prove/smt.ts";
import { numberOf, open, type Solver, type Statement, type Verdict } from "../../scripts/prove/solver.ts";

let solver: Solver;

beforeAll(async () => {
  solver = await open();
});

afterAll(() => solver.close());

describe("the solver", () => {
  const half = "(declare-const x Real)\n(assert (= (* 2 x) (- 7)))";

  it("proves what has no counterexample", async () => {
    expect(await solver.prove({ name: "none", script: `${half}\n(assert (> x 0))` })).toEqual({
      holds: true,
    });
  });

  it("refutes with values", async () => {
    const verdict = await solver.prove({ name: "one", script: half });
    expect(verdict.holds).toBe(false);
    expect(verdict.holds || numberOf(verdict.values, "x")).toBe(-3.5);
  });

  it("proves nothing by a script it cannot read", async () => {
    const unreadable = { name: "broken", script: "(assert (unknown x))" };
    await expect(solver.prove(unreadable)).rejects.toThrow("broken: z3 cannot read the script");
  });
});

describe("claims", () => {
  it.each(claims("quick"))("$part: $name: $holds", async (claim) => {
    expect((await solver.prove(claim)).holds).toBe(claim.holds);
  });
});

describe("the proofs, given a planted bug, find it", () => {
  const bugs: [string, Partial<Algorithm>][] = [
    ["an approver too few", { demand: (k) => `(- ${k} 1)` }],
    ["an approver too many", { demand: (k) => `(+ ${k} 1)` }],
    ["wallets alone", { inPerson: false }],
    ["a tester who is the proposer", { separate: false }],
    ["a tester who approves too", { testerTaken: false }],
    ["sorts that do not tell persons from wallets", { sort: withoutPerson }],
    ["sorts that do not tell who tests", { sort: withoutTests }],
  ];

  it.each(bugs)("in the quorum search: %s", async (_, bug) => {
    const faulty: Algorithm = { ...ALGORITHM, ...bug };
    const { term, choices } = able(faulty);
    const right = or(...settled(ALGORITHM).map(({ when }) => when));
    // So few that the counterexample can be judged by trying everybody.
    const setting = [DOMAIN, choices, assert(le(people, 7))].join("\n");
    const ask = (name: string, ...terms: Term[]) =>
      solver.prove({ name, script: `${setting}\n${assert(...terms)}` });
    const missed = await ask("missed", right, not(term));
    const invented = await ask("invented", term, not(right));
    expect([missed.holds, invented.holds]).toContain(false);
    if (!missed.holds) expect(isAble(...rosterOf(missed))).toBe(true);
    if (!invented.holds) expect(isAble(...rosterOf(invented))).toBe(false);
  });

  it.each(bugs)("in the claims about the search: %s", async (_, bug) => {
    const [complete, sound] = Quorum.statements({ ...ALGORITHM, ...bug });
    if (complete === undefined || sound === undefined) throw new Error("the claims are gone");
    const verdict = await solver.prove(complete);
    expect(verdict.holds && (await solver.prove(sound)).holds).toBe(false);
  });

  it.each([
    ["the proposer left out of the set", { start: "(ite tested 1 0)" }],
    ["people counted twice", { refusesKnown: false }],
    ["wallets to the last", { refusesWallet: (n: string, demanded: string) => `(> ${n} ${demanded})` }],
  ])("in the counting of consent: %s", async (_, bug) => {
    expect(await outcomes(Consent.statements({ ...Consent.COUNTING, ...bug }))).toContain(false);
  });

  it.each([
    [
      "a key taken a minute after its expiry",
      { expiry: (minute: Term) => `(bvshl ${minute} (_ bv224 256))` },
    ],
    ["holders left out", { bits: (index: Term) => `(bvshl (_ bv1 256) ${index})` }],
    [
      "keys left out",
      { bits: (_: Term, holder: Term) => `(bvshl (_ bv18446744073709551616 256) ${holder})` },
    ],
  ])("in the short cut for plain signatures: %s", async (_, bug) => {
    expect(await outcomes(Plain.statements({ ...Plain.SHORT_CUT, ...bug }))).toContain(false);
  });

  it("in a loop over holders that skips one", async () => {
    const lowest = (x: string) => `(bvand ${x} (bvadd (bvnot ${x}) (_ bv1 256)))`;
    const rest = (x: string) => `(bvand ${x} (bvsub ${x} (_ bv2 256)))`;
    expect(await outcomes(Bits.statements({ lowest, rest }))).toContain(false);
  });
});

function withoutPerson({ approves, tests }: (typeof CLASSES)[number]): number {
  return (approves === "no" ? 0 : 1) | (tests ? 4 : 0);
}

function withoutTests({ approves }: (typeof CLASSES)[number]): number {
  return (approves === "no" ? 0 : 1) | (approves === "person" ? 2 : 0);
}

async function outcomes(statements: readonly Statement[]): Promise<boolean[]> {
  const verdicts: boolean[] = [];
  for (const statement of statements) verdicts.push((await solver.prove(statement)).holds);
  return verdicts;
}

/** The tier and the people of a counterexample. */
function rosterOf({ values }: Extract<Verdict, { holds: false }>): Parameters<typeof isAble> {
  const tier = { approvals: numberOf(values, "k"), testerNeeded: values.get("tested") === "true" };
  const present = CLASSES.flatMap(({ id, proposes, tests, approves }) =>
    Array.from(
      { length: numberOf(values, `n${id}`) },
      (): Person => ({ proposes, tests, approves: approves !== "no", inPerson: approves === "person" }),
    ),
  );
  return [tier, present];
}
