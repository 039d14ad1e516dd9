import {
  type Address,
  concatHex,
  encodeFunctionData,
  type Hex,
  isAddressEqual,
  keccak256,
  numberToHex,
  size,
  zeroAddress,
} from "viem";
import { answered, type Connection } from "../chain/client.ts";
import { BaseError } from "../errors.ts";
import { multiSendAbi } from "../generated/safe-abi.ts";
import { type Deployment, deployedAt, of, type Version } from "./deployments.ts";
import { walk } from "./multi-send.ts";
import { CALL, DELEGATECALL, type Operation } from "./transaction.ts";

/** One call of a batch. `value` is wei. */
export type BatchItem = {
  readonly operation: Operation;
  readonly to: Address;
  readonly value: bigint;
  readonly data: Hex;
};

/** Calldata for MultiSendCallOnly that makes `calls` in order, or none of them. @throws `SafeBatch.ZeroTarget` */
export function encodeBatch(calls: readonly Omit<BatchItem, "operation">[]): Hex {
  const parts = calls.flatMap(({ to, value, data }) => {
    if (isAddressEqual(to, zeroAddress)) throw zeroTarget();
    return [
      "0x00" as const,
      to,
      numberToHex(value, { size: 32 }),
      numberToHex(size(data), { size: 32 }),
      data,
    ];
  });
  const packed = concatHex(parts).toLowerCase() as Hex;
  return encodeFunctionData({ abi: multiSendAbi, functionName: "multiSend", args: [packed] });
}

/**
 * The calls in calldata for a MultiSend; null if it is something else, packed so that what runs need not be what is read, or filled up with
 * anything but zeros, as no encoder does.
 */
export function decodeBatch(data: Hex): readonly BatchItem[] | null {
  const { items, filling, stopped } = walk(data, isOperation);
  if (stopped !== null || !/^0x0*$/.test(filling)) return null;
  return items.flatMap(({ operation, ...item }) => (isOperation(operation) ? [{ operation, ...item }] : []));
}

/**
 * The calls that a Safe makes by delegatecalling one of Safe's MultiSend contracts: null if that is not what it does, or the batch cannot be
 * read. Since 1.5.0 MultiSend takes the zero address for the Safe itself.
 */
export function batchOf(
  { operation, to, data }: Pick<BatchItem, "operation" | "to" | "data">,
  safe: Address,
): readonly BatchItem[] | null {
  const contract = operation === DELEGATECALL && isBatchContract(to) ? deployedAt(to) : undefined;
  const items = contract === undefined ? null : decodeBatch(data);
  if (contract?.version !== "1.5.0") return items;
  return items?.map((item) => (isAddressEqual(item.to, zeroAddress) ? { ...item, to: safe } : item)) ?? null;
}

/** Whether an address is, on every chain where Safe deployed it, one of its MultiSend contracts. */
export function isBatchContract(address: Address): boolean {
  return ["MultiSend", "MultiSendCallOnly"].includes(deployedAt(address)?.contract ?? "");
}

function isOperation(operation: number): operation is Operation {
  return operation === CALL || operation === DELEGATECALL;
}

/**
 * The MultiSendCallOnly of a Safe's version on this chain: at an address where Safe deploys it, and of the code that Safe released.
 * @throws `SafeBatch.NoContract`, `Chain.Unreachable`
 */
export async function batchContract(connection: Connection, version: Version): Promise<Deployment> {
  const candidates = of("MultiSendCallOnly", version);
  for (const candidate of candidates) {
    const code = await answered(connection, connection.client.getCode({ address: candidate.address }));
    if (code !== undefined && keccak256(code) === candidate.codeHash) return candidate;
  }
  throw new BaseError({
    code: "SafeBatch.NoContract",
    message: `MultiSendCallOnly ${version} is not on ${connection.label} where Safe deploys it`,
    fix: "make a transaction for each call, or have Safe's contracts deployed on this chain",
    details: { version, looked: candidates.map(({ address }) => address) },
  });
}

function zeroTarget(): BaseError {
  return new BaseError({
    code: "SafeBatch.ZeroTarget",
    message: "a call of the batch goes to the zero address, which some versions take for the Safe itself",
    fix: "name the address that is meant",
  });
}
