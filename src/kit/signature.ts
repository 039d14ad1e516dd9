import { z } from "zod";
import { pretty } from "../canonical.ts";
import { hashSchema, hexSchema, uintSchema } from "../json.ts";

/**
 * One signature on its way back from a machine without network. It says nothing that is not checked where it arrives: the act is part of
 * what was signed, the id tells to which file it goes.
 */
export const signatureFileSchema = z.strictObject({
  format: z.literal("conclave-signature/1"),
  id: hashSchema.describe("of the proposal"),
  act: z.enum(["propose", "approve", "test"]),
  key: uintSchema(6).describe("index in the roster"),
  signature: hexSchema.refine((value) => value !== "0x", "a signature is not empty"),
});

export type SignatureFile = z.output<typeof signatureFileSchema>;

export function stringify(file: SignatureFile): string {
  return pretty(file);
}
