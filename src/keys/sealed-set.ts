import { z } from "zod";
import { bareBytesSchema } from "../json.ts";

/** Files that are sealed together, at most. */
export const MAX_FILES = 256;
export const MAX_CONTENT = 16 * 2 ** 20;

/** A path below the folder that is made when the files are opened: no way out of it, nothing hidden, no drives. */
const path = z
  .string()
  .max(500)
  .regex(/^[\p{L}\p{N}_-][\p{L}\p{N} ._-]*(\/[\p{L}\p{N}_-][\p{L}\p{N} ._-]*)*$/u, {
    error: "must be a plain path, with names of letters, digits, spaces, . _ -",
  });

/** What of sealed files is readable, and authentic once they are opened. */
export const sealedHeader = z.strictObject({
  version: z.literal(1),
  type: z.literal("sealed-files"),
  /** Random, and the same in all shares. */
  set: bareBytesSchema(8),
  created: z.iso.datetime(),
  threshold: z.int().min(2).max(16),
  shares: z
    .array(z.strictObject({ name: z.string().min(1).max(64), digest: bareBytesSchema(32) }))
    .min(2)
    .max(16),
  files: z
    .array(z.strictObject({ path, size: z.int().min(0).max(MAX_CONTENT) }))
    .min(1)
    .max(MAX_FILES),
});
export type SealedHeader = z.output<typeof sealedHeader>;

/** Files under AES-256-GCM with a key that exists in shares alone. */
export const sealedFiles = z.strictObject({
  header: sealedHeader,
  /** Of the key, which GCM does not bind by itself. */
  commitment: bareBytesSchema(32),
  nonce: bareBytesSchema(12),
  tag: bareBytesSchema(16),
  ciphertext: z.base64().max(2 * MAX_CONTENT),
});
export type SealedFiles = z.output<typeof sealedFiles>;
