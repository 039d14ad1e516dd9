import hre from "hardhat";
import {
  type Address,
  concatHex,
  encodeFunctionData,
  encodePacked,
  type Hex,
  hexToBytes,
  pad,
  size,
  toHex,
} from "viem";
import { type PrivateKeyAccount, privateKeyToAccount } from "viem/accounts";
import { type Connection, connect } from "../../../src/chain/client.ts";
import { multiSendAbi, safeAbi } from "../../../src/generated/safe-abi.ts";
import type { Version } from "../../../src/safe/deployments.ts";
import {
  call,
  encodeExecution,
  type SafeTransaction,
  safeTxHash,
  typedData,
} from "../../../src/safe/transaction.ts";
import { type Provider, type TestChain, testChain } from "../../support/chain.ts";
import { addressOf, deployTestSafe, type Flavour, type TestSafe } from "../../support/safe.ts";

/** A Safe with a life, and all keys that ever own it. */
export type Scene = {
  readonly chain: TestChain;
  readonly connection: Connection;
  readonly safe: TestSafe;
  close(): Promise<void>;
};

export const KEYS: readonly PrivateKeyAccount[] = Array.from({ length: 8 }, (_, index) =>
  privateKeyToAccount(pad(toHex(index + 0xa1), { size: 32 })),
);

export function key(index: number): PrivateKeyAccount {
  const found = KEYS[index];
  if (found === undefined) throw new Error(`no key ${index}`);
  return found;
}

/** A Safe of keys 0, 1 and 2, two of whom are needed. */
export async function open(version: Version, flavour: Flavour): Promise<Scene> {
  const network = await hre.network.create();
  return openOn(network.provider as never, version, flavour, () => network.close());
}

/** The same on another node. */
export async function openOn(
  provider: Provider,
  version: Version,
  flavour: Flavour,
  close: () => Promise<void>,
): Promise<Scene> {
  const chain = await testChain(provider);
  const owners = KEYS.slice(0, 3);
  const safe = await deployTestSafe(chain, { version, flavour, owners, threshold: 2 });
  await chain.setBalance(safe.address, 10n ** 18n);
  return { chain, safe, connection: await connect(provider), close };
}

export async function nonceOf({ chain, safe }: Scene): Promise<bigint> {
  return chain.client.readContract({ address: safe.address, abi: safeAbi, functionName: "nonce" });
}

export function hashOf({ safe, chain }: Scene, transaction: SafeTransaction): Hex {
  return safeTxHash({ chainId: chain.chainId, verifyingContract: safe.address }, transaction);
}

/** How somebody consents. */
export type By = {
  readonly account: PrivateKeyAccount;
  readonly way: "ecdsa" | "eth_sign" | "approved" | "executor";
};
/** A contract that owns the Safe, and what it takes for a signature. */
export type ByContract = { readonly contract: Address; readonly bytes: Hex };

/** Signatures as the Safe wants them: by ascending owner, what contracts take behind all of them. */
export async function consent(
  scene: Scene,
  transaction: SafeTransaction,
  by: readonly (By | ByContract)[],
): Promise<Hex> {
  const { chain, safe } = scene;
  const domain = { chainId: chain.chainId, verifyingContract: safe.address };
  const owner = (one: By | ByContract) => ("contract" in one ? one.contract : one.account.address);
  const sorted = [...by].sort((a, b) => (BigInt(owner(a)) < BigInt(owner(b)) ? -1 : 1));
  const parts: Hex[] = [];
  let tails: Hex = "0x";
  for (const one of sorted) {
    const who = pad(owner(one), { size: 32 });
    if ("contract" in one) {
      const offset = 65 * sorted.length + size(tails);
      parts.push(concatHex([who, toHex(offset, { size: 32 }), "0x00"]));
      tails = concatHex([tails, toHex(size(one.bytes), { size: 32 }), one.bytes]);
    } else if (one.way === "ecdsa") {
      parts.push(await one.account.signTypedData(typedData(domain, transaction) as never));
    } else if (one.way === "eth_sign") {
      const signature = await one.account.signMessage({ message: { raw: hashOf(scene, transaction) } });
      const bytes = hexToBytes(signature);
      bytes[64] = (bytes[64] ?? 0) + 4;
      parts.push(toHex(bytes));
    } else parts.push(concatHex([who, toHex(0, { size: 32 }), "0x01"]));
  }
  return concatHex([...parts, tails]);
}

export function ecdsa(...indices: number[]): By[] {
  return indices.map((index) => ({ account: key(index), way: "ecdsa" }));
}

/** Executes with the next nonce, or `more.nonce`; `from` is whoever sends. */
export async function run(
  scene: Scene,
  what: Parameters<typeof call>[0],
  by: readonly (By | ByContract)[] = ecdsa(0, 1),
  from?: PrivateKeyAccount,
  more: Partial<SafeTransaction> = {},
) {
  const transaction = { ...call(what, await nonceOf(scene)), ...more };
  const data = encodeExecution(transaction, await consent(scene, transaction, by));
  const receipt = await scene.chain.send({ to: scene.safe.address, data }, from);
  return { transaction, receipt, hash: hashOf(scene, transaction) };
}

/** A call of the Safe to itself. */
export function own(
  { safe }: Scene,
  functionName: string,
  args: readonly unknown[],
): Parameters<typeof call>[0] {
  return { to: safe.address, data: encodeFunctionData({ abi: safeAbi, functionName, args } as never) };
}

/** Several calls at once, by MultiSend. */
export function batch(
  { safe }: Scene,
  calls: readonly Parameters<typeof call>[0][],
): Parameters<typeof call>[0] {
  const packed = calls.map(({ to, value = 0n, data = "0x", operation = 0 }) =>
    encodePacked(
      ["uint8", "address", "uint256", "uint256", "bytes"],
      [operation, to, value, BigInt(size(data)), data],
    ),
  );
  return {
    to: addressOf("MultiSend", safe.version),
    data: encodeFunctionData({ abi: multiSendAbi, functionName: "multiSend", args: [concatHex(packed)] }),
    operation: 1,
  };
}

export async function approveHash({ chain, safe }: Scene, by: PrivateKeyAccount, hash: Hex) {
  return chain.write(safe.address, safeAbi, "approveHash", [hash], by);
}
