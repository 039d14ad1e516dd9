import {
  ALGORITHM,
  type Algorithm,
  ASSIGNMENT,
  able,
  CLASSES,
  DOMAIN,
  greedy,
  isAssignment,
  people,
  settled,
} from "./quorum-model.ts";
import { and, assert, count, eq, le, lt, not, or, sum } from "./smt.ts";
import type { Statement } from "./solver.ts";

/** For every roster of up to 64 people and every quorum: the search of `Lockout` finds what there is to find. */
export function statements(algorithm: Algorithm = ALGORITHM): Statement[] {
  const { term, choices } = able(algorithm);
  const pairs = settled(algorithm);
  return [
    {
      name: "where distinct people can be found, the search says so",
      script: [DOMAIN, choices, ASSIGNMENT, assert(isAssignment(), not(term))].join("\n"),
    },
    {
      name: "where the search says so, distinct people can be found",
      // The people are named: whatever pair the search settled on, and the first k approvers besides.
      script: [DOMAIN, assert(or(...pairs.map(({ p, q, when }) => and(when, not(greedy(p, q))))))].join("\n"),
    },
    {
      name: "the search says so only for a pair that is there",
      script: [DOMAIN, choices, assert(term, ...pairs.map(({ when }) => not(when)))].join("\n"),
    },
    {
      name: "whoever can act is as many people as a proposer, a tester if needed, and the quorum",
      script: [DOMAIN, choices, assert(term, lt(people, sum("1", count("tested"), "k")))].join("\n"),
    },
    {
      name: "one person alone never can act",
      script: [DOMAIN, choices, assert(term, le(people, 1))].join("\n"),
    },
    ...monotone(algorithm),
  ];
}

/** More people, or people who can do more, never make a tier unable: so the weaker of key and successor is the worst case. */
function monotone(algorithm: Algorithm): Statement[] {
  const before = settled(algorithm);
  const after = before.map(({ when }) => when.replaceAll(/\bn(\d+)\b/g, "m$1"));
  const names = CLASSES.map(({ id }) => `m${id}`);
  const domain = [
    DOMAIN,
    ...names.map((name) => `(declare-const ${name} Int)`),
    assert(...names.map((m) => le(0, m))),
  ];
  const can = or(...before.map(({ when }) => when));
  const moved = (from: number | null, to: number) =>
    and(
      ...CLASSES.map(({ id }) =>
        eq(`m${id}`, sum(`n${id}`, id === to ? "1" : "0", id === from ? "(- 1)" : "0")),
      ),
    );
  const stronger = CLASSES.flatMap((a) =>
    CLASSES.filter((b) => b.id !== a.id && atLeast(b.proposes, a.proposes) && atLeast(b.tests, a.tests))
      .filter((b) => RANK[b.approves] >= RANK[a.approves])
      .map((b) => moved(a.id, b.id)),
  );
  return [
    {
      name: "one person more never makes a tier unable",
      script: [
        ...domain,
        assert(can, not(or(...after)), or(...CLASSES.map(({ id }) => moved(null, id)))),
      ].join("\n"),
    },
    {
      name: "a person who can do more never makes a tier unable",
      script: [...domain, assert(can, not(or(...after)), or(...stronger))].join("\n"),
    },
  ];
}

const RANK = { no: 0, wallet: 1, person: 2 } as const;
const atLeast = (more: boolean, less: boolean) => more || !less;
