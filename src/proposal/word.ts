import { encodeAbiParameters, type Hex, keccak256, numberToHex } from "viem";
import * as TypedData from "./typed-data.ts";

/** A lane's storage word taken apart (docs/formats.md, 7). `expiry` is UNIX *minutes*. */
export type Word = {
  /** The upper 223 bits, the low 33 cleared. */
  readonly hash: Hex;
  readonly protected: boolean;
  readonly expiry: number;
  readonly pending: boolean;
};

const LOW_BITS = (1n << 33n) - 1n;
const MINUTES = (1n << 31n) - 1n;

/** Clears the low 33 bits: what a lane's word is when nothing is pending. */
export function mask(hash: Hex): Hex {
  return numberToHex(BigInt(hash) & ~LOW_BITS, { size: 32 });
}

export function decode(word: Hex): Word {
  const value = BigInt(word);
  return {
    hash: mask(word),
    protected: ((value >> 32n) & 1n) === 1n,
    expiry: Number((value >> 1n) & MINUTES),
    pending: (value & 1n) === 1n,
  };
}

export function encode(word: Word): Hex {
  const low = (BigInt(word.protected) << 32n) | (BigInt(word.expiry) << 1n) | BigInt(word.pending);
  return numberToHex(BigInt(mask(word.hash)) | low, { size: 32 });
}

/** The word after scheduling. `expiry` is UNIX seconds, rounded up to the next minute. */
export function pending(hash: Hex, isProtected: boolean, expiry: number): Hex {
  return encode({ hash, protected: isProtected, expiry: Math.ceil(expiry / 60), pending: true });
}

/** Whether a pending word has expired at `now` (UNIX seconds). It may then be scheduled over. False for an idle word. */
export function isExpired(word: Hex, now: number): boolean {
  const { pending: waits, expiry } = decode(word);
  return waits && now >= expiry * 60;
}

/** Whether a proposal may name the word as `prev` at `now` (UNIX seconds). */
export function isFree(word: Hex, now: number): boolean {
  return !decode(word).pending || isExpired(word, now);
}

/** The word of a lane that was never used. */
export function genesisWord(domainSeparator: Hex, lane: number): Hex {
  const preimage = encodeAbiParameters(
    [{ type: "bytes32" }, { type: "uint256" }],
    [domainSeparator, BigInt(lane)],
  );
  return mask(keccak256(preimage));
}

/** {@link genesisWord} for a Conclave. */
export function firstWord(domain: Parameters<typeof TypedData.domainSeparator>[0], lane: number): Hex {
  return genesisWord(TypedData.domainSeparator(domain), lane);
}
