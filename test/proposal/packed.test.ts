import { concat, type Hex, size, slice } from "viem";
import { describe, expect, test } from "vitest";
import { BaseError } from "../../src/errors.ts";
import * as Calls from "../../src/proposal/calls.ts";
import * as Conditions from "../../src/proposal/conditions.ts";
import { decodeSignatures, encodeSignatures } from "../../src/proposal/signatures.ts";
import * as Stamp from "../../src/proposal/stamp.ts";
import { codeOf, type Random, random, randomProposal } from "./random.ts";

/** Where the bytes break off, as the contract says it. */
function malformedAt(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    if (error instanceof BaseError && error.code.endsWith(".Malformed")) return error.details.at;
    throw error;
  }
  throw new Error("nothing was thrown");
}

function sizeOf(calls: readonly Calls.Call[]): number {
  return calls.length === 0 ? 0 : size(Calls.encode(calls));
}

/** Bytes of the form of an ECDSA signature: r, s, v. */
function ecdsa(r: Random): Hex {
  return concat([r.bytes(32), r.bytes(32), r.bool() ? "0x1b" : "0x1c"]);
}

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
      const [start, behind] = [r.below(100), r.bytes(r.below(100))];
      const packed = concat([r.bytes(start), Calls.encode(calls)]);
      const end = size(packed);
      expect(Calls.decode(concat([packed, behind]), start, calls.length)).toEqual({ calls, end });
      // The first call that is not whole is named by its offset.
      const starts = calls.map((_, index) => start + sizeOf(calls.slice(0, index)));
      const length = start + r.below(end - start);
      const broken = starts.findLast((at) => at <= length);
      expect(malformedAt(() => Calls.decode(slice(packed, 0, length), start, calls.length))).toEqual(broken);
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
    expect(codeOf(() => Calls.decode("0x", 0, 1))).toBe("Calls.Malformed");
    // None at all is no proposal, whatever follows.
    expect(malformedAt(() => Calls.decode(Calls.encode([call]), 7, 0))).toBe(7);
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
      const start = r.below(100);
      const packed = concat([r.bytes(start), Conditions.encode(conditions)]);
      expect(Conditions.decode(packed, start)).toEqual(conditions);
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
    expect(codeOf(() => Conditions.decode(unknown, 0))).toBe("Conditions.Malformed");
    expect(codeOf(() => Conditions.decode(slice(bytes, 0, 56), 0))).toBe("Conditions.Malformed");
  });
});

describe("signatures", () => {
  test("golden bytes", () => {
    expect(
      encodeSignatures([
        { key: 3, signature: "0xaabb" },
        { key: 127, signature: "0x" },
      ]),
    ).toBe("0x030002aabb7f0000");
    expect(encodeSignatures([])).toBe("0x");
  });

  test("decoding inverts encoding", () => {
    const r = random(3);
    for (let round = 0; round < 300; round++) {
      const entries = r.list(r.below(6), () =>
        r.bool()
          ? { key: r.below(64), signature: ecdsa(r), plain: true }
          : { key: r.below(128), signature: r.bytes(r.below(200)) },
      );
      expect(decodeSignatures(encodeSignatures(entries))).toEqual(entries);
    }
  });

  test("a plain one is a byte of 128 + 64 · parity + key index, r, s", () => {
    const [r, s] = ["11".repeat(32), "22".repeat(32)] as const;
    const packed = (key: number, signature: Hex) => encodeSignatures([{ key, signature, plain: true }]);
    expect(packed(5, `0x${r}${s}1b`)).toBe(`0x85${r}${s}`);
    expect(packed(5, `0x${r}${s}1c`)).toBe(`0xc5${r}${s}`);
    // EIP-2098 has the parity in the highest bit of s.
    expect(packed(63, `0x${r}a2${"22".repeat(31)}`)).toBe(`0xff${r}${s}`);
    expect(packed(0, `0x${r}${s}`)).toBe(`0x80${r}${s}`);
  });

  test("what cannot be plain takes the other form", () => {
    const signature = ecdsa(random(5));
    for (const entry of [
      { key: 64, signature },
      { key: 1, signature: "0x" },
      { key: 1, signature: slice(signature, 0, 63) },
      { key: 1, signature: concat([signature, "0x00"]) },
    ] as const) {
      expect(encodeSignatures([{ ...entry, plain: true }])).toBe(encodeSignatures([entry]));
    }
  });

  test("refuses broken bytes and what does not fit", () => {
    expect(codeOf(() => decodeSignatures("0x030002aa"))).toBe("Signatures.Malformed");
    expect(codeOf(() => decodeSignatures("0x0300"))).toBe("Signatures.Malformed");
    // Offsets count from the start, and a plain one has its length by its kind.
    expect(malformedAt(() => decodeSignatures(`0x030001aa80${"11".repeat(63)}`))).toBe(4);
    expect(codeOf(() => encodeSignatures([{ key: 128, signature: "0x" }]))).toBe("Signatures.OutOfRange");
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
    expect(Stamp.encode(stamp)).toBe(
      `0x${"0".repeat(11)}700000000060000000005000400030002ff018000000000000021`,
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
    expect(codeOf(() => Stamp.decode(`0x01${"00".repeat(31)}`))).toBe("Stamp.OutOfRange");
    expect(codeOf(() => Stamp.decode(slice(Stamp.encode(stamp), 1)))).toBe("Stamp.OutOfRange");
  });
});
