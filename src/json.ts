import type { Address, Hex } from "viem";
import { z } from "zod";
import { checksummed } from "./address.ts";

/** What the fields of JSON files hold, checked where a file is read. The strongroom reads some: no viem here. */

/** Whole bytes as lower-case hex, so that one value is written in one way. */
export const hexSchema = z
  .string()
  .regex(/^0x(?:[0-9a-f]{2})*$/, "write whole bytes as lower-case hex, such as 0x00ff")
  .transform((value) => value as Hex);

/** So many bytes as lower-case hex. */
export function bytesSchema(length: number) {
  return z
    .string()
    .regex(new RegExp(`^0x[0-9a-f]{${2 * length}}$`), `write ${length} bytes as lower-case hex behind 0x`)
    .transform((value) => value as Hex);
}

/** The same without `0x`, as keystores and seeds have it. */
export function bareBytesSchema(length: number) {
  return z
    .string()
    .regex(new RegExp(`^[0-9a-f]{${2 * length}}$`), `write ${length} bytes as lower-case hex without 0x`);
}

export const hashSchema = bytesSchema(32);

/** An address, all lower-case or with the checksum of EIP-55 (a wrong checksum is refused). Read with the checksum. */
export const addressSchema = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/, "write an address of 20 bytes")
  .refine(
    (value) => value === value.toLowerCase() || value === checksummed(value.slice(2)),
    "the address has a wrong checksum: a character of it was changed",
  )
  .transform((value) => checksummed(value.slice(2)));

export const curveSchema = z.enum(["secp256k1", "P-256"]);

/** A public key: x ‖ y. */
export const pointSchema = bytesSchema(64);

/** An account, or a verifier and a P-256 key: what can be checked without a chain. */
export const signerSchema = z.union([bytesSchema(20), bytesSchema(84)], {
  error: "write an account, or a verifier and a key, as lower-case hex",
});

/** Of 65 bytes by an account, of 64 by a P-256 key. */
export const rawSignatureSchema = z.union([bytesSchema(65), bytesSchema(64)], {
  error: "write a signature of 64 or 65 bytes as lower-case hex",
});

/** A whole number below 2^bits, at most 2^53 − 1. */
export function uintSchema(bits: number) {
  return z
    .number()
    .int()
    .min(0)
    .max(Math.min(2 ** bits - 1, Number.MAX_SAFE_INTEGER));
}

/** Wei and other large numbers: a decimal string without leading zeros. */
export const decimalSchema = z
  .string()
  .regex(/^(?:0|[1-9][0-9]{0,77})$/, "write a decimal number in quotes")
  .transform((value) => BigInt(value));

/**
 * Text that people read in a terminal: no control characters (an escape sequence could repaint what stands above it) and none
 * that turn the direction of writing. `lines` allows line breaks and tabs.
 */
export function textSchema({ lines }: { lines: boolean }) {
  const allowed = lines
    ? /^(?:[\n\t]|[^\p{Cc}\u202a-\u202e\u2066-\u2069])*$/u
    : /^[^\p{Cc}\u202a-\u202e\u2066-\u2069]*$/u;
  return z.string().regex(allowed, "take out control characters");
}

/** What other programs write: hex in any case, read as lower-case; an address, whatever its checksum. */
export const anyHex = z
  .string()
  .regex(/^0x(?:[0-9a-fA-F]{2})*$/, "write whole bytes as hex")
  .transform((value) => value.toLowerCase() as Hex);
export const anyHash = anyHex.refine((value) => value.length === 66, "write 32 bytes as hex");
export const anyAddress = anyHex
  .refine((value) => value.length === 42, "write an address of 20 bytes")
  .transform((value): Address => checksummed(value.slice(2)));

/** Whether JSON data says that it is of a format, sound or not. */
export function isOfFormat(value: unknown, format: string): boolean {
  return typeof value === "object" && value !== null && "format" in value && value.format === format;
}
