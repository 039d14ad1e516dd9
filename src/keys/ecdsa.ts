import { p256 } from "@noble/curves/nist.js";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";
import type { Hex } from "viem";
import type { Curve } from "./curve.ts";
import type { Secret } from "./secret.ts";

/** ECDSA over a digest as it is: Node's own `sign` hashes once more, which a verifier of EIP-712 digests does not. */
const AS_IS = { prehash: false, lowS: true } as const;

/**
 * r ‖ s, and for accounts v (27 or 28): s is at most half the order, for OpenZeppelin's verifiers refuse the other half. The
 * nonce is RFC 6979's, so no random generator can give the key away.
 */
export function sign(secret: Secret, curve: Curve, digest: Hex): Hex {
  return secret.use((key): Hex => {
    const message = hexToBytes(digest.slice(2));
    if (curve === "P-256") return `0x${bytesToHex(p256.sign(message, key, AS_IS))}`;
    const signed = secp256k1.sign(message, key, { ...AS_IS, format: "recovered" });
    const signature = bytesToHex(signed.subarray(1));
    return `0x${signature}${signed[0] === 0 ? "1b" : "1c"}`;
  });
}

/**
 * Whether a signature is the P-256 key's own, in the one spelling that counts. Bytes that are no point or no signature are nobody's: what
 * a file holds may be anything.
 * @param point x ‖ y, 64 bytes
 */
export function isOwn(point: Hex, digest: Hex, signature: Hex): boolean {
  const bytes = hexToBytes(signature.slice(2));
  const publicKey = hexToBytes(`04${point.slice(2)}`);
  return bytes.length === 64 && p256.verify(bytes, hexToBytes(digest.slice(2)), publicKey, AS_IS);
}
