import { type Address, decodeFunctionData, getAddress, type Hex, size, sliceHex } from "viem";
import { safeAbi } from "../generated/safe-abi.ts";
import { recover } from "./signature.ts";

const LENGTH = 65;

/**
 * Whose consent the packed signatures of an executed transaction show, of the first `threshold` ones, which are those the Safe
 * has looked at. Contract signatures and approvals name their owner; whoever signed with a key is recovered from the hash.
 */
export function signersOf(hash: Hex, signatures: Hex, threshold: number): Address[] {
  const count = Math.min(threshold, Math.floor(size(signatures) / LENGTH));
  return Array.from({ length: count }, (_, index) => {
    const one = sliceHex(signatures, index * LENGTH, (index + 1) * LENGTH);
    const v = Number(sliceHex(one, 64));
    return v < 2 ? getAddress(sliceHex(one, 12, 32)) : recover(hash, one);
  }).filter((signer) => signer !== null);
}

/** The signatures in calldata of `execTransaction`; null for other calldata. */
export function signaturesIn(data: Hex): Hex | null {
  try {
    const { functionName, args } = decodeFunctionData({ abi: safeAbi, data });
    return functionName === "execTransaction" ? args[9] : null;
  } catch {
    return null;
  }
}
