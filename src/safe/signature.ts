import { secp256k1 } from "@noble/curves/secp256k1.js";
import {
  type Address,
  getAddress,
  type Hex,
  hashMessage,
  hexToBytes,
  isAddressEqual,
  keccak256,
  size,
} from "viem";
import { z } from "zod";
import { BaseError } from "../errors.ts";
import { addressSchema, hexSchema } from "../json.ts";

/**
 * How an owner consents. `typed`: EIP-712, v is 27 or 28. `message`: eth_sign over the safeTxHash, v is 31 or 32. `approved`: by
 * `approveHash` on-chain, or by being whoever executes; no bytes. `contract`: what the owner's own `isValidSignature` takes.
 */
export const signatureSchema = z.strictObject({
  owner: addressSchema,
  kind: z.enum(["typed", "message", "approved", "contract"]),
  signature: hexSchema.describe(
    "65 bytes as the Safe takes them; 0x if approved; an EIP-1271 signature if contract",
  ),
});
export type Signature = z.infer<typeof signatureSchema>;

const LENGTH = 65;

/**
 * Checks all of a signature that can be checked without a chain: the form of every kind, and whose it is if a key made it.
 * @throws `SafeSignature.Malformed`, `SafeSignature.NotTheOwners`
 */
export function check({ owner, kind, signature }: Signature, safeTxHash: Hex): void {
  if (kind === "contract") return;
  if (kind === "approved") {
    if (signature !== "0x") throw malformed(owner, "an approval on-chain has no bytes");
    return;
  }
  const v = size(signature) === LENGTH ? Number(`0x${signature.slice(-2)}`) : 0;
  const [low, high] = kind === "typed" ? [27, 28] : [31, 32];
  if (v < low || v > high) throw malformed(owner, `it is not 65 bytes that end in ${low} or ${high}`);
  const signer = recover(safeTxHash, signature);
  if (signer !== null && isAddressEqual(signer, owner)) return;
  throw new BaseError({
    code: "SafeSignature.NotTheOwners",
    message: `the signature filed under ${owner} is ${signer === null ? "nobody's" : `by ${signer}`}: it does not sign this transaction for ${owner}`,
    fix: "take it out and ask the owner to sign this very transaction",
    details: { owner, signer },
  });
}

/**
 * Whose key made a signature of 65 bytes over a Safe's hash, as the Safe itself tells it: by v of 31 and 32 from the hash as
 * eth_sign prefixes it. Null: nobody's.
 */
export function recover(hash: Hex, signature: Hex): Address | null {
  const bytes = hexToBytes(signature);
  const v = bytes.at(-1) ?? 0;
  const [base, digest] = v > 30 ? [31, hashMessage({ raw: hash })] : [27, hash];
  if (bytes.length !== LENGTH || v < base || v > base + 1) return null;
  try {
    const point = secp256k1.Signature.fromBytes(bytes.subarray(0, 64), "compact")
      .addRecoveryBit(v - base)
      .recoverPublicKey(hexToBytes(digest))
      .toBytes(false);
    return getAddress(`0x${keccak256(point.subarray(1)).slice(-40)}`);
  } catch {
    return null;
  }
}

function malformed(owner: Address, why: string): BaseError {
  return new BaseError({
    code: "SafeSignature.Malformed",
    message: `the signature filed under ${owner} has another form than its kind: ${why}`,
    fix: "take it out and ask the owner to sign again",
    details: { owner, why },
  });
}
