import { createHmac, hkdfSync, randomBytes, scryptSync } from "node:crypto";
import { BaseError } from "../errors.ts";
import { Secret } from "./secret.ts";

/** Standard key derivation functions, and the one way in which several keys are derived of one secret here. KD-01, KD-06, KD-07. */

export type Hash = "sha256" | "sha512";
const SIZES = { sha256: 32, sha512: 64 } as const;

/** Shorter salts could meet by chance, or be searched. */
const MIN_SALT = 16;
const MIN_LENGTH = 16;
const MAX_TEXT = 0xffff;
const MAX_LENGTH = 1024;

/** SP 800-108, counter mode: HMAC of a counter of 32 bits and the fixed input. The input must be unambiguous. */
export function counterKdf(hash: Hash, key: Secret, fixed: Uint8Array, length: number): Secret {
  const output = Buffer.alloc(Math.ceil(length / SIZES[hash]) * SIZES[hash]);
  const counter = Buffer.alloc(4);
  for (let i = 1, at = 0; at < length; i++, at += SIZES[hash]) {
    counter.writeUInt32BE(i);
    key.use((bytes) => createHmac(hash, bytes).update(counter).update(fixed).digest().copy(output, at));
  }
  const taken = Secret.take(output.subarray(0, length));
  output.fill(0);
  return taken;
}

/** RFC 5869. */
export function hkdf(hash: Hash, secret: Secret, salt: Uint8Array, info: Uint8Array, length: number): Secret {
  return secret.use((bytes) => Secret.take(new Uint8Array(hkdfSync(hash, bytes, salt, info, length))));
}

export type ScryptCost = { readonly n: number; readonly r: number; readonly p: number };

/** RFC 7914: makes each guess of a password cost memory and time. KD-01. */
export function stretch(password: Secret, salt: Uint8Array, cost: ScryptCost, length: number): Secret {
  const { n: N, r, p } = cost;
  const maxmem = 128 * N * r + 128 * r * p + 2 ** 20;
  return password.use((bytes) => Secret.take(scryptSync(bytes, salt, length, { N, r, p, maxmem })));
}

/** What a derived key is for. Everything in it decides the key, and none of it is secret. */
export type Purpose = {
  /** The use, the same for all keys of a kind. */
  readonly label: string;
  /** Which one of the kind: names, numbers, whatever tells it from the others. */
  readonly context: string;
  /** Random, 16 bytes or more, used once, and stored with what is derived. KD-03. */
  readonly salt: Uint8Array;
  /** Bytes. */
  readonly length: number;
};

/** A salt nobody has used before. */
export function newSalt(): Buffer {
  return randomBytes(32);
}

/**
 * A key of a secret that has full entropy already (a key, or what `stretch` gives), for one purpose. First the secret is extracted
 * under the salt (HMAC-SHA-512, as in HKDF and SP 800-56C), then expanded by SP 800-108 in counter mode. Each part of the purpose
 * has its length in front: no two purposes are the same input, also for salts, which HMAC alone would pad with zeros.
 * @throws `Derivation.BadPurpose`
 */
export function derive(secret: Secret, { label, context, salt, length }: Purpose): Secret {
  const [first, second] = [Buffer.from(label, "utf8"), Buffer.from(context, "utf8")];
  const why = fault(first, second, salt, length, label + context);
  if (why !== undefined) throw badPurpose(why);
  const bits = Buffer.alloc(4);
  bits.writeUInt32BE(length * 8);
  const fixed = Buffer.concat([measured(first), Buffer.alloc(1), measured(second), measured(salt), bits]);
  const extracted = secret.use((bytes) => Secret.take(createHmac("sha512", salt).update(bytes).digest()));
  try {
    return counterKdf("sha512", extracted, fixed, length);
  } finally {
    extracted.wipe();
  }
}

function measured(part: Uint8Array): Buffer {
  const size = Buffer.alloc(2);
  size.writeUInt16BE(part.length);
  return Buffer.concat([size, part]);
}

function fault(
  label: Uint8Array,
  context: Uint8Array,
  salt: Uint8Array,
  length: number,
  text: string,
): string | undefined {
  if (label.length === 0) return "the label is empty";
  if (!text.isWellFormed()) return "label or context is no well-formed text";
  if (label.length > MAX_TEXT || context.length > MAX_TEXT) return "label or context is too long";
  if (salt.length < MIN_SALT || salt.length > MAX_TEXT)
    return `the salt has not between ${MIN_SALT} and ${MAX_TEXT} bytes`;
  if (!Number.isInteger(length) || length < MIN_LENGTH || length > MAX_LENGTH)
    return `the length is not between ${MIN_LENGTH} and ${MAX_LENGTH} bytes`;
  return undefined;
}

function badPurpose(why: string): BaseError {
  return new BaseError({
    code: "Derivation.BadPurpose",
    message: `no key can be derived for this: ${why}`,
    fix: "name what the key is for, and take a new random salt of 32 bytes",
    details: { why },
  });
}
