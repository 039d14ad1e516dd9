import { describe, expect, test } from "vitest";
import * as TypedData from "../../src/proposal/typed-data.ts";
import * as Word from "../../src/proposal/word.ts";
import { random } from "./random.ts";

const DOMAIN = { chainId: 1, verifyingContract: "0xc0c1a7e000000000000000000000000000000001" } as const;
const FULL = `0x${"ff".repeat(32)}` as const;

describe("lane words", () => {
  test("golden word: 223 bits of hash, protected, minutes, pending", () => {
    expect(Word.pending(FULL, true, 60)).toBe(`0x${"ff".repeat(27)}ff00000003`);
    expect(Word.pending(FULL, false, 60)).toBe(`0x${"ff".repeat(27)}fe00000003`);
    expect(Word.mask(FULL)).toBe(`0x${"ff".repeat(27)}fe00000000`);
  });

  test("decoding inverts encoding", () => {
    const r = random(6);
    for (let round = 0; round < 300; round++) {
      const word = {
        hash: Word.mask(r.bytes(32)),
        protected: r.bool(),
        expiry: r.below(2 ** 31),
        pending: r.bool(),
      };
      expect(Word.decode(Word.encode(word))).toEqual(word);
    }
  });

  test("expiry is rounded up to the minute, and begins with it", () => {
    const word = Word.pending(FULL, false, 121);
    expect(Word.decode(word).expiry).toBe(3);
    expect(Word.isExpired(word, 179)).toBe(false);
    expect(Word.isExpired(word, 180)).toBe(true);
    expect(Word.isFree(word, 179)).toBe(false);
    expect(Word.isFree(word, 180)).toBe(true);
    expect(Word.decode(Word.pending(FULL, false, 120)).expiry).toBe(2);
  });

  test("an idle word is free and never expired", () => {
    const idle = Word.mask(FULL);
    expect(Word.isExpired(idle, 2 ** 40)).toBe(false);
    expect(Word.isFree(idle, 0)).toBe(true);
  });

  test("first words differ by lane, contract and chain, and are idle", () => {
    const separator = TypedData.domainSeparator(DOMAIN);
    expect(Word.firstWord(DOMAIN, 0)).toBe(Word.genesisWord(separator, 0));
    const words = [
      Word.firstWord(DOMAIN, 0),
      Word.firstWord(DOMAIN, 1),
      Word.firstWord({ ...DOMAIN, chainId: 2 }, 0),
      Word.firstWord({ ...DOMAIN, verifyingContract: "0xc0c1a7e000000000000000000000000000000002" }, 0),
    ];
    expect(new Set(words).size).toBe(4);
    expect(words.map((word) => Word.mask(word))).toEqual(words);
    expect(words[0]).toMatchInlineSnapshot(
      `"0x96e49eba6cd411cd336491a53f885f3c1607a651068958c58e4d573200000000"`,
    );
  });
});
