import { type Hex, hexToBytes } from "viem";

/** The least a transaction with this calldata costs (EIP-7623): 10 gas for each zero byte, 40 for any other. */
export function floorOf(data: Hex): number {
  const tokens = hexToBytes(data).reduce((sum, byte) => sum + (byte === 0 ? 1 : 4), 0);
  return 21_000 + 10 * tokens;
}
