import { z } from "zod";
import { BaseError } from "../errors.ts";

/**
 * What stays where a key's file was once the key is archived: that it was, and how to know the pack it went to. The key stays listed, its
 * label is not given away, and nothing signs with it.
 */
export const archivedSchema = z.strictObject({
  format: z.literal("conclave-archived"),
  version: z.literal(1),
  label: z.string(),
  holder: z.string().optional(),
  purpose: z.string().optional(),
  created: z.iso.datetime().optional(),
  archived: z.iso.datetime(),
  curve: z.enum(["secp256k1", "P-256"]),
  point: z.string().regex(/^0x[0-9a-f]{128}$/, "must be 64 bytes of hex"),
  address: z.string().regex(/^0x[0-9a-fA-F]{40}$/, "must be an address"),
  /** SHA-256 of the pack's archive.json. */
  pack: z.string().regex(/^0x[0-9a-f]{64}$/, "must be 32 bytes of hex"),
});
export type Archived = z.output<typeof archivedSchema>;

/** Whether JSON data means to be such a note, sound or not. */
export function looksLikeArchived(value: unknown): boolean {
  return (
    typeof value === "object" && value !== null && "format" in value && value.format === "conclave-archived"
  );
}

/** The error for whoever would use an archived key. */
export function isArchived(path: string): BaseError {
  return new BaseError({
    code: "Store.Archived",
    message: `the key of ${path} is archived, and no longer used`,
    fix: "use its successor; what must still be done with it is done from the archive, by those who keep it",
    details: { path },
  });
}
