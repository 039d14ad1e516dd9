import type { Hex } from "viem";
import { BaseError } from "../../errors.ts";
import { ageOperations } from "../age/operations.ts";
import { type Curve, generatePrivateKey, type PublicKey } from "../curve.ts";
import { deriveKey } from "../derived/operation.ts";
import { sign as signDigest } from "../ecdsa.ts";
import { makeMixed } from "../entropy/make.ts";
import { checkFileShares, openFiles, sealFiles } from "../file-shares.ts";
import { type Cost, decrypt } from "../keystore.ts";
import { makeLogKey, signHead } from "../log-key.ts";
import type * as Recover from "../recover.ts";
import type { Secret } from "../secret.ts";
import * as seeds from "../seed/operations.ts";
import type * as SeedShares from "../seed/shares.ts";
import type * as Split from "../split.ts";
import { estimate } from "../strength.ts";
import { EXTENSION, type V3 } from "../v3.ts";
import { type Description, type Draft, type Written, write } from "../written.ts";

/**
 * What is done with private keys. Each operation runs in a process of its own (door.ts) that ends with it. It takes and gives
 * plain JSON; secrets come beside it, in an order of their own, and none leaves but by what is shown to people (show.ts).
 */
export const operations = {
  make,
  makeMixed,
  seal,
  reencrypt,
  open,
  sign,
  estimate,
  splitKey,
  recoverKey,
  checkShares,
  splitSeed,
  recoverSeed,
  sealFiles,
  openFiles,
  checkFileShares,
  makeLogKey,
  signHead,
  ...ageOperations,
  ...seeds,
  deriveKey,
};
export type Operations = typeof operations;

// Loaded when needed: the package for shares extends the prototypes of strings and arrays.
async function splitKey(...given: Parameters<typeof Split.splitKey>) {
  return (await import("../split.ts")).splitKey(...given);
}
async function splitSeed(...given: Parameters<typeof SeedShares.splitSeed>) {
  return (await import("../seed/shares.ts")).splitSeed(...given);
}
async function recoverSeed(...given: Parameters<typeof SeedShares.recoverSeed>) {
  return (await import("../seed/shares.ts")).recoverSeed(...given);
}
async function recoverKey(...given: Parameters<typeof Recover.recoverKey>) {
  return (await import("../recover.ts")).recoverKey(...given);
}
async function checkShares(...given: Parameters<typeof Recover.checkShares>) {
  return (await import("../recover.ts")).checkShares(...given);
}

/** Makes a key and encrypts it. */
async function make(draft: Draft, { password }: { password: Secret }): Promise<Written> {
  return write(generatePrivateKey(draft.curve), password, draft);
}

/** Encrypts a key that exists. @throws `Store.NotAKey` */
async function seal(draft: Draft, { key, password }: { key: Secret; password: Secret }): Promise<Written> {
  return write(key, password, draft);
}

/** Opens a keystore and encrypts its key anew. @throws what `decrypt` throws */
async function reencrypt(
  { v3, description, cost }: { readonly v3: V3; readonly description: Description; readonly cost: Cost },
  { old, password }: { old: Secret; password: Secret },
): Promise<Written> {
  const { secret, publicKey } = await decrypt(v3, old);
  return write(secret, password, { description, curve: publicKey.curve, cost });
}

/** Opens a keystore and tells whose key it holds. @throws what `decrypt` throws */
async function open({ v3 }: { readonly v3: V3 }, { password }: { password: Secret }): Promise<PublicKey> {
  const { secret, publicKey } = await decrypt(v3, password);
  secret.wipe();
  return publicKey;
}

/** Signs a digest with the key of a keystore, if it lies on the curve. @throws what `decrypt` throws, `Key.WrongCurve` */
async function sign(
  { v3, curve, digest }: { readonly v3: V3; readonly curve: Curve; readonly digest: Hex },
  { password }: { password: Secret },
): Promise<{ readonly publicKey: PublicKey; readonly signature: Hex }> {
  assertCurve(v3[EXTENSION]?.curve ?? "secp256k1", curve);
  const { secret, publicKey } = await decrypt(v3, password);
  try {
    return { publicKey, signature: signDigest(secret, curve, digest) };
  } finally {
    secret.wipe();
  }
}

function assertCurve(curve: Curve, wanted: Curve): void {
  if (curve === wanted) return;
  throw new BaseError({
    code: "Key.WrongCurve",
    message: `the keystore holds a key of ${curve}, this needs one of ${wanted}`,
    fix: "use a secp256k1 key for accounts and transactions, a P-256 key for ERC-7913 signers",
    details: { curve, wanted },
  });
}
