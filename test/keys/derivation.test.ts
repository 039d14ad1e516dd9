import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { counterKdf, derive, type Hash, hkdf, newSalt, stretch } from "../../src/keys/derivation.ts";
import { Secret } from "../../src/keys/secret.ts";
import rfc5869 from "../vectors/kdf/hkdf-sha256.json" with { type: "json" };
import rfc7914 from "../vectors/kdf/scrypt.json" with { type: "json" };
import cavp from "../vectors/kdf/sp800-108-counter.json" with { type: "json" };
import { refusal } from "./refusal.ts";

const bytes = (hex: string) => Buffer.from(hex, "hex");
const secret = (hex: string) => Secret.take(bytes(hex));
const hex = (found: Secret) => found.use((value) => value.toString("hex"));

describe("published vectors", () => {
  it.each(cavp.map((vector, i) => [i, vector] as const))("SP 800-108 counter mode %i", (_, vector) => {
    const { hash, bits, key, fixed, output } = vector;
    expect(hex(counterKdf(hash as Hash, secret(key), bytes(fixed), bits / 8))).toBe(output);
  });

  it.each(rfc5869)("RFC 5869 of $length bytes", ({ ikm, salt, info, length, okm }) => {
    expect(hex(hkdf("sha256", secret(ikm), bytes(salt), bytes(info), length))).toBe(okm);
  });

  it.each(rfc7914.filter(({ N }) => N < 2 ** 20))("RFC 7914 with N = $N", (vector) => {
    const { password, salt, N: n, r, p, length, output } = vector;
    expect(hex(stretch(Secret.text(password), Buffer.from(salt), { n, r, p }, length))).toBe(output);
  });
});

describe("derive", () => {
  const KEY = "c7".repeat(32);
  const purpose = { label: "backup", context: "ana", salt: bytes("5b".repeat(32)), length: 32 };
  const of = (change: Partial<typeof purpose>, key = KEY) =>
    hex(derive(secret(key), { ...purpose, ...change }));

  it("gives what SP 800-108 gives for the input that is written down", () => {
    const fixed =
      "0006" +
      Buffer.from("backup").toString("hex") +
      "00" +
      "0003" +
      Buffer.from("ana").toString("hex") +
      "0020" +
      "5b".repeat(32) +
      "00000100";
    const extracted = createHmac("sha512", purpose.salt).update(bytes(KEY)).digest();
    const output = createHmac("sha512", extracted)
      .update(bytes(`00000001${fixed}`))
      .digest();
    expect(of({})).toBe(output.subarray(0, 32).toString("hex"));
  });

  it("given the same, gives the same; given anything else, gives something else", () => {
    const others = [
      of({ label: "backup2" }),
      of({ context: "ben" }),
      of({ context: "" }),
      of({ salt: bytes("5c".repeat(32)) }),
      of({ length: 33 }).slice(0, 64),
      of({}, "c8".repeat(32)),
    ];
    expect(of({})).toBe(of({}));
    expect(new Set([of({}), ...others]).size).toBe(7);
  });

  it("given parts that are moved across their borders, gives something else each time", () => {
    const salt = Buffer.from("0000000000000000000000000000000000", "hex");
    const found = [
      of({ label: "ab", context: "c" }),
      of({ label: "a", context: "bc" }),
      of({ label: "abc", context: "" }),
      of({ label: "ab\0", context: "c" }),
      of({ label: "ab", context: "\0c" }),
      // HMAC pads its key with zeros: by itself it takes these salts for one.
      of({ salt }),
      of({ salt: salt.subarray(1) }),
    ];
    expect(new Set(found).size).toBe(found.length);
  });

  it.each([
    ["no label", { label: "" }],
    ["a short salt", { salt: Buffer.alloc(15) }],
    ["a short output", { length: 8 }],
    ["more than anybody needs", { length: 1025 }],
    ["half a character", { context: "\ud800" }],
    ["a label that is too long", { label: "x".repeat(70_000) }],
  ])("given %s, refuses", async (_, change) => {
    expect((await refusal(() => of(change))).code).toBe("Derivation.BadPurpose");
  });

  it("has a new salt each time", () => {
    expect(newSalt().equals(newSalt())).toBe(false);
    expect(newSalt()).toHaveLength(32);
  });
});
