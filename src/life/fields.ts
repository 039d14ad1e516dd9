import type { Address, Hex } from "viem";
import { z } from "zod";

/** What the files here are made of. */
export const text = (longest: number) => z.string().min(1).max(longest);
export const hex = (bytes: number) =>
  z
    .string()
    .regex(new RegExp(`^0x[0-9a-f]{${bytes * 2}}$`), { error: `must be ${bytes} bytes of hex` })
    .transform((value) => value as Hex);
export const address = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/, "must be an address")
  .transform((value) => value as Address);
/** An account, or a verifier and a P-256 key: what can be checked without a chain. */
export const signer = z
  .string()
  .regex(/^0x([0-9a-f]{40}|[0-9a-f]{168})$/, "must be an account, or a verifier and a key")
  .transform((value) => value as Hex);
export const signature = z
  .string()
  .regex(/^0x[0-9a-f]{128}([0-9a-f]{2})?$/, "must be a signature")
  .transform((value) => value as Hex);
export const instant = z.iso.datetime();

/** UNIX seconds of an instant. */
export function seconds(iso: string): number {
  return Math.floor(Date.parse(iso) / 1000);
}
