import { concat, type Hex, numberToHex, pad, type TypedDataDefinition, zeroAddress } from "viem";
import type { PrivateKeyAccount } from "viem/accounts";
import type { Call } from "./network.ts";
import type { Safe } from "./safe.ts";

/** A plain call, and no refund: operation, safeTxGas, baseGas, gasPrice, gasToken, refundReceiver. */
export const NO_TERMS = [0, 0n, 0n, 0n, zeroAddress, zeroAddress] as const;

const NONCE_ABI = [
  { type: "function", name: "nonce", inputs: [], outputs: [{ type: "uint256" }], stateMutability: "view" },
] as const;

const TYPES = {
  SafeTx: [
    { name: "to", type: "address" },
    { name: "value", type: "uint256" },
    { name: "data", type: "bytes" },
    { name: "operation", type: "uint8" },
    { name: "safeTxGas", type: "uint256" },
    { name: "baseGas", type: "uint256" },
    { name: "gasPrice", type: "uint256" },
    { name: "gasToken", type: "address" },
    { name: "refundReceiver", type: "address" },
    { name: "nonce", type: "uint256" },
  ],
} as const;

/** What owners sign for the Safe's next transaction. */
export async function typed({ network, address }: Safe, { to, data }: Call): Promise<TypedDataDefinition> {
  const nonce = await network.read<bigint>(address, NONCE_ABI, "nonce");
  const [operation, safeTxGas, baseGas, gasPrice, gasToken, refundReceiver] = NO_TERMS;
  const terms = { operation, safeTxGas, baseGas, gasPrice, gasToken, refundReceiver };
  return {
    domain: { chainId: network.chainId, verifyingContract: address },
    types: TYPES,
    primaryType: "SafeTx",
    message: { to, value: 0n, data, ...terms, nonce },
  };
}

/** `threshold` signatures by ascending owner; for one who approved on-chain, a pointer to that. */
export async function collect(
  { owners, threshold }: Safe,
  transaction: TypedDataDefinition,
  approved?: PrivateKeyAccount,
): Promise<Hex> {
  const signing = owners
    .slice(0, threshold)
    .sort((a, b) => (BigInt(a.address) < BigInt(b.address) ? -1 : 1))
    .map((owner) => (owner === approved ? pointer(owner) : owner.signTypedData(transaction)));
  return concat(await Promise.all(signing));
}

/** v = 1: see the Safe's storage. */
function pointer({ address }: PrivateKeyAccount): Hex {
  return concat([pad(address), numberToHex(0, { size: 32 }), "0x01"]);
}
