import type { Address } from "viem";
import { checksummed } from "../address.ts";
import { BaseError } from "../errors.ts";
import type { V3 } from "./v3-schema.ts";

/**
 * Web3 Secret Storage, version 3: the file format that geth, cast and the wallets share. This module knows what a file says and
 * how much work it may ask for; it never sees a password or a key.
 */

const MAX_MEMORY = 2 ** 30;
const MAX_PARALLEL = 16;
const MAX_ROUNDS = 10_000_000;
const STRONG_SCRYPT = 2 ** 20;
const STRONG_ROUNDS = 600_000;

/** The field of the file that holds `Metadata`; other programs pass over it. */
export const EXTENSION = "x-conclave";

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
  return checksummed(address.replace(/^0x/i, ""));
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
