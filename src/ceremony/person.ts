import type { Address, Hex } from "viem";
import { z } from "zod";
import { addressSchema, pointSchema, textSchema } from "../json.ts";
import { addressOf, type PublicKey } from "../keys/curve.ts";
import { isOwn } from "../keys/ecdsa.ts";
import { isOnCurve } from "../keys/point.ts";
import { isByAccount } from "../signer/signature.ts";

const name = textSchema({ lines: false }).min(1).max(80);

/** Somebody, by name and by the key they sign with: an account's address, or the point of a P-256 key. */
export const person = z.union(
  [
    z.strictObject({ name, address: addressSchema }),
    z.strictObject({
      name,
      point: pointSchema.refine((hex) => isOnCurve("P-256", hex), "is no point of P-256"),
    }),
  ],
  { error: "needs a name and either an address, or the point of a P-256 key" },
);

export type Person = z.output<typeof person>;
/** What signs: an account's address, or the point of a P-256 key. */
export type Signing = { readonly address: Address } | { readonly point: Hex };

/** By this a person's key is told from others': docs/formats.md, 1. */
export function identityOf(one: Signing): Address {
  return "address" in one ? one.address : addressOf(one.point);
}

/** How a key signs. */
export function signingOf({ curve, address, point }: PublicKey): Signing {
  return curve === "P-256" ? { point } : { address };
}

/** Whether a signature over a digest is by this key. Never throws: a signature from a file may be anything. */
export async function isBy(by: Signing, digest: Hex, signature: Hex): Promise<boolean> {
  return "address" in by ? isByAccount(by.address, digest, signature) : isOwn(by.point, digest, signature);
}
