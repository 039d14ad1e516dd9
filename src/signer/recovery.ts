import { p256 } from "@noble/curves/nist.js";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";
import type { Address, Hex } from "viem";
import { addressOf, type Curve } from "../keys/curve.ts";
import { otherKey } from "./other-key.ts";

/** Whose signature it should be. */
export type Owner = { readonly label: string; readonly curve: Curve; readonly point: Hex };

const AS_IS = { prehash: false, lowS: true } as const;

/**
 * A signature by a device or a service as contracts take it: r ‖ s with low s, and for accounts v (27 or 28), by which it recovers to the
 * owner's point. Tokens know neither low s nor v: about half of what they sign would be refused on-chain. What v came along is not
 * believed.
 * @param signature r ‖ s, 64 bytes, with or without v
 * @throws `Signer.OtherKey`
 */
export function finish({ label, curve, point }: Owner, digest: Hex, signature: Hex): Hex {
  const rs = /^0x([0-9a-f]{128})([0-9a-f]{2})?$/i.exec(signature)?.[1];
  const finished =
    rs === undefined ? undefined : inOurForm(curve, point, hexToBytes(digest.slice(2)), hexToBytes(rs));
  if (finished !== undefined) return finished;
  throw otherKey(label, { expected: point });
}

/** The point of the account that made a signature, if it is this account; whatever s and v it has. */
export function recoverPoint(account: Address, digest: Hex, signature: Hex): Hex | undefined {
  const rs = /^0x([0-9a-f]{128})/i.exec(signature)?.[1] ?? "";
  for (const bit of [0, 1]) {
    try {
      const parts = secp256k1.Signature.fromBytes(hexToBytes(rs)).addRecoveryBit(bit);
      const point: Hex = `0x${bytesToHex(parts.recoverPublicKey(hexToBytes(digest.slice(2))).toBytes(false)).slice(2)}`;
      if (addressOf(point) === account) return point;
    } catch {
      // Out of range, or no point.
    }
  }
  return undefined;
}

function inOurForm(curve: Curve, point: Hex, digest: Uint8Array, rs: Uint8Array): Hex | undefined {
  const publicKey = hexToBytes(`04${point.slice(2)}`);
  try {
    if (curve === "P-256") {
      const low = lowered(p256.Signature.fromBytes(rs), p256.Point.CURVE().n, p256.Signature);
      return p256.verify(low.toBytes(), digest, publicKey, AS_IS)
        ? `0x${bytesToHex(low.toBytes())}`
        : undefined;
    }
    const low = lowered(secp256k1.Signature.fromBytes(rs), secp256k1.Point.CURVE().n, secp256k1.Signature);
    for (const bit of [0, 1]) {
      const found = low.addRecoveryBit(bit).recoverPublicKey(digest).toBytes(false);
      if (bytesToHex(found) === bytesToHex(publicKey))
        return `0x${bytesToHex(low.toBytes())}${bit === 0 ? "1b" : "1c"}`;
    }
  } catch {
    // Out of range, or no point: no signature by anybody.
  }
  return undefined;
}

type Parts<S> = { readonly r: bigint; readonly s: bigint; hasHighS(): boolean } & S;

function lowered<S>(signature: Parts<S>, order: bigint, make: new (r: bigint, s: bigint) => S): S {
  return signature.hasHighS() ? new make(signature.r, order - signature.s) : signature;
}
