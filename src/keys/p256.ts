import { createECDH, createHmac, ECDH, randomFillSync } from "node:crypto";
import { bytesToHex, type Hex, hexToBytes } from "viem";
import { OPENSSL_CURVE } from "./curve.ts";
import type { Secret } from "./secret.ts";

/**
 * ECDSA on P-256 over a digest as it is. Node's own `sign` hashes once more, with SHA-256, which a verifier of EIP-712 digests
 * does not. Multiplication of points is OpenSSL's; what is left is arithmetic modulo the order of the curve.
 */

const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const FIELD = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn;
const CURVE = OPENSSL_CURVE["P-256"];

/**
 * r ‖ s, 64 bytes, s at most half the order: OpenZeppelin's verifier refuses the other half. The nonce is RFC 6979's (HMAC
 * with SHA-256), so no random generator can give the key away.
 */
export function sign(secret: Secret, digest: Hex): Hex {
  return secret.use((key) => {
    const z = toNumber(hexToBytes(digest)) % ORDER;
    const sequence = nonces(key, z);
    while (true) {
      const nonce = sequence.next().value;
      const r = toNumber(multiplyBase(nonce).x) % ORDER;
      const k = toNumber(nonce);
      // BigInt is not constant in time: the blind keeps key and nonce out of what can be timed.
      const blind = (toNumber(randomFillSync(Buffer.alloc(32))) % (ORDER - 1n)) + 1n;
      const sum = (blind * z + ((blind * r) % ORDER) * toNumber(key)) % ORDER;
      const s = (invert((blind * k) % ORDER, ORDER) * sum) % ORDER;
      if (r !== 0n && s !== 0n) return join(r, s > ORDER / 2n ? ORDER - s : s);
    }
  });
}

/**
 * Whether a signature is the key's own, to catch a fault before it is sent. Warning: accepts signatures of the negated key
 * too, for OpenSSL's ECDH gives one coordinate only; it is no verifier for the signatures of others.
 *
 * @param point x ‖ y, 64 bytes
 */
export function isOwn(point: Hex, digest: Hex, signature: Hex): boolean {
  const bytes = hexToBytes(signature);
  const [r, s] = [toNumber(bytes.subarray(0, 32)), toNumber(bytes.subarray(32))];
  if (bytes.length !== 64 || r === 0n || s === 0n || r >= ORDER || s > ORDER / 2n) return false;
  const inverse = invert(s, ORDER);
  const z = toNumber(hexToBytes(digest)) % ORDER;
  try {
    const base = multiplyBase(toBytes((z * inverse) % ORDER));
    const own = createECDH(CURVE);
    own.setPrivateKey(toBytes((r * inverse) % ORDER));
    const x = own.computeSecret(Buffer.concat([Buffer.of(4), hexToBytes(point)]));
    const compressed = Buffer.concat([Buffer.of(2), x]);
    const y = toNumber(
      (ECDH.convertKey(compressed, CURVE, undefined, undefined, "uncompressed") as Buffer).subarray(33),
    );
    const [x1, y1, x2] = [toNumber(base.x), toNumber(base.y), toNumber(x)];
    // Equal points would need doubling; a signature for which they are equal turns up by no chance.
    return x1 !== x2 && [y, FIELD - y].some((y2) => addX(x1, y1, x2, y2) % ORDER === r);
  } catch {
    // A product of zero, or a point that is not on the curve.
    return false;
  }
}

/** The x coordinate of a sum of two different points. */
function addX(x1: bigint, y1: bigint, x2: bigint, y2: bigint): bigint {
  const slope = (modulo(y2 - y1, FIELD) * invert(modulo(x2 - x1, FIELD), FIELD)) % FIELD;
  return modulo(slope * slope - x1 - x2, FIELD);
}

/** RFC 6979, 3.2: the endless sequence of nonces for a key and a digest reduced by the order. */
function* nonces(key: Buffer, z: bigint): Generator<Buffer, never> {
  const seed = Buffer.concat([key, toBytes(z)]);
  let k: Buffer = Buffer.alloc(32);
  let v: Buffer = Buffer.alloc(32, 1);
  for (const tag of [0, 1]) {
    k = hmac(k, v, Buffer.of(tag), seed);
    v = hmac(k, v);
  }
  seed.fill(0);
  while (true) {
    v = hmac(k, v);
    const candidate = toNumber(v);
    if (candidate > 0n && candidate < ORDER) yield v;
    k = hmac(k, v, Buffer.of(0));
    v = hmac(k, v);
  }
}

function hmac(key: Buffer, ...parts: Buffer[]): Buffer {
  const mac = createHmac("sha256", key);
  for (const part of parts) mac.update(part);
  return mac.digest();
}

function multiplyBase(scalar: Buffer): { x: Buffer; y: Buffer } {
  const pair = createECDH(CURVE);
  pair.setPrivateKey(scalar);
  const point = pair.getPublicKey();
  return { x: point.subarray(1, 33), y: point.subarray(33) };
}

/** The inverse by Euclid's algorithm; `a` is not zero and the modulus is prime. */
function invert(a: bigint, modulus: bigint): bigint {
  let [r0, r1, t0, t1] = [modulus, a, 0n, 1n];
  while (r1 > 0n) {
    const quotient = r0 / r1;
    [r0, r1, t0, t1] = [r1, r0 - quotient * r1, t1, t0 - quotient * t1];
  }
  return modulo(t0, modulus);
}

function modulo(a: bigint, modulus: bigint): bigint {
  const rest = a % modulus;
  return rest < 0n ? rest + modulus : rest;
}

function toNumber(bytes: Uint8Array): bigint {
  return BigInt(bytesToHex(bytes));
}

function toBytes(value: bigint): Buffer {
  return Buffer.from(value.toString(16).padStart(64, "0"), "hex");
}

function join(r: bigint, s: bigint): Hex {
  return bytesToHex(Buffer.concat([toBytes(r), toBytes(s)]));
}
