import { concat, type Hex, hexToBigInt, numberToHex, size, slice } from "viem";
import { BaseError } from "../errors.ts";
import { isWholeBytes } from "./calls.ts";

/**
 * One packed signature. `0x` means consent is on-chain (`msg.sender` for the proposer, `approve(id)` for approvers). `plain` asks for the
 * form in which EOAs' signatures cost least; wallets and verifiers have forms of their own.
 */
export type SignatureEntry = { readonly key: number; readonly signature: Hex; readonly plain?: boolean };

const PLAIN = 128;
const PARITY = 64;
const MAX_KEYS = 64;

/**
 * Packs signatures (docs/formats.md, 5): key index (1), length (2), bytes; plain ones as a byte of 128 + 64 · parity + key index, r, s. The
 * caller puts them in order: proposer, tester if there is a report, approvers.
 * @throws `Signatures.OutOfRange`.
 */
export function encodeSignatures(entries: readonly SignatureEntry[]): Hex {
  return entries.length === 0 ? "0x" : concat(entries.map(encodeEntry));
}

/**
 * Unpacks all signatures, also those the contract would not read any more. Plain ones come as 65 bytes r, s, v.
 * @throws `Signatures.Malformed` with the offset in `details.at`, as the contract's `SignaturesMalformed`.
 */
export function decodeSignatures(bytes: Hex): readonly SignatureEntry[] {
  const total = size(bytes);
  const entries: SignatureEntry[] = [];
  for (let at = 0; at < total; ) {
    const head = Number(slice(bytes, at, at + 1));
    const start = head < PLAIN ? at + 3 : at + 1;
    if (start > total) throw malformed(at);
    const end = start + (head < PLAIN ? Number(slice(bytes, at + 1, start)) : 64);
    if (end > total) throw malformed(at);
    const found = end === start ? "0x" : slice(bytes, start, end);
    if (head < PLAIN) entries.push({ key: head, signature: found });
    else {
      const v = numberToHex(27 + ((head & PARITY) === 0 ? 0 : 1), { size: 1 });
      entries.push({ key: head % PARITY, signature: concat([found, v]), plain: true });
    }
    at = end;
  }
  return entries;
}

function encodeEntry({ key, signature, plain = false }: SignatureEntry): Hex {
  if (!Number.isInteger(key) || key < 0 || key >= PLAIN) throw outOfRange("key", key);
  if (!isWholeBytes(signature) || size(signature) > 0xffff) throw outOfRange("signature", signature);
  const parts = plain && key < MAX_KEYS ? partsOf(signature) : null;
  if (parts !== null)
    return concat([numberToHex(PLAIN | (parts.odd ? PARITY : 0) | key, { size: 1 }), parts.rs]);
  return concat([numberToHex(key, { size: 1 }), numberToHex(size(signature), { size: 2 }), signature]);
}

/** r and s of a signature with v, or of the compact form (EIP-2098); null if it is neither. Does not ask whether anybody could have made it. */
function partsOf(signature: Hex): { readonly rs: Hex; readonly odd: boolean } | null {
  if (size(signature) === 64) {
    const yAndS = hexToBigInt(slice(signature, 32));
    const s = numberToHex(BigInt.asUintN(255, yAndS), { size: 32 });
    return { rs: concat([slice(signature, 0, 32), s]), odd: yAndS >> 255n === 1n };
  }
  if (size(signature) !== 65) return null;
  const v = Number(slice(signature, 64));
  if (![0, 1, 27, 28].includes(v)) return null;
  return { rs: slice(signature, 0, 64), odd: v === 1 || v === 28 };
}

function outOfRange(field: string, value: number | string): BaseError {
  return new BaseError({
    code: "Signatures.OutOfRange",
    message: `${field} ${value} does not fit the format of packed signatures`,
    fix: "key indices are 0 to 127, a signature has at most 65,535 bytes",
    details: { field, value },
  });
}

function malformed(at: number): BaseError {
  return new BaseError({
    code: "Signatures.Malformed",
    message: `not packed signatures: the bytes end or break off at ${at}`,
    fix: "pack the signatures again",
    details: { at },
  });
}
