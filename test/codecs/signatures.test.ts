import { concat, type Hex } from "viem";
import { beforeAll, expect, test } from "vitest";
import { BaseError } from "../../src/errors.ts";
import { decodeSignatures, encodeSignatures, type SignatureEntry } from "../../src/proposal/signatures.ts";
import { Random } from "../charter/random.ts";
import { hostile, rounds } from "./hostile.ts";
import { type Ask, readers, valueFrom } from "./readers.ts";

// Packed signatures (docs/formats.md, 5): what the contract takes apart, and what the library does.

let ask: Ask;
beforeAll(async () => {
  ({ signers: ask } = await readers({ signers: "mocks/harness/SignatureReader" }));
});

/** Up to six signatures, some in the plain form, which only the first 64 keys can use. */
function anyEntries(random: Random): SignatureEntry[] {
  return Array.from({ length: random.below(7) }, () => {
    if (random.chance(0.5)) {
      const signature = concat([random.bytes(64), random.pick<Hex>(["0x1b", "0x1c"])]);
      return { key: random.below(64), signature, plain: true };
    }
    return {
      key: random.below(128),
      signature: random.bytes(random.pick([0, 1, 64, 65, 300, random.below(120)])),
    };
  });
}

function unpacked(entries: readonly SignatureEntry[]) {
  return [entries.map(({ key }) => BigInt(key)), entries.map(({ signature }) => signature)];
}

test("the contract takes apart what the library packed", async () => {
  const random = new Random(3101);
  for (let round = 0; round < rounds(60); round++) {
    const entries = anyEntries(random);
    expect(await valueFrom(ask("unpack", [encodeSignatures(entries)]))).toEqual(unpacked(entries));
  }
});

test("the longest signature there is room for", async () => {
  const random = new Random(3102);
  const entries = [
    { key: 127, signature: random.bytes(65_535) },
    { key: 0, signature: random.bytes(1) },
  ];
  expect(await valueFrom(ask("unpack", [encodeSignatures(entries)]))).toEqual(unpacked(entries));
});

test("any bytes are refused by both at the same place, or read alike and no byte is left over", async () => {
  const random = new Random(3103);
  const met = new Set<string>();
  for (let round = 0; round < rounds(200); round++) {
    const bytes = hostile(random, encodeSignatures(anyEntries(random)));
    const answer = await ask("unpack", [bytes]);
    met.add(answer.error ?? "read");
    try {
      const entries = decodeSignatures(bytes);
      expect(answer, bytes).toEqual({ value: unpacked(entries), error: null });
      expect(encodeSignatures(entries)).toBe(bytes);
    } catch (error) {
      if (!(error instanceof BaseError)) throw error;
      expect(error.code, bytes).toBe("Signatures.Malformed");
      expect(answer, bytes).toEqual({
        error: "SignaturesMalformed",
        args: [BigInt(Number(error.details.at))],
      });
    }
  }
  expect([...met].sort()).toEqual(["SignaturesMalformed", "read"]);
});

test("a plain signature that is nobody's is packed again as it was read", () => {
  const nobodys = concat(["0x80", `0x${"01".repeat(32)}`, `0x${"00".repeat(32)}`]);
  expect(encodeSignatures(decodeSignatures(nobodys))).toBe(nobodys);
});
