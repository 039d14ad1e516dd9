import type { Hex } from "viem";
import { BaseError } from "../../errors.ts";
import { type Curve, generatePrivateKey, type PublicKey } from "../curve.ts";
import { sign as signDigest } from "../ecdsa.ts";
import { type Cost, decrypt } from "../keystore.ts";
import type { Secret } from "../secret.ts";
import { EXTENSION } from "../v3.ts";
import type { V3 } from "../v3-schema.ts";
import { type Description, type Draft, type Written, write } from "../written.ts";

/** An operation of another file, loaded when it is asked for: signatures wait for nothing else. */
function from<M, N extends keyof M>(load: () => Promise<M>, name: N): M[N] {
  return (async (...given: readonly unknown[]) =>
    ((await load())[name] as (...given: readonly unknown[]) => unknown)(...given)) as M[N];
}

const seeds = () => import("../seed/operations.ts");
const seedShares = () => import("../seed/shares.ts");
const shares = () => import("../recover.ts");
const files = () => import("../file-shares.ts");
const logKey = () => import("../log-key.ts");
const identity = () => import("../age/identity.ts");
const parcel = () => import("../age/parcel.ts");
const share = () => import("../age/share.ts");

/**
 * What is done with private keys. Each operation runs in a process of its own (door.ts) that ends with it. It takes and gives
 * plain JSON; secrets come beside it, in an order of their own, and none leaves but by what is shown to people (show.ts).
 */
export const operations = {
  make,
  seal,
  reencrypt,
  open,
  sign,
  makeMixed: from(() => import("../entropy/make.ts"), "makeMixed"),
  estimate: from(() => import("../strength.ts"), "estimate"),
  deriveKey: from(() => import("../derived/operation.ts"), "deriveKey"),
  splitKey: from(() => import("../split.ts"), "splitKey"),
  recoverKey: from(shares, "recoverKey"),
  checkShares: from(shares, "checkShares"),
  sealFiles: from(files, "sealFiles"),
  openFiles: from(files, "openFiles"),
  checkFileShares: from(files, "checkFileShares"),
  makeLogKey: from(logKey, "makeLogKey"),
  signHead: from(logKey, "signHead"),
  makeIdentity: from(identity, "makeIdentity"),
  testIdentity: from(identity, "testIdentity"),
  wrapKey: from(parcel, "wrapKey"),
  unwrapKey: from(parcel, "unwrapKey"),
  wrapShare: from(share, "wrapShare"),
  unwrapShare: from(share, "unwrapShare"),
  testShare: from(share, "testShare"),
  splitSeed: from(seedShares, "splitSeed"),
  recoverSeed: from(seedShares, "recoverSeed"),
  makeSeed: from(seeds, "makeSeed"),
  importSeed: from(seeds, "importSeed"),
  openSeed: from(seeds, "openSeed"),
  showSeed: from(seeds, "showSeed"),
  checkSeed: from(seeds, "checkSeed"),
  derivePublic: from(seeds, "derivePublic"),
  deriveKeystore: from(seeds, "deriveKeystore"),
  signFromSeed: from(seeds, "signFromSeed"),
};
export type Operations = typeof operations;

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
