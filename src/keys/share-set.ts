import { createHash } from "node:crypto";
import { z } from "zod";
import { addressSchema, bareBytesSchema, curveSchema, hashSchema, pointSchema } from "../json.ts";
import { LANGUAGES } from "./seed/language.ts";
import type { Shape } from "./shape.ts";

const name = z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,63}$/u, {
  error: "must be a name: letters, digits, spaces, . _ -",
});

/** What is kept of every set. */
const common = {
  version: z.literal(1),
  type: z.literal("slip39-set"),
  label: name,
  id: z.int().min(0).max(32_767),
  created: z.iso.datetime(),
  /** Whether the shares give the secret only together with a passphrase. */
  passphrase: z.boolean(),
  threshold: z.int().min(1).max(16),
  groups: z
    .array(
      z.strictObject({
        threshold: z.int().min(1).max(16),
        members: z
          .array(z.strictObject({ name, digest: hashSchema }))
          .min(1)
          .max(16),
      }),
    )
    .min(1)
    .max(16),
};

/**
 * What is kept of a set of shares, in clear and beside the keystores: whose key it gives, how many are needed, who was given
 * which, and a digest of each, by which an altered or foreign share is named. A share has as many random bits as the secret, so
 * its digest gives nothing away.
 */
export const shareSet = z.strictObject({
  ...common,
  /** What the shares give: the same bytes mean another wallet as key, as entropy of a mnemonic, and as seed. */
  secret: z.literal("private-key"),
  curve: curveSchema,
  point: pointSchema,
  address: addressSchema,
});

/** The same of a seed: the entropy of its words, without the passphrase of BIP-39 that may belong to it. */
export const seedShareSet = z.strictObject({
  ...common,
  secret: z.literal("bip39-entropy"),
  language: z.enum(LANGUAGES),
  origin: z.enum(["generated", "imported"]),
  /** Whether a passphrase of BIP-39 is needed to get the same keys from the words. */
  bip39Passphrase: z.boolean(),
  /** Of the BIP-32 master key, with that passphrase. */
  fingerprint: bareBytesSchema(4),
});
export type SeedShareSet = z.output<typeof seedShareSet>;
/** What the sets of all secrets have. */
export type Cut = z.output<z.ZodObject<typeof common>>;
export type ShareSet = z.output<typeof shareSet>;

/** Who is to have a share of which group. */
export type Sharing = {
  readonly threshold: number;
  readonly groups: readonly { readonly threshold: number; readonly members: readonly string[] }[];
};

export function shapeOf({ threshold, groups }: Sharing | Cut): Shape {
  return {
    threshold,
    groups: groups.map((group) => ({ threshold: group.threshold, members: group.members.length })),
  };
}

/** Of a share's words in full, in lower case, single spaces between. */
export function digestOf(words: string): `0x${string}` {
  return `0x${createHash("sha256").update(`Conclave SLIP-39 share\n${words}`, "utf8").digest("hex")}`;
}
