import { z } from "zod";
import { curveSchema, pointSchema } from "../json.ts";
import { EXTENSION } from "./v3.ts";

/** The shape of version 3, for whoever reads files. The strongroom does without: what it is given was read by this. */

const hex = (bytes?: number) =>
  z
    .string()
    .regex(
      bytes === undefined ? /^(0x)?([0-9a-f]{2})*$/i : new RegExp(`^(0x)?[0-9a-f]{${bytes * 2}}$`, "i"),
      {
        error: bytes === undefined ? "must be hex" : `must be ${bytes} bytes of hex`,
      },
    );

const cipher = {
  cipher: z.literal("aes-128-ctr"),
  cipherparams: z.object({ iv: hex(16) }),
  ciphertext: hex(),
  mac: hex(32),
};

const scryptParameters = z.object({
  n: z
    .int()
    .min(2)
    .refine((n) => Number.isInteger(Math.log2(n)), "must be a power of two"),
  r: z.int().min(1),
  p: z.int().min(1),
  dklen: z.literal(32),
  salt: hex(),
});

const pbkdf2Parameters = z.object({
  c: z.int().min(1),
  prf: z.literal("hmac-sha256"),
  dklen: z.literal(32),
  salt: hex(),
});

/** What Conclave adds. Not encrypted and not authenticated: whoever can write the file can change it. */
const metadata = z.object({
  version: z.literal(1),
  label: z.string(),
  holder: z.string().optional(),
  purpose: z.string().optional(),
  created: z.iso.datetime(),
  curve: curveSchema,
  /** x ‖ y, 64 bytes. */
  point: pointSchema,
});

const file = z.object({
  version: z.union([z.literal(3), z.literal("3")]),
  id: z.string().optional(),
  address: hex(20).optional(),
  crypto: z.discriminatedUnion("kdf", [
    z.object({ ...cipher, kdf: z.literal("scrypt"), kdfparams: scryptParameters }),
    z.object({ ...cipher, kdf: z.literal("pbkdf2"), kdfparams: pbkdf2Parameters }),
  ]),
  [EXTENSION]: metadata.optional(),
});

export type Metadata = z.output<typeof metadata>;
export type V3 = z.output<typeof file>;

/** Reads the format from JSON data; ethers' capital `Crypto` is accepted and lower-cased. */
export const schema = z.preprocess((value) => {
  if (typeof value !== "object" || value === null || !("Crypto" in value) || "crypto" in value) return value;
  const { Crypto, ...rest } = value;
  return { ...rest, crypto: Crypto };
}, file);
