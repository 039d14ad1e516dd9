/**
 * `Lockout._isAble` and the question it answers, over counts. People who can do the same are interchangeable, so a roster is how
 * many people there are of each of twelve classes: proposes or not, tests or not, approves not at all, by contract wallet alone,
 * or in person. The reduction from bytes to classes is what the exhaustive search checks.
 */
import {
  and,
  assert,
  count,
  declare,
  eq,
  implies,
  ite,
  le,
  least,
  lt,
  minus,
  not,
  or,
  sum,
  type Term,
} from "./smt.ts";

export const HOLDER_LIMIT = 64;

export type PersonClass = {
  readonly id: number;
  readonly proposes: boolean;
  readonly tests: boolean;
  readonly approves: "no" | "wallet" | "person";
};

export const CLASSES: readonly PersonClass[] = ([false, true] as const).flatMap((proposes) =>
  ([false, true] as const).flatMap((tests) =>
    (["no", "wallet", "person"] as const).map((approves, index) => ({
      id: (proposes ? 6 : 0) + (tests ? 3 : 0) + index,
      proposes,
      tests,
      approves,
    })),
  ),
);

/** Where the algorithm could go wrong. Each part as the contract has it: {@link ALGORITHM}. */
export type Algorithm = {
  /** Approvers that must be left, for a quorum of `k`. */
  readonly demand: (k: Term) => Term;
  /** Whether one of them must be there in person. */
  readonly inPerson: boolean;
  /** Whether the proposer is out of the question as tester. */
  readonly separate: boolean;
  /** Whether the tester is out of the question as approver. */
  readonly testerTaken: boolean;
  /** Of people with equal sort one is tried. */
  readonly sort: (one: PersonClass) => number;
};

export const ALGORITHM: Algorithm = {
  demand: (k) => k,
  inPerson: true,
  separate: true,
  testerTaken: true,
  sort: ({ approves, tests }) =>
    (approves === "no" ? 0 : 1) | (approves === "person" ? 2 : 0) | (tests ? 4 : 0),
};

const n = ({ id }: PersonClass) => `n${id}`;
const approvers = CLASSES.filter(({ approves }) => approves !== "no");
const persons = CLASSES.filter(({ approves }) => approves === "person");
const proposers = CLASSES.filter(({ proposes }) => proposes);
const testers = CLASSES.filter(({ tests }) => tests);
const same = (a: PersonClass | null, b: PersonClass) => (a?.id === b.id ? 1 : 0);

/** At most 64 people in all, a quorum of 1 to 255 (the form of a roster allows no other), with or without a tester. */
export const DOMAIN = [
  declare("Int", ...CLASSES.map(n), "k"),
  declare("Bool", "tested"),
  assert(...CLASSES.map((one) => le(0, n(one))), le(sum(...CLASSES.map(n)), HOLDER_LIMIT)),
  assert(le(1, "k"), le("k", 255)),
].join("\n");

/** `_enough`, with proposer and tester taken. */
function enough(algorithm: Algorithm, proposer: PersonClass, tester: PersonClass | null): Term {
  const taken = [proposer, ...(tester !== null && algorithm.testerTaken ? [tester] : [])];
  const left = (among: readonly PersonClass[]) =>
    minus(sum(...among.map(n)), taken.filter(({ id }) => among.some((one) => one.id === id)).length);
  return and(le(algorithm.demand("k"), left(approvers)), algorithm.inPerson ? lt(0, left(persons)) : "true");
}

/**
 * `_isAble`. Which of several people of one sort comes first depends on their numbers, of which counts know nothing: the first
 * one's class is a free choice among those that are there, and what is proved holds for every choice.
 */
export function able(algorithm: Algorithm): { readonly term: Term; readonly choices: string } {
  const declared: string[] = [];
  const first = (name: string, among: readonly PersonClass[], there: (one: PersonClass) => Term) =>
    [...new Set(among.map(algorithm.sort))].flatMap((sort) => {
      const members = among.filter((one) => algorithm.sort(one) === sort);
      const choice = `${name}_${sort}`;
      declared.push(declare("Int", choice));
      declared.push(
        assert(
          implies(
            or(...members.map(there)),
            or(...members.map((one) => and(eq(choice, one.id), there(one)))),
          ),
        ),
      );
      return members.map((one) => ({ one, tried: and(there(one), eq(choice, one.id)) }));
    });
  const term = or(
    ...first("proposer", proposers, (one) => lt(0, n(one))).map(({ one: p, tried }) => {
      const there = (q: PersonClass) => lt(algorithm.separate ? same(p, q) : 0, n(q));
      const withTester = first(`tester_${p.id}`, testers, there).map(({ one: q, tried: too }) =>
        and(too, enough(algorithm, p, q)),
      );
      return and(tried, ite("tested", or(...withTester), enough(algorithm, p, null)));
    }),
  );
  return { term, choices: declared.join("\n") };
}

/** Names of the people that are set apart: as proposer, tester, approver by wallet, approver in person. */
const ROLES = ["p", "q", "w", "a"] as const;
const set = (role: (typeof ROLES)[number], { id }: PersonClass) => `${role}${id}`;
export const ASSIGNMENT = declare("Int", ...ROLES.flatMap((role) => CLASSES.map((one) => set(role, one))));

/** DESIGN, invariants 1 and 6: distinct proposer, tester if needed, and k approvers, wallets at most all but one. */
export function isAssignment(of: (role: (typeof ROLES)[number], one: PersonClass) => Term = set): Term {
  const total = (role: (typeof ROLES)[number]) => sum(...CLASSES.map((one) => of(role, one)));
  return and(
    ...CLASSES.flatMap((one) => [
      ...ROLES.map((role) => le(0, of(role, one))),
      le(sum(...ROLES.map((role) => of(role, one))), n(one)),
      one.proposes ? "true" : eq(of("p", one), 0),
      one.tests ? "true" : eq(of("q", one), 0),
      one.approves !== "no" ? "true" : eq(of("w", one), 0),
      one.approves === "person" ? "true" : eq(of("a", one), 0),
    ]),
    eq(total("p"), 1),
    eq(total("q"), count("tested")),
    eq(sum(total("w"), total("a")), "k"),
    le(total("w"), minus("k", 1)),
  );
}

/** With `p` as proposer and `q` as tester: approvers in person first, then wallets, until there are k. */
export function greedy(p: PersonClass, q: PersonClass | null): Term {
  const taken = new Map<number, Term>();
  const before: Term[] = [];
  for (const one of [...persons, ...approvers.filter(({ approves }) => approves === "wallet")]) {
    const free = minus(n(one), same(p, one) + same(q, one));
    const still = minus("k", sum(...before));
    taken.set(one.id, ite(lt(still, 0), 0, least(free, still)));
    before.push(free);
  }
  return isAssignment((role, one) => {
    if (role === "p") return `${same(p, one)}`;
    if (role === "q") return `${same(q, one)}`;
    const fits = role === "w" ? one.approves === "wallet" : one.approves === "person";
    return fits ? (taken.get(one.id) ?? "0") : "0";
  });
}

/** Every pair the algorithm may settle on, with the condition under which it does. */
export function settled(
  algorithm: Algorithm,
): { readonly p: PersonClass; readonly q: PersonClass | null; readonly when: Term }[] {
  return proposers.flatMap((p) => [
    { p, q: null, when: and(not("tested"), lt(0, n(p)), enough(algorithm, p, null)) },
    ...testers.map((q) => ({
      p,
      q,
      when: and(
        "tested",
        lt(0, n(p)),
        lt(algorithm.separate ? same(p, q) : 0, n(q)),
        enough(algorithm, p, q),
      ),
    })),
  ]);
}

export const people: Term = sum(...CLASSES.map(n));
