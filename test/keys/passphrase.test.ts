import { wordlist } from "@scure/bip39/wordlists/english.js";
import { describe, expect, it } from "vitest";
import { report } from "../../src/errors.ts";
import { assertStrong, generatePassphrase, passphraseBits } from "../../src/keys/passphrase.ts";
import { Secret } from "../../src/keys/secret.ts";
import { estimate } from "../../src/keys/strength.ts";
import { refusal } from "./refusal.ts";

async function bits(text: string, known: readonly string[] = []): Promise<number> {
  return (await estimate({ known }, { password: Secret.text(text) })).bits;
}

describe("generatePassphrase", () => {
  it("gives eight words of the BIP-39 list joined by dashes, new each time: 88 bits", () => {
    const phrases = Array.from({ length: 200 }, () => generatePassphrase());
    for (const phrase of phrases) {
      const words = phrase.revealText().split("-");
      expect(words).toHaveLength(8);
      for (const word of words) expect(wordlist).toContain(word);
    }
    expect(new Set(phrases.map((phrase) => phrase.revealText())).size).toBe(200);
    expect([passphraseBits(), passphraseBits(12)]).toEqual([88, 132]);
  });

  it("draws from the whole list", () => {
    const seen = new Set(
      Array.from({ length: 2500 }, () => generatePassphrase().revealText().split("-")).flat(),
    );
    // 20,000 draws miss a given word with probability e^-9.8: some 0.1 of 2048 are expected to be missing.
    expect(seen.size).toBeGreaterThan(2040);
  });

  it("passes the floor for typed passwords when it is typed", async () => {
    for (let i = 0; i < 20; i++) expect(await bits(generatePassphrase().revealText())).toBeGreaterThan(65);
  });
});

describe("estimate", () => {
  it.each([
    ["short", "Tr0ub4dor&3"],
    ["one character", "a".repeat(100)],
    ["four characters over and over", "abababcdcdcdabcdabababcdcdcdabcd"],
    ["a common word and numbers", "Password1234567890"],
    ["a common word, many times", "passwordpasswordpasswordpassword"],
    ["spelled with digits", "p4ssw0rd-l3tm31n-w3lc0m3"],
    ["the project's name", "Conclave2026!Conclave2026!"],
    ["a keyboard run", "qwertyuiopasdfghjklzxcvbnm1234567890"],
    ["a famous passphrase", "Correct-Horse-Battery-Staple"],
    ["a famous sentence", "the quick brown fox jumps over the lazy dog"],
    ["a famous number", "31415926535897932384626433832795"],
    ["too few random characters", "kX9#vLq2!mZt"],
  ])("finds what is %s below 65 bits", async (_, text) => {
    expect(await bits(text)).toBeLessThan(65);
  });

  it.each(["tundra clarinet 48 mossy hinge", "gravel-9117-Umbrella-ostrich", "Vq7#mXz!4pLw@Rk9&sTb"])(
    "finds a strong one above 65 bits (%#)",
    async (text) => {
      expect(await bits(text)).toBeGreaterThan(65);
    },
  );

  it("rates random characters too low: 16 of them are refused, 20 pass", async () => {
    const characters = "Vq7#mXz!4pLw@Rk9&sTb";
    expect(Math.floor(await bits(characters.slice(0, 16)))).toBe(53);
    expect(await bits(characters)).toBeGreaterThan(65);
  });

  it("given what is known of the key, counts it for little", async () => {
    const text = "Zdenka-Kropacova-treasury-7";
    const before = await bits(text);
    expect(before).toBeGreaterThan(65);
    expect(await bits(text, ["treasury", "Zdenka Kropacova"])).toBeLessThan(before - 20);
  });

  it("given no text, finds nothing; given very much, judges the beginning and ends", async () => {
    expect(await bits("")).toBe(0);
    const start = "4@8({[<369&#!1/|0$5+7%2".repeat(6).slice(0, 128);
    expect(await bits(start + "x".repeat(896))).toBe(await bits(start));
  });
});

describe("assertStrong", () => {
  it("refuses a weak password by its estimate, without showing it", async () => {
    const text = "Tr0ub4dor&3-summer";
    const error = await refusal(() => assertStrong(Secret.text(text)));
    expect(error.code).toBe("Password.TooWeak");
    expect(error.details).toEqual({ bits: expect.any(Number), wanted: 65 });
    expect(error.details.bits).toBeLessThan(65);
    expect(JSON.stringify(report(error)) + String(error.stack)).not.toContain(text);
  });

  it("accepts a strong one, unless more is wanted", async () => {
    const text = "gravel-9117-Umbrella-ostrich";
    await assertStrong(Secret.text(text));
    const error = await refusal(() => assertStrong(Secret.text(text), { bits: 128 }));
    expect(error.details).toMatchObject({ wanted: 128 });
  });
});
