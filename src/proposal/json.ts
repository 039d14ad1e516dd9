import { type Address, getAddress, type Hex, isAddress } from "viem";
import { z } from "zod";

/** Whole bytes as lower-case hex, so that one value is written in one way. */
export const hexSchema = z
  .string()
  .regex(/^0x(?:[0-9a-f]{2})*$/, "write whole bytes as lower-case hex, such as 0x00ff")
  .transform((value) => value as Hex);

/** 32 bytes as lower-case hex. */
export const hashSchema = z
  .string()
  .regex(/^0x[0-9a-f]{64}$/, "write 32 bytes as lower-case hex")
  .transform((value) => value as Hex);

/** An address, all lower-case or with the checksum of EIP-55 (a wrong checksum is refused). Read with the checksum. */
export const addressSchema = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/, "write an address of 20 bytes")
  .refine((value) => isAddress(value), "the address has a wrong checksum: a character of it was changed")
  .transform((value): Address => getAddress(value));

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
