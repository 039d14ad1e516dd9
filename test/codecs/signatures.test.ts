import { beforeAll, expect, test } from "vitest";
import { BaseError } from "../../src/errors.ts";
import { decodeSignatures, encodeSignatures } from "../../src/proposal/signatures.ts";
import { Random } from "../charter/random.ts";
import { hostile, rounds } from "./hostile.ts";
import { type Ask, readers, valueFrom } from "./readers.ts";

// Packed signatures (docs/formats.md, 5): what the contract takes apart, and what the library does.

let ask: Ask;
beforeAll(async () => {
  ({ signers: ask } = await readers({ signers: "mocks/harness/SignatureReader" }));
});

function anyEntries(random: Random) {
  return Array.from({ length: random.below(7) }, () => ({
    key: random.below(256),
    signature: random.bytes(random.pick([0, 1, 64, 65, 300, random.below(120)])),
  }));
}

test("the contract takes apart what the library packed", async () => {
  const random = new Random(3101);
  for (let round = 0; round < rounds(60); round++) {
    const entries = anyEntries(random);
    const unpacked = [entries.map(({ key }) => key), entries.map(({ signature }) => signature)];
    expect(await valueFrom(ask("unpack", [encodeSignatures(entries)]))).toEqual(unpacked);
  }
});

test("the longest signature there is room for", async () => {
  const random = new Random(3102);
  const entries = [
    { key: 255, signature: random.bytes(65_535) },
    { key: 0, signature: random.bytes(1) },
  ];
  const unpacked = [entries.map(({ key }) => key), entries.map(({ signature }) => signature)];
  expect(await valueFrom(ask("unpack", [encodeSignatures(entries)]))).toEqual(unpacked);
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
      const unpacked = [entries.map(({ key }) => key), entries.map(({ signature }) => signature)];
      expect(answer, bytes).toEqual({ value: unpacked, error: null });
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
