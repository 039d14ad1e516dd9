import { p256 } from "@noble/curves/nist.js";
import { bytesToHex, type Hex, hexToBytes } from "viem";
import type { Secret } from "./secret.ts";

/** ECDSA on P-256 over a digest as it is: Node's own `sign` hashes once more, which a verifier of EIP-712 digests does not. */
const AS_IS = { prehash: false, lowS: true } as const;

/**
 * r ‖ s, 64 bytes, s at most half the order: OpenZeppelin's verifier refuses the other half. The nonce is RFC 6979's, so no
 * random generator can give the key away.
 */
export function sign(secret: Secret, digest: Hex): Hex {
  return secret.use((key) => bytesToHex(p256.sign(hexToBytes(digest), key, AS_IS)));
}

/**
 * Whether a signature is the key's own, to catch a fault before it is sent.
 *
 * @param point x ‖ y, 64 bytes
 */
export function isOwn(point: Hex, digest: Hex, signature: Hex): boolean {
  const bytes = hexToBytes(signature);
  const publicKey = hexToBytes(`0x04${point.slice(2)}`);
  return bytes.length === 64 && p256.verify(bytes, hexToBytes(digest), publicKey, AS_IS);
}
