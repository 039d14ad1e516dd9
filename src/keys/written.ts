import { BaseError } from "../errors.ts";
import { type Curve, type PublicKey, publicKeyOf } from "./curve.ts";
import { type Cost, encrypt } from "./keystore.ts";
import type { Secret } from "./secret.ts";
import type { Metadata, V3 } from "./v3-schema.ts";

/** What the file tells in clear besides what the key itself gives. */
export type Description = Omit<Metadata, "version" | "curve" | "point">;
export type Written = { readonly v3: V3; readonly publicKey: PublicKey };
export type Draft = { readonly description: Description; readonly curve: Curve; readonly cost: Cost };

/** A private key as a keystore. In the strongroom alone; the key is wiped. @throws `Store.NotAKey` */
export async function write(
  key: Secret,
  password: Secret,
  { description, curve, cost }: Draft,
): Promise<Written> {
  try {
    const publicKey = publicKeyOf(key, curve);
    if (publicKey === undefined) throw notAKey(curve);
    const metadata = { ...description, version: 1, curve, point: publicKey.point } as const;
    return { v3: await encrypt(key, password, publicKey, metadata, cost), publicKey };
  } finally {
    key.wipe();
  }
}

function notAKey(curve: Curve): BaseError {
  return new BaseError({
    code: "Store.NotAKey",
    message: `the secret is not a private key of ${curve}`,
    fix: "a private key has 32 bytes, is not zero and is below the order of the curve",
    details: { curve },
  });
}
