import { type Address, getAddress, type Hex, size, sliceHex, toFunctionSelector } from "viem";

/** A call that a Safe makes. `value` is wei. */
export type Call = { readonly to: Address; readonly value: bigint; readonly data: Hex };

/** Why the guard does not take calldata for a batch, under the contract's error names. */
export type Fault =
  | { readonly name: "BatchMalformed"; readonly offset: number }
  | { readonly name: "NestedOperationRefused"; readonly call: number; readonly operation: number };

const MULTI_SEND = toFunctionSelector("multiSend(bytes)");
/** Selector, offset and length of the one argument. */
const HEAD = 68;
/** Operation, target, value, length. */
const ITEM_HEAD = 85;

/** The calls up to the first thing the guard refuses about the batch itself; null: nothing. */
export type Unpacked = { readonly calls: readonly Call[]; readonly fault: Fault | null };

/**
 * The calls of a batch, as the guard takes it apart: the twin of `Batches` in the contracts. Items that delegatecall are refused, and
 * anything MultiSend would run otherwise than it is read here.
 */
export function unpack(data: Hex): Unpacked {
  const malformed = (offset: number, calls: readonly Call[] = []): Unpacked => ({
    calls,
    fault: { name: "BatchMalformed", offset },
  });
  if (size(data) < HEAD || sliceHex(data, 0, 4) !== MULTI_SEND) return malformed(0);
  if (wordAt(data, 4) !== 32n) return malformed(4);
  const length = wordAt(data, 36);
  const room = BigInt(size(data) - HEAD);
  if (length === 0n || length > room || room - length > 31n || room % 32n !== 0n) return malformed(36);
  const items = sliceHex(data, HEAD, HEAD + Number(length));
  const calls: Call[] = [];
  for (let at = 0; at !== size(items); ) {
    const left = size(items) - at;
    if (left < ITEM_HEAD) return malformed(at, calls);
    const operation = Number(sliceHex(items, at, at + 1));
    if (operation !== 0)
      return { calls, fault: { name: "NestedOperationRefused", call: calls.length, operation } };
    const bytes = wordAt(items, at + 53);
    if (bytes > BigInt(left - ITEM_HEAD)) return malformed(at, calls);
    const end = at + ITEM_HEAD + Number(bytes);
    calls.push({
      to: getAddress(sliceHex(items, at + 1, at + 21)),
      value: wordAt(items, at + 21),
      data: bytes === 0n ? "0x" : sliceHex(items, at + ITEM_HEAD, end),
    });
    at = end;
  }
  return { calls, fault: null };
}

function wordAt(bytes: Hex, at: number): bigint {
  return BigInt(sliceHex(bytes, at, at + 32));
}
