import { type Hex, pad } from "viem";
import { beforeAll, describe, expect, test } from "vitest";
import * as Stamp from "../../src/proposal/stamp.ts";
import * as Word from "../../src/proposal/word.ts";
import { Random } from "../charter/random.ts";
import { codeOf } from "../proposal/random.ts";
import { rounds } from "./hostile.ts";
import { type Ask, readers, valueFrom } from "./readers.ts";

// What is packed into one word, by the contracts and by the library, each read by the other.

let ask: Ask;
beforeAll(async () => {
  ({ words: ask } = await readers({ words: "mocks/harness/WordReader" }));
});

describe("stamp", () => {
  const NOBODY = 255;
  /** The stamp as the contract's struct has it. */
  function fields({ approvers, tester, ...rest }: Stamp.Stamp) {
    const map = approvers.reduce((bits, key) => bits | (1n << BigInt(key)), 0n);
    return { ...rest, approvers: map, tester: tester ?? NOBODY };
  }

  test("the contract reads what the library writes, and writes the same", async () => {
    const random = new Random(3001);
    for (let round = 0; round < rounds(60); round++) {
      const edge = (bits: number) => random.pick([0, 1, 2 ** bits - 1, random.below(2 ** bits)]);
      const stamp: Stamp.Stamp = {
        approvers: Array.from({ length: 64 }, (_, key) => key).filter(() => random.chance(0.3)),
        proposer: edge(8),
        tester: random.chance(0.3) ? null : random.below(255),
        roster: edge(16),
        rulebook: edge(16),
        serial: edge(16),
        scheduledAt: edge(40),
        ready: edge(40),
        reservedUntil: edge(40),
      };
      const word = Stamp.encode(stamp);
      expect(await valueFrom(ask("readStamp", [word]))).toEqual(fields(stamp));
      expect(await valueFrom(ask("stamp", [fields(stamp)]))).toBe(word);
    }
  });

  test("any word reads alike, or has bits that no scheduling sets and the library refuses", async () => {
    const random = new Random(3002);
    for (let round = 0; round < rounds(60); round++) {
      const word = pad(random.bytes(random.pick([31, 31, 32])), { size: 32 });
      const read = (await valueFrom(ask("readStamp", [word]))) as object;
      if (word.startsWith("0x00")) expect(fields(Stamp.decode(word))).toEqual(read);
      else {
        expect(codeOf(() => Stamp.decode(word))).toBe("Stamp.OutOfRange");
        expect(await valueFrom(ask("stamp", [read]))).not.toBe(word);
      }
    }
  });
});

describe("lane words", () => {
  test("idle and pending words are the same bytes", async () => {
    const random = new Random(3003);
    for (let round = 0; round < rounds(60); round++) {
      const [hash, isProtected] = [random.bytes(32), random.chance(0.5)];
      const expiry = random.pick([0, 1, 59, 60, 61, random.below(2 ** 36)]);
      expect(await valueFrom(ask("idleWord", [hash]))).toBe(Word.mask(hash));
      const pending = Word.pending(hash, isProtected, expiry);
      expect(await valueFrom(ask("pendingWord", [hash, isProtected, BigInt(expiry)]))).toBe(pending);
    }
  });

  test("any word reads alike, and encodes to itself", async () => {
    const random = new Random(3004);
    const now = Math.floor(Date.now() / 1000);
    for (let round = 0; round < rounds(120); round++) {
      const word: Hex = random.chance(0.5)
        ? random.bytes(32)
        : Word.pending(random.bytes(32), random.chance(0.5), now + random.pick([-7200, 86_400]));
      const { pending, protected: isProtected, expiry } = Word.decode(word);
      // The chain's clock is this one, and no expiry is near it.
      const hasExpired = now >= expiry * 60;
      expect(await valueFrom(ask("readWord", [word]))).toEqual([pending, isProtected, hasExpired]);
      expect(Word.encode(Word.decode(word))).toBe(word);
      expect(Word.isExpired(word, now)).toBe(pending && hasExpired);
    }
  });
});
