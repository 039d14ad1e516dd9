import { type Address, getAddress, type Hex, recoverAddress, size, slice } from "viem";
import { addressOf } from "../keys/curve.ts";
import { isOwn } from "../keys/ecdsa.ts";
import { prepare } from "./message.ts";
import type { TypedData } from "./signer.ts";

/** Signers that can be checked without a chain: an account, or `verifier ‖ x ‖ y` of a P-256 key. In bytes. */
export const ACCOUNT = 20;
const P256 = 84;
/** Half the order of secp256k1: above it lies the same signature in another spelling. */
const HALF = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n;

/** By what people know a signer: the account, or the low 20 bytes of the hash of a P-256 key (docs/formats.md, 1). */
export function identityOf(signer: Hex): Address | undefined {
  if (size(signer) === ACCOUNT) return getAddress(signer);
  return size(signer) === P256 ? addressOf(slice(signer, ACCOUNT)) : undefined;
}

/** Whether a signature is the signer's own, in the one spelling that counts. Nothing is asked of a chain. */
export async function isSignedBy(signer: Hex, data: TypedData, signature: Hex): Promise<boolean> {
  const { digest } = prepare(data);
  if (size(signer) === P256) return isOwn(slice(signer, ACCOUNT), digest, signature);
  return size(signer) === ACCOUNT && isByAccount(signer, digest, signature);
}

/** Whether a signature over a digest is an account's, in the one spelling that counts. Never throws: what a file holds may be anything. */
export async function isByAccount(account: Hex, hash: Hex, signature: Hex): Promise<boolean> {
  try {
    if (size(signature) !== 65) return false;
    const s = BigInt(slice(signature, 32, 64));
    const v = Number(slice(signature, 64));
    if (s > HALF || (v !== 27 && v !== 28)) return false;
    return (await recoverAddress({ hash, signature })) === getAddress(account);
  } catch {
    return false;
  }
}
