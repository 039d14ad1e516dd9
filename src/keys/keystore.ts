import { scrypt as nodeScrypt } from "node:crypto";
import { promisify } from "node:util";
import { scryptAsync } from "@noble/hashes/scrypt.js";
import { decryptKeystoreJson, encryptKeystoreJson, isError, scrypt } from "ethers";
import { BaseError } from "../errors.ts";
import { type PublicKey, publicKeyOf } from "./curve.ts";
import { Secret } from "./secret.ts";
import {
  assertAffordable,
  claimedAddress,
  EXTENSION,
  type Metadata,
  schema,
  secretLength,
  type V3,
} from "./v3.ts";

/**
 * How much work a password guess costs. `standard` takes about a second and 256 MiB; `light` is for tests and demonstrations,
 * and `list` shows files made with it as weak.
 */
export const COSTS = {
  standard: { N: 2 ** 18, r: 8, p: 1 },
  light: { N: 2 ** 12, r: 8, p: 1 },
} as const;
export type Cost = keyof typeof COSTS;

const MAX_MEMORY = 2 ** 30 + 2 ** 21;

// OpenSSL is faster than ethers' own scrypt and leaves the event loop free, but refuses N >= 2^(16r), which one published
// vector has. For the whole process, hence only here.
scrypt.register(async (password, salt, N, r, p, length) => {
  if (Math.log2(N) >= 16 * r)
    return scryptAsync(password, salt, { N, r, p, dkLen: length, maxmem: MAX_MEMORY });
  const derive = promisify<Uint8Array, Uint8Array, number, object, Buffer>(nodeScrypt);
  return derive(password, salt, length, { N, r, p, maxmem: MAX_MEMORY });
});

/** Encrypts a private key under a password. The password counts as the bytes it has, as in geth and cast. KS-01, KD-01, KD-03. */
export async function encrypt(
  key: Secret,
  password: Secret,
  publicKey: PublicKey,
  metadata: Metadata,
  cost: Cost,
): Promise<V3> {
  const { address } = publicKey;
  const account = { address, privateKey: hexOf(key) };
  const json = await password.use((bytes) =>
    encryptKeystoreJson(account, Uint8Array.from(bytes), { scrypt: COSTS[cost] }),
  );
  // The schema gives `crypto` for ethers' `Crypto`, which geth reads and cast does not.
  return schema.parse({ ...(JSON.parse(json) as object), [EXTENSION]: metadata });
}

/** An opened keystore. The caller wipes the secret. */
export type Opened = { readonly secret: Secret; readonly publicKey: PublicKey };

/**
 * Decrypts, then derives the public key anew and compares it with what the file claims: the format authenticates neither the
 * address nor the metadata. @throws `Keystore.TooCostly`, `Keystore.ShortKey`, `Keystore.WrongPassword`,
 * `Keystore.Undecryptable`, `Keystore.Mismatch`
 */
export async function decrypt(v3: V3, password: Secret): Promise<Opened> {
  assertAffordable(v3);
  const length = secretLength(v3);
  if (length !== 32) throw wrongLength(length);
  // Without address, for ethers would take every key for a secp256k1 key.
  const json = JSON.stringify({ version: 3, id: v3.id, crypto: v3.crypto });
  let secret: Secret;
  try {
    const opened = await password.use((bytes) => decryptKeystoreJson(json, Uint8Array.from(bytes)));
    secret = Secret.take(Buffer.from(opened.privateKey.slice(2), "hex"));
  } catch (error) {
    // The library's error is dropped: it may carry what it was working on.
    throw isError(error, "INVALID_ARGUMENT") && error.argument === "password"
      ? wrongPassword()
      : undecryptable();
  }
  const publicKey = publicKeyOf(secret, v3[EXTENSION]?.curve ?? "secp256k1");
  const claimed = claimedAddress(v3);
  const point = v3[EXTENSION]?.point;
  const matches =
    publicKey !== undefined &&
    (claimed ?? publicKey.address) === publicKey.address &&
    (point ?? publicKey.point) === publicKey.point;
  if (matches) return { secret, publicKey };
  secret.wipe();
  throw new BaseError({
    code: "Keystore.Mismatch",
    message: "the keystore holds another key than the one it names",
    fix: "do not use this file: it was altered or damaged; fetch the backup and find out who could write to it",
    details: { claimed, found: publicKey?.address },
  });
}

/** Libraries for accounts want the key as a string, which cannot be wiped: keep it in as small a scope as possible. */
export function hexOf(key: Secret): `0x${string}` {
  return key.use((bytes) => `0x${bytes.toString("hex")}` as const);
}

function wrongPassword(): BaseError {
  return new BaseError({
    code: "Keystore.WrongPassword",
    message: "the password does not open this keystore",
    fix: "check the password and the file; passwords count byte by byte, so mind accents, spaces and the keyboard layout",
  });
}

function wrongLength(length: number): BaseError {
  return new BaseError({
    code: "Keystore.ShortKey",
    message: `the keystore holds a secret of ${length} bytes, a key has 32`,
    fix: "old programs cut leading zeros off: open it with a program that pads them, and make a new keystore there",
    details: { length },
  });
}

function undecryptable(): BaseError {
  return new BaseError({
    code: "Keystore.Undecryptable",
    message: "the password fits, but what the keystore holds is no private key",
    fix: "the file is damaged: use the backup",
  });
}
