import { concat, type Hex, numberToHex, size, slice } from "viem";
import { BaseError } from "../errors.ts";
import { isWholeBytes } from "./calls.ts";

/** One packed signature. `0x` means consent is on-chain (`msg.sender` for the proposer, `approve(id)` for approvers). */
export type SignatureEntry = { readonly key: number; readonly signature: Hex };

/**
 * Packs signatures (docs/formats.md, 5): key index (1), length (2), bytes. The caller puts them in order: proposer, tester
 * if the report is not zero, approvers.
 * @throws `Signatures.OutOfRange`.
 */
export function encodeSignatures(entries: readonly SignatureEntry[]): Hex {
  if (entries.length === 0) return "0x";
  return concat(
    entries.map(({ key, signature }) => {
      if (!Number.isInteger(key) || key < 0 || key > 255) throw outOfRange("key", key);
      if (!isWholeBytes(signature) || size(signature) > 0xffff) throw outOfRange("signature", signature);
      return concat([numberToHex(key, { size: 1 }), numberToHex(size(signature), { size: 2 }), signature]);
    }),
  );
}

/**
 * Unpacks all signatures, also those the contract would not read any more.
 * @throws `Signatures.Malformed` with the offset in `details.at`, as the contract's `SignaturesMalformed`.
 */
export function decodeSignatures(bytes: Hex): readonly SignatureEntry[] {
  const total = size(bytes);
  const entries: SignatureEntry[] = [];
  for (let at = 0; at < total; ) {
    if (at + 3 > total) throw malformed(at);
    const end = at + 3 + Number(slice(bytes, at + 1, at + 3));
    if (end > total) throw malformed(at);
    entries.push({
      key: Number(slice(bytes, at, at + 1)),
      signature: end === at + 3 ? "0x" : slice(bytes, at + 3, end),
    });
    at = end;
  }
  return entries;
}

function outOfRange(field: string, value: number | string): BaseError {
  return new BaseError({
    code: "Signatures.OutOfRange",
    message: `${field} ${value} does not fit the format of packed signatures`,
    fix: "key indices are 0 to 255, a signature has at most 65,535 bytes",
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
