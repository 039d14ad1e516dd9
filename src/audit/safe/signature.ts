import { type Address, getAddress, type Hex, hexToBytes, toHex } from "viem";
import { recover } from "../../safe/signature.ts";

/**
 * How an owner consented: `ecdsa` over the hash, `eth_sign` over the hash as a message, `approved` by `approveHash` on-chain,
 * `executor` by sending the execution, `contract` by the word of the owner's own code (ERC-1271).
 */
export type Way = "ecdsa" | "eth_sign" | "approved" | "executor" | "contract";

/** One of the signatures handed in; `bytes` is what a contract is asked about. */
export type Signature = { readonly owner: Address; readonly way: Way; readonly bytes: Hex };

const LENGTH = 65;
const WORD = 32;

/**
 * The signatures of an execution, read as the Safe reads them: 65 bytes each, r, s and v, behind them what contracts take. Those that
 * are nobody's are null. Stops where fixed parts end, which is where a contract's begin.
 * @param executor Whoever called; an owner with v = 1 who is the executor needs no `approveHash`.
 */
export function parse(signatures: Hex, hash: Hex, executor: Address): (Signature | null)[] {
  const all = hexToBytes(signatures);
  const found: (Signature | null)[] = [];
  for (let at = 0, end = all.length; at + LENGTH <= end; at += LENGTH) {
    const part = all.subarray(at, at + LENGTH);
    const v = part[LENGTH - 1] ?? 0;
    const owner = getAddress(toHex(part.subarray(12, WORD)));
    if (v === 0) {
      const start = BigInt(toHex(part.subarray(WORD, 2 * WORD)));
      const bytes = tail(all, start);
      if (bytes !== null) end = Math.min(end, Number(start));
      found.push(bytes === null ? null : { owner, way: "contract", bytes });
    } else if (v === 1) {
      found.push({ owner, way: owner === executor ? "executor" : "approved", bytes: "0x" });
    } else {
      const bytes = toHex(part);
      const signer = recover(hash, bytes);
      found.push(signer === null ? null : { owner: signer, way: v > 30 ? "eth_sign" : "ecdsa", bytes });
    }
  }
  return found;
}

/** Bytes with their length before them. */
function tail(all: Uint8Array, offset: bigint): Hex | null {
  if (offset + BigInt(WORD) > BigInt(all.length)) return null;
  const start = Number(offset) + WORD;
  const end = BigInt(start) + BigInt(toHex(all.subarray(start - WORD, start)));
  return end > BigInt(all.length) ? null : toHex(all.subarray(start, Number(end)));
}
