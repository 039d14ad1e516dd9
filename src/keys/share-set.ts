import { createHash } from "node:crypto";
import { z } from "zod";
import type { Shape } from "./shape.ts";

const name = z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,63}$/u, {
  error: "must be a name: letters, digits, spaces, . _ -",
});
const hex = (bytes: number) =>
  z.string().regex(new RegExp(`^0x[0-9a-fA-F]{${bytes * 2}}$`), { error: `must be ${bytes} bytes of hex` });

/**
 * What is kept of a set of shares, in clear and beside the keystores: whose key it gives, how many are needed, who was given
 * which, and a digest of each, by which an altered or foreign share is named. A share has as many random bits as the secret, so
 * its digest gives nothing away.
 */
export const shareSet = z.strictObject({
  version: z.literal(1),
  type: z.literal("slip39-set"),
  /** What the shares give: the same bytes mean another wallet as key, as entropy of a mnemonic, and as seed. */
  secret: z.literal("private-key"),
  label: name,
  curve: z.enum(["secp256k1", "P-256"]),
  point: hex(64),
  address: hex(20),
  id: z.int().min(0).max(32_767),
  created: z.iso.datetime(),
  /** Whether the shares give the key only together with a passphrase. */
  passphrase: z.boolean(),
  threshold: z.int().min(1).max(16),
  groups: z
    .array(
      z.strictObject({
        threshold: z.int().min(1).max(16),
        members: z
          .array(z.strictObject({ name, digest: hex(32) }))
          .min(1)
          .max(16),
      }),
    )
    .min(1)
    .max(16),
});
export type ShareSet = z.output<typeof shareSet>;

/** Who is to have a share of which group. */
export type Sharing = {
  readonly threshold: number;
  readonly groups: readonly { readonly threshold: number; readonly members: readonly string[] }[];
};

export function shapeOf({ threshold, groups }: Sharing | ShareSet): Shape {
  return {
    threshold,
    groups: groups.map((group) => ({ threshold: group.threshold, members: group.members.length })),
  };
}

/** Of a share's words in full, in lower case, single spaces between. */
export function digestOf(words: string): `0x${string}` {
  return `0x${createHash("sha256").update(`Conclave SLIP-39 share\n${words}`, "utf8").digest("hex")}`;
}
