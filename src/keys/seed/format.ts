import { z } from "zod";
import { bareBytesSchema, isOfFormat } from "../../json.ts";
import { LANGUAGES } from "./language.ts";

/**
 * The file of a seed: the entropy of a BIP-39 mnemonic, encrypted. 24 words have 32 bytes, as a private key has; so this is no
 * Web3 keystore: it has no `crypto` section and another version, its cipher is another, and what is encrypted has a length in
 * front. No program can take the one for the other. Unlike in a keystore, everything in clear is authenticated.
 */

/** How many words a mnemonic may have. */
export const COUNTS = [12, 15, 18, 21, 24] as const;
type Count = (typeof COUNTS)[number];

/** N = 2^12 is for tests, as with keystores; more than 2^20 would take more than 1 GiB. */
const cost = z
  .int()
  .min(2 ** 12)
  .max(2 ** 20)
  .refine((n) => Number.isInteger(Math.log2(n)), "must be a power of two");

/** What is in clear, and bound to the entropy by the cipher. */
const header = {
  format: z.literal("conclave-seed"),
  version: z.literal(1),
  kind: z.literal("bip39-entropy"),
  label: z.string(),
  holder: z.string().optional(),
  purpose: z.string().optional(),
  created: z.iso.datetime(),
  /** Whether the entropy was made here, or came as words that somebody else chose. KG-04 */
  origin: z.enum(["generated", "imported"]),
  words: z.literal(COUNTS),
  language: z.enum(LANGUAGES),
  /** Whether a BIP-39 passphrase belongs to it, which is in no list of words. */
  passphrase: z.boolean(),
  /** Of the BIP-32 master key, as hardware wallets show it: tells words and passphrase from wrong ones. */
  fingerprint: bareBytesSchema(4),
};

export const schema = z.strictObject({
  ...header,
  sealed: z.strictObject({
    cipher: z.literal("aes-256-gcm"),
    kdf: z.literal("scrypt"),
    kdfparams: z.strictObject({ n: cost, r: z.literal(8), p: z.literal(1), salt: bareBytesSchema(32) }),
    nonce: bareBytesSchema(12),
    tag: bareBytesSchema(16),
    ciphertext: z.string().regex(/^([0-9a-f]{2}){17,1100}$/, "must be hex"),
  }),
});

export type SeedFile = z.output<typeof schema>;
export type Sealed = SeedFile["sealed"];
export type Header = Omit<SeedFile, "sealed">;

/** How many words an entropy has; undefined if it is no mnemonic's. */
export function countOf(entropy: { readonly length: number }): Count | undefined {
  return COUNTS.find((count) => count * 4 === entropy.length * 3);
}

/** What people say of a seed. */
export type SeedDescription = Pick<Header, "label" | "holder" | "purpose" | "created">;

/** Whether JSON data means to be a seed, sound or not. */
export function looksLikeSeed(value: unknown): boolean {
  return isOfFormat(value, "conclave-seed");
}
