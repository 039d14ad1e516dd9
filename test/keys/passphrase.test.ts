import { wordlist } from "@scure/bip39/wordlists/english.js";
import { describe, expect, it } from "vitest";
import { report } from "../../src/errors.ts";
import { assertStrong, generatePassphrase } from "../../src/keys/passphrase.ts";
import { Secret } from "../../src/keys/secret.ts";
import { refusal } from "./refusal.ts";

describe("generatePassphrase", () => {
  it("gives eight words of the BIP-39 list joined by dashes, new each time, that pass the policy", () => {
    const phrases = Array.from({ length: 200 }, () => generatePassphrase());
    for (const phrase of phrases) {
      const words = phrase.revealText().split("-");
      expect(words).toHaveLength(8);
      for (const word of words) expect(wordlist).toContain(word);
      expect(() => assertStrong(phrase)).not.toThrow();
    }
    expect(new Set(phrases.map((phrase) => phrase.revealText())).size).toBe(200);
  });

  it("draws from the whole list", () => {
    const seen = new Set(
      Array.from({ length: 2500 }, () => generatePassphrase().revealText().split("-")).flat(),
    );
    // 20,000 draws miss a given word with probability e^-9.8: some 0.1 of 2048 are expected to be missing.
    expect(seen.size).toBeGreaterThan(2040);
  });
});

describe("assertStrong", () => {
  it.each([
    ["short", "Tr0ub4dor&3"],
    ["one character", "aaaaaaaaaaaaaaaa"],
    ["four characters", "abababcdcdcdabcd"],
    ["a common word and numbers", "Password123456"],
    ["a common word, many times", "passwordpassword"],
    ["the project's name", "Conclave2026!"],
    ["a keyboard run", "qwertyqwerty12345"],
    ["digits only", "31415926535897932384"],
  ])("refuses what is %s, without showing it", async (_, text) => {
    const error = await refusal(() => assertStrong(Secret.text(text)));
    expect(error.code).toBe("Password.TooWeak");
    expect(JSON.stringify(report(error))).not.toContain(text);
  });

  it.each(["correct horse battery", "kX9#vLq2!mZt", "\u{1f512}\u{1f511}\u{1f30d}\u{1f331}\u{1f680}abcdefg"])(
    "accepts %s",
    (text) => {
      expect(() => assertStrong(Secret.text(text))).not.toThrow();
    },
  );

  it("counts characters, not bytes or code units", async () => {
    const eleven = "\u{1f512}\u{1f511}\u{1f30d}\u{1f331}\u{1f680}abcdef";
    expect([...eleven]).toHaveLength(11);
    expect((await refusal(() => assertStrong(Secret.text(eleven)))).code).toBe("Password.TooWeak");
  });
});
