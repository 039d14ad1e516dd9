import { z } from "zod";
import * as Canonical from "../canonical.ts";
import { readJson } from "../files.ts";
import { addressSchema, curveSchema, pointSchema, uintSchema } from "../json.ts";
import { activationSchema } from "./activation.ts";

/**
 * A successor that its holder made elsewhere: its public part, how it is kept, and its own proof that it is held. No secret. Custody and what is
 * said of the device are the holder's word; that the key is held is proved.
 */
export const successorSchema = z.strictObject({
  format: z.literal("conclave-successor/1"),
  /** The key that it follows, by its label in the charter. */
  predecessor: z.string().max(64),
  label: z.string().regex(/^[A-Za-z][\w-]{0,63}$/, "must be one word"),
  index: uintSchema(6),
  expires: uintSchema(53),
  curve: curveSchema,
  point: pointSchema,
  address: addressSchema,
  custody: z.string().max(32),
  activation: activationSchema,
});
export type SuccessorFile = z.output<typeof successorSchema>;

export function stringify(file: SuccessorFile): string {
  return Canonical.pretty(successorSchema.parse(file));
}

/** @throws `Files.*` */
export async function read(path: string): Promise<SuccessorFile> {
  return readJson(path, successorSchema);
}
