import { type Address, getAddress, type Hex, size, sliceHex, toFunctionSelector } from "viem";

/** An item of a batch as it is packed. `operation` is a byte: 0 a call, 1 a delegatecall, the rest nothing. `value` is wei. */
export type PackedItem = {
  readonly operation: number;
  readonly to: Address;
  readonly value: bigint;
  readonly data: Hex;
};

/** The items up to where reading stopped: at a byte that is not packed so, or at an operation that was not to be read; null: nowhere. */
export type Walk = {
  readonly items: readonly PackedItem[];
  /** What fills the last word, which nothing reads. */
  readonly filling: Hex;
  readonly stopped: { readonly offset: number } | { readonly operation: number } | null;
};

const MULTI_SEND = toFunctionSelector("multiSend(bytes)");
/** Selector, offset and length of the one argument. */
const HEAD = 68;
/** Operation (1), target (20), value (32), length of the calldata (32). */
const ITEM_HEAD = 85;

/**
 * Walks through calldata for MultiSend or MultiSendCallOnly: not none, encoded as Solidity encodes it, every item wholly inside. What is
 * packed otherwise MultiSend could run otherwise than it is read. The twin of `Batches` in the contracts, which offsets are counted like:
 * in the head from its beginning, in items from theirs.
 * @param takes Which operations to read.
 */
export function walk(data: Hex, takes: (operation: number) => boolean): Walk {
  const items: PackedItem[] = [];
  const malformed = (offset: number): Walk => ({ items, filling: "0x", stopped: { offset } });
  if (size(data) < HEAD || sliceHex(data, 0, 4).toLowerCase() !== MULTI_SEND) return malformed(0);
  if (wordAt(data, 4) !== 32n) return malformed(4);
  const length = wordAt(data, 36);
  const room = BigInt(size(data) - HEAD);
  // Filled up to a whole word, and not further.
  if (length === 0n || length > room || room - length > 31n || room % 32n !== 0n) return malformed(36);
  const packed = sliceHex(data, HEAD, HEAD + Number(length));
  for (let at = 0; at !== size(packed); ) {
    const left = size(packed) - at;
    if (left < ITEM_HEAD) return malformed(at);
    const operation = Number(sliceHex(packed, at, at + 1));
    if (!takes(operation)) return { items, filling: "0x", stopped: { operation } };
    const bytes = wordAt(packed, at + 53);
    if (bytes > BigInt(left - ITEM_HEAD)) return malformed(at);
    const end = at + ITEM_HEAD + Number(bytes);
    items.push({
      operation,
      to: getAddress(sliceHex(packed, at + 1, at + 21)),
      value: wordAt(packed, at + 21),
      data: bytes === 0n ? "0x" : sliceHex(packed, at + ITEM_HEAD, end),
    });
    at = end;
  }
  const filling = room === length ? "0x" : sliceHex(data, HEAD + Number(length));
  return { items, filling, stopped: null };
}

function wordAt(bytes: Hex, at: number): bigint {
  return BigInt(sliceHex(bytes, at, at + 32));
}
