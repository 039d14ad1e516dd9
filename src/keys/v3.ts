import { getAddress } from "ethers";
import type { Address } from "viem";
import { z } from "zod";
import { BaseError } from "../errors.ts";

/**
 * Web3 Secret Storage, version 3: the file format that geth, cast and the wallets share. This module knows the format and how
 * much work a file may ask for; it never sees a password or a key.
 */

const MAX_MEMORY = 2 ** 30;
const MAX_PARALLEL = 16;
const MAX_ROUNDS = 10_000_000;
const STRONG_SCRYPT = 2 ** 20;
const STRONG_ROUNDS = 600_000;

const hex = (bytes?: number) =>
  z
    .string()
    .regex(
      bytes === undefined ? /^(0x)?([0-9a-f]{2})*$/i : new RegExp(`^(0x)?[0-9a-f]{${bytes * 2}}$`, "i"),
      {
        error: bytes === undefined ? "must be hex" : `must be ${bytes} bytes of hex`,
      },
    );

const cipher = {
  cipher: z.literal("aes-128-ctr"),
  cipherparams: z.object({ iv: hex(16) }),
  ciphertext: hex(),
  mac: hex(32),
};

const scryptParameters = z.object({
  n: z
    .int()
    .min(2)
    .refine((n) => Number.isInteger(Math.log2(n)), "must be a power of two"),
  r: z.int().min(1),
  p: z.int().min(1),
  dklen: z.literal(32),
  salt: hex(),
});

const pbkdf2Parameters = z.object({
  c: z.int().min(1),
  prf: z.literal("hmac-sha256"),
  dklen: z.literal(32),
  salt: hex(),
});

/** What Conclave adds. Not encrypted and not authenticated: whoever can write the file can change it. */
const metadata = z.object({
  version: z.literal(1),
  label: z.string(),
  holder: z.string().optional(),
  purpose: z.string().optional(),
  created: z.iso.datetime(),
  curve: z.enum(["secp256k1", "P-256"]),
  /** x ‖ y, 64 bytes. */
  point: z.string().regex(/^0x[0-9a-f]{128}$/, "must be 64 bytes of hex"),
});

/** The field of the file that holds `Metadata`; other programs pass over it. */
export const EXTENSION = "x-conclave";

const file = z.object({
  version: z.union([z.literal(3), z.literal("3")]),
  id: z.string().optional(),
  address: hex(20).optional(),
  crypto: z.discriminatedUnion("kdf", [
    z.object({ ...cipher, kdf: z.literal("scrypt"), kdfparams: scryptParameters }),
    z.object({ ...cipher, kdf: z.literal("pbkdf2"), kdfparams: pbkdf2Parameters }),
  ]),
  [EXTENSION]: metadata.optional(),
});

export type Metadata = z.output<typeof metadata>;
export type V3 = z.output<typeof file>;

/** Reads the format from JSON data; ethers' capital `Crypto` is accepted and lower-cased. */
export const schema = z.preprocess((value) => {
  if (typeof value !== "object" || value === null || !("Crypto" in value) || "crypto" in value) return value;
  const { Crypto, ...rest } = value;
  return { ...rest, crypto: Crypto };
}, file);

/** Whether JSON data means to be a keystore of any version, sound or not. */
export function looksLikeKeystore(value: unknown): boolean {
  return typeof value === "object" && value !== null && ("crypto" in value || "Crypto" in value);
}

/** A file from elsewhere must not take all memory or minutes of work. @throws `Keystore.TooCostly` */
export function assertAffordable({ crypto }: V3): void {
  if (crypto.kdf === "pbkdf2") {
    const { c } = crypto.kdfparams;
    if (c > MAX_ROUNDS) throw tooCostly("c", c, MAX_ROUNDS);
    return;
  }
  const { n, r, p } = crypto.kdfparams;
  if (n * r * 128 > MAX_MEMORY) throw tooCostly("n · r · 128", n * r * 128, MAX_MEMORY);
  if (p > MAX_PARALLEL) throw tooCostly("p", p, MAX_PARALLEL);
}

/** What makes a file weaker than what Conclave writes, in words; empty if nothing does. KD-01. */
export function weaknesses(v3: V3): string[] {
  const found: string[] = [];
  if (v3.crypto.kdf === "scrypt") {
    const { n, r } = v3.crypto.kdfparams;
    if (n * r < STRONG_SCRYPT)
      found.push(
        `scrypt with N · r = ${n * r}, at least ${STRONG_SCRYPT} is wanted: passwords are cheap to guess`,
      );
  } else if (v3.crypto.kdfparams.c < STRONG_ROUNDS) {
    found.push(
      `PBKDF2 with ${v3.crypto.kdfparams.c} rounds, at least ${STRONG_ROUNDS} are wanted: passwords are cheap to guess`,
    );
  }
  if (v3.address === undefined)
    found.push("the file names no address, so a swapped key would not be noticed");
  return found;
}

/** The address the file claims, checksummed. */
export function claimedAddress({ address }: V3): Address | undefined {
  if (address === undefined) return undefined;
  return getAddress(address.replace(/^0x/i, "").toLowerCase()) as Address;
}

/** Length of the encrypted secret in bytes. */
export function secretLength({ crypto }: V3): number {
  return crypto.ciphertext.replace(/^0x/i, "").length / 2;
}

function tooCostly(parameter: string, value: number, limit: number): BaseError {
  return new BaseError({
    code: "Keystore.TooCostly",
    message: `opening the keystore would take ${parameter} = ${value}, the limit is ${limit}`,
    fix: "do not open this file: it comes from no common program and may be meant to exhaust the machine",
    details: { parameter, value, limit },
  });
}
