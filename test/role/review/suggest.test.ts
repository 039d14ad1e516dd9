import { describe, expect, it } from "vitest";
import { type Facts, suggest } from "../../../src/role/review/suggest.ts";
import { DAY } from "../../support/people.ts";
import { FACTS, GROUND, NOW } from "./sample.ts";

describe("what is suggested", () => {
  const suggested = (
    more: Partial<Facts>,
    ground: Partial<typeof GROUND> & { changes?: never[] | object[] } = {},
    critical = false,
  ) => suggest({ ...FACTS, ...more }, critical, { ...GROUND, ...ground } as typeof GROUND);
  const USED = { kind: "used", at: NOW - DAY, transaction: FACTS.word } as const;
  const left = { at: NOW, kind: "left", holder: 4, person: "Dan", what: "left the roster" };

  it.each([
    ["of a compromised key", { standing: "compromised", use: USED }, {}],
    ["of a key no longer in the roster", { standing: "ended", use: USED }, {}],
    ["of a contract no longer declared", { standing: "undeclared" }, {}],
    ["at its end", { until: NOW, use: USED }, {}],
    ["that lapsed", { lapses: NOW, use: USED }, {}],
    ["against the separation of duties", { conflicts: ["pauser"], use: USED }, {}],
    ["of who left", { use: USED }, { changes: [left] }],
    ["unused for long", {}, {}],
  ] as const)("is to drop a grant %s", (_, facts, ground) => {
    expect(suggested(facts as Partial<Facts>, ground as never).keep).toBe(false);
  });

  it.each([
    ["in use", { use: USED }, {}, false],
    ["whose use cannot be known", { use: { kind: "unknowable", why: "no traces" } }, {}, false],
    ["that is new", { since: NOW - DAY }, {}, false],
    ["of a critical role, unused", {}, {}, true],
    ["of who moved and uses it", { use: USED }, { changes: [{ ...left, kind: "moved" }] }, false],
    ["of another person than who left", { use: USED }, { changes: [{ ...left, holder: 5 }] }, false],
    ["of somebody suspended", { standing: "suspended", use: USED }, {}, false],
  ] as const)("is to keep a grant %s", (_, facts, ground, critical) => {
    expect(suggested(facts as Partial<Facts>, ground as never, critical).keep).toBe(true);
  });
});
