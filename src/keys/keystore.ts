import {
  createCipheriv,
  createDecipheriv,
  pbkdf2,
  randomBytes,
  randomUUID,
  scrypt,
  timingSafeEqual,
} from "node:crypto";
import { promisify } from "node:util";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { BaseError } from "../errors.ts";
import { type PublicKey, publicKeyOf } from "./curve.ts";
import { Secret } from "./secret.ts";
import { assertAffordable, claimedAddress, EXTENSION, secretLength } from "./v3.ts";
import type { Metadata, V3 } from "./v3-schema.ts";

/**
 * How much work a password guess costs. `standard` takes about a second and 256 MiB; `light` is for tests and demonstrations,
 * and `list` shows files made with it as weak.
 */
export const COSTS = {
  standard: { N: 2 ** 18, r: 8, p: 1 },
  light: { N: 2 ** 12, r: 8, p: 1 },
} as const;
export type Cost = keyof typeof COSTS;

const CIPHER = "aes-128-ctr";
const MAX_MEMORY = 2 ** 30 + 2 ** 21;

/** Encrypts a private key under a password. The password counts as the bytes it has, as in geth and cast. KS-01, KD-01, KD-03. */
export async function encrypt(
  key: Secret,
  password: Secret,
  publicKey: PublicKey,
  metadata: Metadata,
  cost: Cost,
): Promise<V3> {
  const { N: n, r, p } = COSTS[cost];
  const [salt, iv] = [randomBytes(32), randomBytes(16)];
  const kdf = { kdf: "scrypt", kdfparams: { n, r, p, dklen: 32, salt: salt.toString("hex") } } as const;
  const derived = await derive(kdf, password);
  try {
    const ciphertext = key.use((bytes) => {
      const cipher = createCipheriv(CIPHER, derived.subarray(0, 16), iv);
      return Buffer.concat([cipher.update(bytes), cipher.final()]);
    });
    return {
      version: 3,
      id: randomUUID(),
      address: publicKey.address.slice(2).toLowerCase(),
      crypto: {
        cipher: CIPHER,
        cipherparams: { iv: iv.toString("hex") },
        ciphertext: ciphertext.toString("hex"),
        mac: macOf(derived, ciphertext).toString("hex"),
        ...kdf,
      },
      [EXTENSION]: metadata,
    };
  } finally {
    derived.fill(0);
  }
}

/** How the password becomes a key. */
type Kdf = Parameters<"scrypt"> | Parameters<"pbkdf2">;
type Parameters<K> = Pick<Extract<V3["crypto"], { kdf: K }>, "kdf" | "kdfparams">;

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
  const secret = await opened(v3, password);
  const publicKey = publicKeyOf(secret, v3[EXTENSION]?.curve ?? "secp256k1");
  if (publicKey === undefined) {
    secret.wipe();
    throw undecryptable();
  }
  const claimed = claimedAddress(v3);
  const point = v3[EXTENSION]?.point;
  const matches =
    (claimed ?? publicKey.address) === publicKey.address && (point ?? publicKey.point) === publicKey.point;
  if (matches) return { secret, publicKey };
  secret.wipe();
  throw new BaseError({
    code: "Keystore.Mismatch",
    message: "the keystore holds another key than the one it names",
    fix: "do not use this file: it was altered or damaged; fetch the backup and find out who could write to it",
    details: { claimed, found: publicKey.address },
  });
}

/** @throws `Keystore.WrongPassword` */
async function opened({ crypto }: V3, password: Secret): Promise<Secret> {
  const ciphertext = bytesOf(crypto.ciphertext);
  const derived = await derive(crypto, password);
  try {
    if (!timingSafeEqual(macOf(derived, ciphertext), bytesOf(crypto.mac))) throw wrongPassword();
    const decipher = createDecipheriv(CIPHER, derived.subarray(0, 16), bytesOf(crypto.cipherparams.iv));
    // In counter mode nothing is left for the end.
    return Secret.take(decipher.update(ciphertext));
  } finally {
    derived.fill(0);
  }
}

/** The 32 bytes of which the first half encrypts and the second authenticates. The caller overwrites them. */
async function derive({ kdf, kdfparams }: Kdf, password: Secret): Promise<Buffer> {
  return password.use(async (bytes) => {
    const salt = bytesOf(kdfparams.salt);
    if (kdf === "pbkdf2") return promisify(pbkdf2)(bytes, salt, kdfparams.c, 32, "sha256");
    const { n: N, r, p } = kdfparams;
    const cost = { N, r, p, maxmem: MAX_MEMORY };
    // OpenSSL refuses N >= 2^(16r), which one published vector has.
    if (Math.log2(N) >= 16 * r) {
      const { scryptAsync } = await import("@noble/hashes/scrypt.js");
      return Buffer.from(await scryptAsync(bytes, salt, { ...cost, dkLen: 32 }));
    }
    return promisify<Uint8Array, Uint8Array, number, object, Buffer>(scrypt)(bytes, salt, 32, cost);
  });
}

/** The MAC is over the ciphertext alone: what else a file says is compared with the key (docs/keystores.md). */
function macOf(derived: Buffer, ciphertext: Buffer): Buffer {
  return Buffer.from(keccak_256(Buffer.concat([derived.subarray(16, 32), ciphertext])));
}

/** Programs differ in whether they write `0x`. */
function bytesOf(hex: string): Buffer {
  return Buffer.from(hex.replace(/^0x/i, ""), "hex");
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
