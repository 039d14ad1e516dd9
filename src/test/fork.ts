import { type Address, type Hex, numberToHex } from "viem";
import { z } from "zod";
import { BaseError } from "../errors.ts";

/** An EIP-1193 provider of a node made for tests (Hardhat in-process, `hardhat node`, anvil), best a fork of its own. */
export type Provider = {
  request(args: { method: string; params?: readonly unknown[] }): Promise<unknown>;
};

/** A block's state that a simulation starts from. `timestamp` is UNIX seconds. */
export type Pinned = { readonly number: number; readonly hash: Hex; readonly timestamp: number };

/** What decides the block in which the calls run, so that two machines see the same. `at` is its `block.timestamp`. */
export type Setting = {
  readonly at: number;
  readonly slots: readonly { readonly address: Address; readonly slot: Hex; readonly value: Hex }[];
};

export type Transaction = { readonly from: Address; readonly to: Address; readonly data: Hex };

/** Gas of the simulated transaction: the most that EIP-7825 allows, the same on every node. */
export const GAS_LIMIT = 16_777_216;

const ZERO_ADDRESS = "0x0000000000000000000000000000000000000000";
const ZERO_HASH = `0x${"00".repeat(32)}`;
const quantity = z
  .string()
  .regex(/^0x[0-9a-f]+$/)
  .transform(Number);
const blockSchema = z.object({
  number: quantity,
  hash: z.string().transform((value) => value as Hex),
  timestamp: quantity,
});

/** The newest block of the provider. */
export async function pin(provider: Provider): Promise<Pinned & { readonly chainId: number }> {
  const { number, hash, timestamp } = await latest(provider);
  const chainId = quantity.parse(await ask(provider, "eth_chainId", []));
  return { number, hash, timestamp, chainId };
}

/**
 * Runs `work` in a block after the newest one, with the slots and clock of `setting`, and takes everything back.
 * Fee recipient, base fee and randomness are zero, since nodes differ in their defaults.
 * @throws `Simulation.NodeUnfit` if the node cannot do it.
 */
export async function within<T>(provider: Provider, setting: Setting, work: () => Promise<T>): Promise<T> {
  const snapshot = await ask(provider, "evm_snapshot", []);
  try {
    for (const { address, slot, value } of setting.slots) {
      await ask(provider, "hardhat_setStorageAt", [address, slot, value]);
    }
    await ask(provider, "hardhat_setCoinbase", [ZERO_ADDRESS]);
    // anvil does not know this one; it takes the override in `trace` instead, which Hardhat does not.
    await provider.request({ method: "hardhat_setPrevRandao", params: [ZERO_HASH] }).catch(() => undefined);
    // Hardhat traces calls without a fee in any case.
    await ask(provider, "hardhat_setNextBlockBaseFeePerGas", ["0x0"]);
    await ask(provider, "evm_setNextBlockTimestamp", [numberToHex(setting.at)]);
    await ask(provider, "evm_mine", []);
    return await work();
  } finally {
    await ask(provider, "evm_revert", [snapshot]);
  }
}

/** `debug_traceCall` on the newest block with one of the tracers that all nodes share. */
export function trace(
  provider: Provider,
  transaction: Transaction,
  tracer: {
    readonly tracer: "callTracer" | "prestateTracer";
    readonly tracerConfig?: Readonly<Record<string, boolean>>;
  },
): Promise<unknown> {
  const options = { ...tracer, blockOverrides: { random: ZERO_HASH } };
  return ask(provider, "debug_traceCall", [
    { ...transaction, gas: numberToHex(GAS_LIMIT) },
    "latest",
    options,
  ]);
}

/** One request. @throws `Simulation.NodeUnfit` with the method. */
export async function ask(provider: Provider, method: string, params: readonly unknown[]): Promise<unknown> {
  try {
    return await provider.request({ method, params });
  } catch (cause) {
    throw new BaseError({
      code: "Simulation.NodeUnfit",
      message: `the node refused ${method}, which a simulation needs`,
      fix: "simulate on an in-process fork or on anvil; production nodes cannot do it",
      details: { method },
      cause,
    });
  }
}

async function latest(provider: Provider) {
  return blockSchema.parse(await ask(provider, "eth_getBlockByNumber", ["latest", false]));
}
