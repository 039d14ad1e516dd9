import { concat, type Hex, size, slice } from "viem";
import { describe, expect, test } from "vitest";
import * as Calls from "../../src/proposal/calls.ts";
import * as Conditions from "../../src/proposal/conditions.ts";
import { decodeSignatures, encodeSignatures } from "../../src/proposal/signatures.ts";
import * as Stamp from "../../src/proposal/stamp.ts";
import { codeOf, random, randomProposal } from "./random.ts";

const TARGET = "0x00000000000000000000000000000000000000AA";

describe("calls", () => {
  test("golden bytes", () => {
    const bytes = Calls.encode([{ target: TARGET, value: 258n, data: "0x11223344", minGas: 7 }]);
    expect(bytes).toBe(
      "0x00000000000000000000000000000000000000aa00000000000000000000010200000007" + "0000000411223344",
    );
  });

  test("decoding inverts encoding, and only whole encodings decode", () => {
    const r = random(1);
    for (let round = 0; round < 300; round++) {
      const { calls } = randomProposal(r);
      const bytes = Calls.encode(calls);
      expect(Calls.decode(bytes)).toEqual(calls);
      const cut = slice(bytes, 0, size(bytes) - 1 - r.below(Math.min(39, size(bytes) - 1)));
      try {
        // A cut may fall between two calls; what decodes must then encode to the same bytes.
        expect(Calls.encode(Calls.decode(cut))).toBe(cut);
      } catch (error) {
        expect(error).toMatchObject({ code: "Calls.Malformed" });
      }
    }
  });

  test("refuses what does not fit", () => {
    const call = { target: TARGET, value: 0n, data: "0x", minGas: 0 } as const;
    expect(codeOf(() => Calls.encode([]))).toBe("Calls.Empty");
    expect(codeOf(() => Calls.encode([{ ...call, value: 2n ** 96n }]))).toBe("Calls.OutOfRange");
    expect(codeOf(() => Calls.encode([{ ...call, value: -1n }]))).toBe("Calls.OutOfRange");
    expect(codeOf(() => Calls.encode([{ ...call, minGas: 2 ** 32 }]))).toBe("Calls.OutOfRange");
    expect(codeOf(() => Calls.encode([{ ...call, data: "0x123" }]))).toBe("Calls.OutOfRange");
    expect(codeOf(() => Calls.encode([{ ...call, target: "0x12" }]))).toBe("Calls.OutOfRange");
    expect(codeOf(() => Calls.decode("0x"))).toBe("Calls.Malformed");
  });
});

describe("conditions", () => {
  test("golden bytes", () => {
    const expected: Hex = `0x${"00".repeat(31)}05`;
    const bytes = Conditions.encode([{ target: TARGET, data: "0xabcd", comparison: "LE", expected }]);
    expect(bytes).toBe(`0x00000000000000000000000000000000000000aa02${expected.slice(2)}00000002abcd`);
  });

  test("decoding inverts encoding", () => {
    const r = random(2);
    for (let round = 0; round < 300; round++) {
      const { conditions } = randomProposal(r);
      expect(Conditions.decode(Conditions.encode(conditions))).toEqual(conditions);
    }
  });

  test("compares without sign, at the borders too", () => {
    const word = (value: bigint): Hex => `0x${value.toString(16).padStart(64, "0")}`;
    const condition = (comparison: Conditions.Comparison, expected: bigint) =>
      ({ target: TARGET, data: "0x", comparison, expected: word(expected) }) as const;
    const max = 2n ** 256n - 1n;
    expect(Conditions.holds(condition("GE", 5n), word(5n))).toBe(true);
    expect(Conditions.holds(condition("GE", 5n), word(4n))).toBe(false);
    expect(Conditions.holds(condition("LE", 5n), word(5n))).toBe(true);
    expect(Conditions.holds(condition("LE", 5n), word(6n))).toBe(false);
    expect(Conditions.holds(condition("GE", 5n), word(max))).toBe(true);
    expect(Conditions.holds(condition("EQ", max), word(max))).toBe(true);
    expect(Conditions.holds(condition("EQ", max), word(0n))).toBe(false);
  });

  test("refuses an unknown comparison", () => {
    const bytes = Conditions.encode([
      { target: TARGET, data: "0x", comparison: "LE", expected: `0x${"00".repeat(32)}` },
    ]);
    const unknown = concat([slice(bytes, 0, 20), "0x03", slice(bytes, 21)]);
    expect(codeOf(() => Conditions.decode(unknown))).toBe("Conditions.Malformed");
    expect(codeOf(() => Conditions.decode(slice(bytes, 0, 56)))).toBe("Conditions.Malformed");
  });
});

describe("signatures", () => {
  test("golden bytes", () => {
    expect(
      encodeSignatures([
        { key: 3, signature: "0xaabb" },
        { key: 255, signature: "0x" },
      ]),
    ).toBe("0x030002aabbff0000");
    expect(encodeSignatures([])).toBe("0x");
  });

  test("decoding inverts encoding", () => {
    const r = random(3);
    for (let round = 0; round < 300; round++) {
      const entries = r.list(r.below(6), () => ({ key: r.below(256), signature: r.bytes(r.below(200)) }));
      expect(decodeSignatures(encodeSignatures(entries))).toEqual(entries);
    }
  });

  test("refuses broken bytes and what does not fit", () => {
    expect(codeOf(() => decodeSignatures("0x030002aa"))).toBe("Signatures.Malformed");
    expect(codeOf(() => decodeSignatures("0x0300"))).toBe("Signatures.Malformed");
    expect(codeOf(() => encodeSignatures([{ key: 256, signature: "0x" }]))).toBe("Signatures.OutOfRange");
    expect(codeOf(() => encodeSignatures([{ key: 1, signature: `0x${"00".repeat(65_536)}` }]))).toBe(
      "Signatures.OutOfRange",
    );
  });
});

describe("stamp", () => {
  const stamp: Stamp.Stamp = {
    approvers: [0, 5, 63],
    proposer: 1,
    tester: null,
    roster: 2,
    rulebook: 3,
    serial: 4,
    scheduledAt: 5,
    ready: 6,
    reservedUntil: 7,
  };

  test("golden word", () => {
    expect(Stamp.encode(stamp).toString(16)).toBe(
      "700000000060000000005" + "000400030002ff01" + "8000000000000021",
    );
  });

  test("decoding inverts encoding", () => {
    const r = random(4);
    for (let round = 0; round < 300; round++) {
      const value: Stamp.Stamp = {
        approvers: Array.from({ length: 64 }, (_, key) => key).filter(() => r.bool()),
        proposer: r.below(256),
        tester: r.bool() ? null : r.below(255),
        roster: r.below(2 ** 16),
        rulebook: r.below(2 ** 16),
        serial: r.below(2 ** 16),
        scheduledAt: r.below(2 ** 40),
        ready: r.below(2 ** 40),
        reservedUntil: r.below(2 ** 40),
      };
      expect(Stamp.decode(Stamp.encode(value))).toEqual(value);
    }
  });

  test("refuses what does not fit", () => {
    expect(codeOf(() => Stamp.encode({ ...stamp, approvers: [64] }))).toBe("Stamp.OutOfRange");
    expect(codeOf(() => Stamp.encode({ ...stamp, ready: 2 ** 40 }))).toBe("Stamp.OutOfRange");
    expect(codeOf(() => Stamp.decode(1n << 248n))).toBe("Stamp.OutOfRange");
  });
});
