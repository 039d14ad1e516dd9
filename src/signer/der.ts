import { p256 } from "@noble/curves/nist.js";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import type { Hex } from "viem";
import type { Curve } from "../keys/curve.ts";

/** SubjectPublicKeyInfo of an uncompressed point, as far as the point. */
const SPKI = {
  secp256k1: "3056301006072a8648ce3d020106052b8104000a03420004",
  "P-256": "3059301306072a8648ce3d020106082a8648ce3d03010703420004",
} as const;

/** x ‖ y of a SubjectPublicKeyInfo in DER, if it is an uncompressed point of this curve and nothing else. */
export function pointFromSpki(curve: Curve, der: Uint8Array): Hex | undefined {
  const hex = bytesToHex(Uint8Array.from(der));
  const point = hex.startsWith(SPKI[curve]) ? hex.slice(SPKI[curve].length) : "";
  return point.length === 128 ? `0x${point}` : undefined;
}

/** r ‖ s of an ECDSA signature in strict DER. */
export function signatureFromDer(curve: Curve, der: Uint8Array): Hex | undefined {
  const { Signature } = curve === "P-256" ? p256 : secp256k1;
  try {
    return `0x${bytesToHex(Signature.fromBytes(Uint8Array.from(der), "der").toBytes("compact"))}`;
  } catch {
    return undefined;
  }
}
