import { z } from "zod";
import { BaseError } from "../errors.ts";
import { addressSchema, curveSchema, hashSchema, isOfFormat, pointSchema } from "../json.ts";

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
  curve: curveSchema,
  point: pointSchema,
  address: addressSchema,
  /** SHA-256 of the pack's archive.json. */
  pack: hashSchema,
});
export type Archived = z.output<typeof archivedSchema>;

/** Whether JSON data means to be such a note, sound or not. */
export function looksLikeArchived(value: unknown): boolean {
  return isOfFormat(value, "conclave-archived");
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
