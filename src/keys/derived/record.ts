import { z } from "zod";
import { addressSchema, bareBytesSchema, curveSchema, pointSchema } from "../../json.ts";

/**
 * What a key that was derived from a passphrase needs besides it to be derived again. Nothing of it is secret; without it the
 * passphrase gives nothing. KD-03.
 */
export const record = z.strictObject({
  format: z.literal("conclave-derivation"),
  version: z.literal(1),
  label: z.string(),
  created: z.iso.datetime(),
  /** Which of the keys of a passphrase it is. */
  context: z.string().max(200),
  salt: bareBytesSchema(32),
  scrypt: z.strictObject({
    n: z
      .int()
      .min(2 ** 12)
      .max(2 ** 20)
      .refine((n) => Number.isInteger(Math.log2(n)), "must be a power of two"),
    r: z.literal(8),
    p: z.literal(1),
  }),
  curve: curveSchema,
  point: pointSchema,
  address: addressSchema,
  /** Counted if it was generated here, else estimated. KD-05. */
  entropy: z.strictObject({ known: z.enum(["counted", "estimated"]), bits: z.number().min(128) }),
});

export type DerivationRecord = z.output<typeof record>;
/** What decides the key. */
export type Recipe = Pick<DerivationRecord, "context" | "salt" | "scrypt" | "curve">;
