import {
  type Address,
  concatHex,
  domainSeparator,
  encodeFunctionData,
  type Hex,
  hashStruct,
  hashTypedData,
  keccak256,
  zeroAddress,
} from "viem";
import { safeAbi } from "../generated/safe-abi.ts";
import type { TypedData } from "../signer/signer.ts";

/** How the Safe makes the call: CALL, or DELEGATECALL, in which the other contract's code acts as the Safe. */
export const CALL = 0;
export const DELEGATECALL = 1;
export type Operation = typeof CALL | typeof DELEGATECALL;

/** The fields owners sign, as `execTransaction` takes them, and the nonce. Amounts in wei, or in units of `gasToken` (zero: wei). */
export type SafeTransaction = {
  readonly to: Address;
  readonly value: bigint;
  readonly data: Hex;
  readonly operation: Operation;
  readonly safeTxGas: bigint;
  readonly baseGas: bigint;
  readonly gasPrice: bigint;
  readonly gasToken: Address;
  readonly refundReceiver: Address;
  readonly nonce: bigint;
};

/** Which Safe: the EIP-712 domain of versions from 1.3.0 on. */
export type SafeDomain = { readonly chainId: number; readonly verifyingContract: Address };

const SAFE_TX = [
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
] as const;

const SAFE_MESSAGE = { SafeMessage: [{ name: "message", type: "bytes" }] } as const;

/** A call without refund, the one kind that Conclave's tools make. */
export function call(
  { to, value = 0n, data = "0x", operation = CALL }: Partial<SafeTransaction> & { readonly to: Address },
  nonce: bigint,
): SafeTransaction {
  const refund = {
    safeTxGas: 0n,
    baseGas: 0n,
    gasPrice: 0n,
    gasToken: zeroAddress,
    refundReceiver: zeroAddress,
  };
  return { to, value, data, operation, ...refund, nonce };
}

/** What wallets show and owners sign. */
export function typedData(domain: SafeDomain, transaction: SafeTransaction): TypedData {
  return { domain, types: { SafeTx: SAFE_TX }, primaryType: "SafeTx", message: transaction };
}

/** What owners sign of a message in the Safe's name (ERC-1271), as Safe's fallback handlers hash it since 1.3.0. */
export function messageTypedData(domain: SafeDomain, message: Hex): TypedData {
  return { domain, types: SAFE_MESSAGE, primaryType: "SafeMessage", message: { message } };
}

/** The hash that owners sign of a message. */
export function messageHash(domain: SafeDomain, message: Hex): Hex {
  const types = SAFE_MESSAGE;
  return hashTypedData({ domain: { ...domain }, types, primaryType: "SafeMessage", message: { message } });
}

/** The bytes that the Safe hashes to the safeTxHash: up to 1.4.1 contracts that are owners are asked about these. */
export function preimage(domain: SafeDomain, transaction: SafeTransaction): Hex {
  const { domain: separator, message } = hashes(domain, transaction);
  return concatHex(["0x1901", separator, message]);
}

/** The three hashes that signing devices show: compare all of them with the device's own. */
export type Hashes = { readonly domain: Hex; readonly message: Hex; readonly safeTxHash: Hex };

export function hashes(domain: SafeDomain, transaction: SafeTransaction): Hashes {
  const separator = domainSeparator({ domain: { ...domain } });
  const types = { SafeTx: SAFE_TX };
  const message = hashStruct({ data: transaction, primaryType: "SafeTx", types });
  return { domain: separator, message, safeTxHash: keccak256(concatHex(["0x1901", separator, message])) };
}

/** The hash that a Safe keeps approvals and guards keep announcements under. */
export function safeTxHash(domain: SafeDomain, transaction: SafeTransaction): Hex {
  return hashes(domain, transaction).safeTxHash;
}

/** Calldata that executes it with `signatures`, packed by ascending owner. */
export function encodeExecution(transaction: SafeTransaction, signatures: Hex): Hex {
  const { to, value, data, operation, safeTxGas, baseGas, gasPrice, gasToken, refundReceiver } = transaction;
  return encodeFunctionData({
    abi: safeAbi,
    functionName: "execTransaction",
    args: [to, value, data, operation, safeTxGas, baseGas, gasPrice, gasToken, refundReceiver, signatures],
  });
}
