import {
  type Abi,
  type Address,
  decodeFunctionResult,
  encodeFunctionData,
  encodeFunctionResult,
  getAddress,
  type Hex,
  numberToHex,
  size,
  BaseError as ViemError,
} from "viem";
import { answered, type Connection, isNodes, unreachable } from "../../chain/client.ts";
import { dataOf } from "../../chain/revert.ts";
import type { At } from "../../chain/state.ts";
import { BaseError } from "../../errors.ts";

/** A node, and the one block at which all is read. `time` is its timestamp, UNIX seconds. */
export type Site = {
  readonly connection: Connection;
  readonly block: bigint;
  readonly hash: Hex;
  readonly time: number;
};

/** What a call came to. `data` of a refusal is what the contract gave as its reason. */
export type Reply = { readonly done: boolean; readonly data: Hex };

/** What a contract may take for one answer, and how long that may be: more is no answer. */
const GAS = 3_000_000n;
const LONGEST = 2 ** 17;

/** @throws `Chain.Unreachable`, `Role.BlockUnknown` */
export async function siteAt(connection: Connection, at: At): Promise<Site> {
  const { client } = connection;
  const asked = client.getBlock(typeof at === "bigint" ? { blockNumber: at } : { blockTag: at });
  const { number, hash, timestamp } = await answered(connection, asked);
  if (number !== null && hash !== null) return { connection, block: number, hash, time: Number(timestamp) };
  throw new BaseError({
    code: "Role.BlockUnknown",
    message: `${connection.label} does not say which block ${at} is`,
    fix: "name a block by its number, or ask another node",
  });
}

/** Refuses what was read if the block is another one by now. @throws `Role.BlockGone`, `Chain.Unreachable` */
export async function assertStill({ connection, block, hash }: Site): Promise<void> {
  const after = await answered(connection, connection.client.getBlock({ blockNumber: block }));
  if (after.hash === hash) return;
  throw new BaseError({
    code: "Role.BlockGone",
    message: `block ${block} changed while powers were read`,
    fix: "read again, at a finalised block",
    details: { block },
  });
}

/**
 * One call, with the block's state. Whatever the contract does is a reply; only a node that fails is an error.
 * @throws `Chain.Unreachable`
 */
export async function call(site: Site, to: Address, data: Hex, from?: Address): Promise<Reply> {
  const { connection, block } = site;
  const request = { to, data, gas: numberToHex(GAS), ...(from === undefined ? {} : { from }) };
  try {
    const params = [request, numberToHex(block)] as const;
    const answer: unknown = await connection.client.request({ method: "eth_call", params: params as never });
    const isShort = typeof answer === "string" && answer.length <= 2 + 2 * LONGEST;
    if (isShort && /^0x([0-9a-f]{2})*$/i.test(answer)) return { done: true, data: answer as Hex };
    return { done: false, data: "0x" };
  } catch (cause) {
    const reason = refusal(cause);
    if (reason === null) throw unreachable(connection.label, cause);
    return { done: false, data: size(reason) > LONGEST ? "0x" : reason };
  }
}

/**
 * Asks a contract by one function of an ABI. Undefined: it does not answer as that function does, to the byte.
 * @throws `Chain.Unreachable`
 */
export async function ask(
  site: Site,
  address: Address,
  abi: Abi,
  functionName: string,
  args: readonly unknown[] = [],
): Promise<unknown> {
  const data = encodeFunctionData({ abi, functionName, args });
  const reply = await call(site, address, data);
  if (!reply.done || reply.data === "0x") return undefined;
  try {
    const result: unknown = decodeFunctionResult({ abi, functionName, args, data: reply.data });
    // What is decoded leniently (dirty bits, bytes that follow) is no answer: a fallback may have given it.
    const again = encodeFunctionResult({ abi, functionName, result } as never);
    return again === reply.data.toLowerCase() ? result : undefined;
  } catch {
    return undefined;
  }
}

/** An address a contract answers with; undefined if it gives none. @throws `Chain.Unreachable` */
export async function askAddress(
  site: Site,
  address: Address,
  abi: Abi,
  functionName: string,
  args: readonly unknown[] = [],
): Promise<Address | undefined> {
  const answer = await ask(site, address, abi, functionName, args);
  return typeof answer === "string" ? getAddress(answer) : undefined;
}

/** @throws `Chain.Unreachable` */
export async function codeAt({ connection, block }: Site, address: Address): Promise<Hex | null> {
  const code = await answered(connection, connection.client.getCode({ address, blockNumber: block }));
  return code === undefined || code === "0x" ? null : code;
}

/** The word in a slot. @throws `Chain.Unreachable`, also for an answer that is no word */
export async function wordInSlot(site: Site, address: Address, slot: Hex): Promise<bigint> {
  const { connection, block } = site;
  const word = await answered(
    connection,
    connection.client.getStorageAt({ address, slot, blockNumber: block }),
  );
  if (word !== undefined && /^0x[0-9a-f]{0,64}$/i.test(word)) return word === "0x" ? 0n : BigInt(word);
  throw unreachable(connection.label, `its answer to eth_getStorageAt is no word: ${word}`);
}

/** The reason a contract gave for its refusal, empty if none; null if it was the node that failed. */
function refusal(error: unknown): Hex | null {
  if (isNodes(error)) return null;
  const data = dataOf(error);
  if (data !== null) return data;
  const said = error instanceof ViemError ? `${error.message} ${error.details}` : String(error);
  return /revert|opcode|out of ?gas|stack|jump|evm error|vm exception|vm execution/i.test(said) ? "0x" : null;
}
