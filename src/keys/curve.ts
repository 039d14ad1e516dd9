import { createECDH, randomFillSync } from "node:crypto";
import { keccak_256 } from "@noble/hashes/sha3.js";
import type { Address, Hex } from "viem";
import { checksummed } from "../address.ts";
import { BaseError } from "../errors.ts";
import { Secret } from "./secret.ts";

/** secp256k1 for accounts (EOA), P-256 for ERC-7913 signers. */
export type Curve = "secp256k1" | "P-256";

/** What may be known of a private key. */
export type PublicKey = {
  readonly curve: Curve;
  /** x ‖ y, 64 bytes. */
  readonly point: Hex;
  /** The low 20 bytes of keccak256(x ‖ y): the account of a secp256k1 key, the identity of a P-256 key. */
  readonly address: Address;
};

/** Names by which OpenSSL knows the curves. */
export const OPENSSL_CURVE = { secp256k1: "secp256k1", "P-256": "prime256v1" } as const;

/** Tries enough for any working generator: one number in 2^32 is out of range for P-256, in 2^128 for secp256k1. */
const TRIES = 8;

/** A new private key, 32 bytes of the operating system's randomness as OpenSSL conditions it. KG-03, KG-04. @throws `Key.NoRandomness` */
export function generatePrivateKey(curve: Curve): Secret {
  for (let i = 0; i < TRIES; i++) {
    const secret = Secret.take(randomFillSync(Buffer.alloc(32)));
    if (publicKeyOf(secret, curve) !== undefined) return secret;
    secret.wipe();
  }
  throw new BaseError({
    code: "Key.NoRandomness",
    message: "the random generator of this machine gives no usable numbers",
    fix: "make no keys on this machine: its randomness is broken",
  });
}

/** The public half, computed by OpenSSL; undefined if the number is no private key of the curve. */
export function publicKeyOf(secret: Secret, curve: Curve): PublicKey | undefined {
  const point = secret.use((bytes) => {
    const pair = createECDH(OPENSSL_CURVE[curve]);
    try {
      pair.setPrivateKey(bytes);
      return pair.getPublicKey().subarray(1);
    } catch {
      return undefined;
    }
  });
  if (point === undefined || secret.length !== 32) return undefined;
  const hex: Hex = `0x${point.toString("hex")}`;
  return { curve, point: hex, address: addressOf(hex) };
}

/** The identity of a curve point: see docs/formats.md, 1. */
export function addressOf(point: Hex): Address {
  const digest = Buffer.from(keccak_256(Buffer.from(point.slice(2), "hex")));
  return checksummed(digest.subarray(12).toString("hex"));
}
