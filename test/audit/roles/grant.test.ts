import { describe, expect, test } from "vitest";
import * as Grant from "../../../src/audit/roles/grant.ts";

const DAY = 86_400;
const NEVER = 2 ** 40 - 1;

/** As docs/formats.md, 11 has it, from the highest bit. */
const WORD = BigInt(
  [
    "0x01", // alarm 0, live 1
    "07", // holder
    "09", // key
    "0a", // grace, days
    "0000000190", // due
    "0000000320", // until
    "0000000064", // since
    "0000000258", // the delay changes at
    "00000e10", // before
    "00001c20", // after
  ].join(""),
);

const GRANT: Grant.Grant = {
  delay: { before: 3600, after: 7200, effect: 600 },
  since: 100,
  until: 800,
  due: 400,
  grace: 10,
  key: 9,
  holder: 7,
  live: true,
  alarmed: false,
};

describe("the word of a grant", () => {
  test("has each field in its place", () => {
    expect(Grant.decode(WORD)).toEqual(GRANT);
    expect(Grant.encode(GRANT)).toBe(WORD);
  });

  test("says never, nobody and no key by the highest value of the field", () => {
    const lasting = { ...GRANT, until: null, grace: null, key: null, holder: null, alarmed: true };
    const word = Grant.encode(lasting);
    expect((word >> 144n) & (2n ** 40n - 1n)).toBe(BigInt(NEVER));
    expect([(word >> 224n) & 255n, (word >> 232n) & 255n, (word >> 240n) & 255n]).toEqual([255n, 255n, 255n]);
    expect(Grant.decode(word)).toEqual(lasting);
  });

  test("is none if it is zero, and refused with bits that no grant has", () => {
    expect(Grant.decode(0n)).toBeNull();
    expect(() => Grant.decode(WORD | (1n << 250n))).toThrow(
      expect.objectContaining({ code: "RoleAudit.GrantMalformed" }),
    );
    expect(Grant.decodeOrNull(WORD | (1n << 255n))).toBeNull();
  });
});

describe("a grant", () => {
  test("ends at its end or when its review is overdue and its grace over, whichever is first", () => {
    expect(Grant.lapsesAt(GRANT)).toBe(400 + 10 * DAY);
    expect(Grant.endOf(GRANT)).toBe(800);
    expect(Grant.endOf({ ...GRANT, grace: 0 })).toBe(400);
    expect(Grant.endOf({ ...GRANT, grace: null })).toBe(800);
    expect(Grant.endOf({ ...GRANT, grace: null, until: null })).toBeNull();
    expect(Grant.endOf({ ...GRANT, until: null, due: NEVER })).toBeNull();
  });

  test("counts from its first second to the one before its end", () => {
    expect([99, 100, 799, 800].map((time) => Grant.isCurrent(GRANT, time))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  test("has the old delay until the change takes effect, which is later the more it falls", () => {
    expect([599, 600].map((time) => Grant.delayAt(GRANT.delay, time))).toEqual([3600, 7200]);
    expect(Grant.updated(GRANT.delay, 200, 0, 600)).toEqual({ before: 7200, after: 200, effect: 7600 });
    expect(Grant.updated(GRANT.delay, 9000, 0, 600)).toEqual({ before: 7200, after: 9000, effect: 600 });
    expect(Grant.updated(GRANT.delay, 7000, 5 * DAY, 600)).toEqual({
      before: 7200,
      after: 7000,
      effect: 600 + 5 * DAY,
    });
  });
});
