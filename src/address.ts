import { keccak_256 } from "@noble/hashes/sha3.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { Address } from "viem";

/** An address as EIP-55 writes it. viem has the same; it would be a third of what the strongroom loads. @param hex 40 digits */
export function checksummed(hex: string): Address {
  const plain = hex.toLowerCase();
  const digest = bytesToHex(keccak_256(utf8ToBytes(plain)));
  const mixed = [...plain].map((digit, i) =>
    Number.parseInt(digest.charAt(i), 16) >= 8 ? digit.toUpperCase() : digit,
  );
  return `0x${mixed.join("")}`;
}
