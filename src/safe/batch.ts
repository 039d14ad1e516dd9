import {
  type Address,
  concatHex,
  decodeFunctionData,
  encodeFunctionData,
  getAddress,
  type Hex,
  isAddressEqual,
  keccak256,
  numberToHex,
  size,
  sliceHex,
  zeroAddress,
} from "viem";
import { answered, type Connection } from "../chain/client.ts";
import { BaseError } from "../errors.ts";
import { multiSendAbi } from "../generated/safe-abi.ts";
import { type Deployment, of, type Version } from "./deployments.ts";
import { CALL, DELEGATECALL, type Operation } from "./transaction.ts";

/** One call of a batch. `value` is wei. */
export type BatchItem = {
  readonly operation: Operation;
  readonly to: Address;
  readonly value: bigint;
  readonly data: Hex;
};

/** operation (1), to (20), value (32), length (32), before the calldata. */
const HEAD = 85;

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
 * The calls in calldata for a MultiSend, as that contract itself walks through them; null if it is something else or not packed
 * as {@link encodeBatch} does, for then what runs need not be what was read.
 */
export function decodeBatch(data: Hex): readonly BatchItem[] | null {
  const packed = packedOf(data);
  if (packed === null) return null;
  const items: BatchItem[] = [];
  for (let at = 0; at < size(packed); ) {
    if (at + HEAD > size(packed)) return null;
    const operation = Number(sliceHex(packed, at, at + 1));
    const length = BigInt(sliceHex(packed, at + 53, at + HEAD));
    const end = BigInt(at + HEAD) + length;
    if (end > BigInt(size(packed)) || (operation !== CALL && operation !== DELEGATECALL)) return null;
    items.push({
      operation,
      to: getAddress(sliceHex(packed, at + 1, at + 21)),
      value: BigInt(sliceHex(packed, at + 21, at + 53)),
      data: length === 0n ? "0x" : sliceHex(packed, at + HEAD, Number(end)),
    });
    at = Number(end);
  }
  return items.length === 0 ? null : items;
}

function packedOf(data: Hex): Hex | null {
  try {
    const { args } = decodeFunctionData({ abi: multiSendAbi, data });
    const again = encodeFunctionData({ abi: multiSendAbi, functionName: "multiSend", args });
    return again === data.toLowerCase() ? args[0] : null;
  } catch {
    return null;
  }
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
