import { createHmac } from "node:crypto";
import { HDKey } from "@scure/bip32";
import { describe, expect, it } from "vitest";
import { Secret } from "../../../src/keys/secret.ts";
import { LANGUAGES, type Language, wordsOf } from "../../../src/keys/seed/language.ts";
import { entropyOf, mnemonicOf, seedOf } from "../../../src/keys/seed/mnemonic.ts";
import { DEFAULT_PATH, normalPath } from "../../../src/keys/seed/path.ts";
import { fingerprintOf, keyAt } from "../../../src/keys/seed/tree.ts";
import bip32 from "../../vectors/bip/bip32.json" with { type: "json" };
import bip39 from "../../vectors/bip/bip39.json" with { type: "json" };
import { refusal } from "../refusal.ts";
import { ENTROPY, WORDS } from "./words.ts";

type Vector = { passphrase: string; entropy: string; words: string; seed: string };

const hex = (secret: Secret) => secret.use((bytes) => bytes.toString("hex"));
const fromHex = (text: string) => Secret.take(Buffer.from(text, "hex"));
const vectors = Object.entries(bip39).flatMap(([language, list]) =>
  list.map((vector: Vector, i) => [language as Language, i, vector] as const),
);

describe("BIP-39 vectors", () => {
  it.each(vectors)("%s %i: words and seed of the entropy", async (language, _, vector) => {
    const { entropy, words, passphrase, seed } = vector;
    const made = await mnemonicOf(fromHex(entropy), language);
    expect(made.normalize("NFKD")).toBe(words.normalize("NFKD"));
    expect(hex(await seedOf(fromHex(entropy), Secret.text(passphrase), language))).toBe(seed);
  });

  it.each(vectors)(
    "%s %i: entropy of the words, unless they repeat as none at random do",
    async (language, _, vector) => {
      const said = vector.words.normalize("NFKD").split(" ");
      const read = () => entropyOf(Secret.text(vector.words), language);
      if (new Set(said).size > said.length / 2 + 1) expect(hex(await read())).toBe(vector.entropy);
      else expect((await refusal(read)).code).toBe("Seed.TooRegular");
    },
  );
});

describe("words as people write them", () => {
  it.each([
    ["capitals", WORDS.toUpperCase()],
    ["spaces, tabs and an end of line", `  ${WORDS.replaceAll(" ", " \t ")}  \n`],
    ["ideographic spaces", WORDS.replaceAll(" ", "\u3000")],
  ])("given %s, reads them", async (_, text) => {
    expect(hex(await entropyOf(Secret.text(text), "english"))).toBe(ENTROPY);
  });

  it("given a word that is not in the list, tells its place and not the word", async () => {
    const error = await refusal(() =>
      entropyOf(Secret.text(WORDS.replace("gorilla", "gorrilla")), "english"),
    );
    expect(error.code).toBe("Seed.BadWord");
    expect(error.details).toEqual({ positions: [4], language: "english" });
    expect(JSON.stringify(error)).not.toMatch(/gorr?illa/);
  });

  it.each([
    ["a word too few", WORDS.replace(" inside", ""), "Seed.BadCount"],
    ["nothing", "", "Seed.BadCount"],
    ["two words exchanged", WORDS.replace("panda eyebrow", "eyebrow panda"), "Seed.BadChecksum"],
    ["only the first four letters", WORDS.replace("gorilla", "gori"), "Seed.BadWord"],
    ["another language", WORDS, "Seed.BadWord", "french"],
    ["the example of every development node", `${"test ".repeat(11)}junk`, "Seed.TooRegular"],
  ])("given %s, refuses", async (_, text, code, language = "english") => {
    const error = await refusal(() => entropyOf(Secret.text(text), language as Language));
    expect(error.code).toBe(code);
  });

  it.each(LANGUAGES)("%s: has 2,048 words, and reads what it writes", async (language) => {
    expect(new Set(await wordsOf(language)).size).toBe(2048);
    expect(hex(await entropyOf(Secret.text(await mnemonicOf(fromHex(ENTROPY), language)), language))).toBe(
      ENTROPY,
    );
  });
});

describe("BIP-32 vectors", () => {
  it.each(bip32.valid)("$seed at $path", ({ seed, path, private: extended }) => {
    const expected = HDKey.fromExtendedKey(extended);
    expect(hex(keyAt(fromHex(seed), path))).toBe(Buffer.from(expected.privateKey ?? []).toString("hex"));
    if (path === "m") {
      const fingerprint = expected.fingerprint.toString(16).padStart(8, "0");
      expect(fingerprintOf(fromHex(seed))).toBe(fingerprint);
    }
  });

  it.each(bip32.invalid)("the library refuses %s", (extended) => {
    expect(() => HDKey.fromExtendedKey(extended)).toThrow();
  });
});

describe("normalPath", () => {
  it.each([
    ["m/44'/60'/0'/0'/0'", DEFAULT_PATH],
    ["m/44h/60H/0'/0/7'", "m/44'/60'/0'/0/7'"],
    [" m/2147483647' ", "m/2147483647'"],
  ])("reads %s as %s", (path, expected) => {
    expect(normalPath(path)).toBe(expected);
  });

  it.each([
    "",
    "m",
    "m/",
    "44'/60'",
    "m//0'",
    "m/-1'",
    "m/01'",
    "m/2147483648'",
    "m/0''",
    "m/a'",
    `m${"/0'".repeat(11)}`,
  ])("refuses %j", async (path) => {
    expect((await refusal(() => normalPath(path))).code).toBe("Seed.BadPath");
  });

  it("given a last level that is not hardened, refuses unless told otherwise", async () => {
    const path = "m/44'/60'/0'/0/0";
    const error = await refusal(() => normalPath(path));
    expect(error.code).toBe("Seed.NotHardened");
    expect(error.fix).toContain("extended public key");
    expect(normalPath(path, { unhardened: true })).toBe(path);
  });

  it("shows why: a child that is not hardened, with the public key above, gives the private key above", () => {
    const parent = HDKey.fromMasterSeed(Buffer.alloc(32, 7)).derive("m/44'/60'/0'/0");
    const child = parent.deriveChild(3);
    const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
    // What is added to the parent's key depends on public values alone: it can be taken off again.
    const known = HDKey.fromExtendedKey(parent.publicExtendedKey);
    const added = hmac(known, 3);
    const found =
      (BigInt(`0x${Buffer.from(child.privateKey ?? []).toString("hex")}`) - added + order) % order;
    expect(found.toString(16).padStart(64, "0")).toBe(Buffer.from(parent.privateKey ?? []).toString("hex"));
  });
});

/** IL of BIP-32 for a child that is not hardened. */
function hmac({ publicKey, chainCode }: HDKey, index: number): bigint {
  const data = Buffer.alloc(37);
  data.set(publicKey ?? []);
  data.writeUInt32BE(index, 33);
  const digest = createHmac("sha512", Buffer.from(chainCode ?? []))
    .update(data)
    .digest();
  return BigInt(`0x${digest.subarray(0, 32).toString("hex")}`);
}
