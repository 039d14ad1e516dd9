import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import {
  type Account,
  type Address,
  concatHex,
  encodeFunctionData,
  getAddress,
  getContractAddress,
  type Hex,
  keccak256,
  parseEventLogs,
  type TransactionReceipt,
  zeroAddress,
} from "viem";
import type { PrivateKeyAccount } from "viem/accounts";
import { safe130Abi, safeAbi, safeProxyFactoryAbi } from "../../src/generated/safe-abi.ts";
import { type Contract, of, type Version } from "../../src/safe/deployments.ts";
import { call, encodeExecution, type SafeTransaction, typedData } from "../../src/safe/transaction.ts";
import type { TestChain } from "./chain.ts";

export type Flavour = "Safe" | "SafeL2";

/** A Safe on a test chain, set up without any code of this project, and whoever signs for its owners. */
export type TestSafe = {
  readonly chain: TestChain;
  readonly version: Version;
  readonly flavour: Flavour;
  readonly address: Address;
  readonly owners: readonly PrivateKeyAccount[];
  readonly threshold: number;
};

const PACKAGES: Record<Version, string> = {
  "1.3.0": "@gnosis.pm/safe-contracts",
  "1.4.1": "@safe-global/safe-contracts",
  "1.5.0": "@safe-global/safe-smart-account",
};

/** Where each contract's artifact lies in its package, before 1.4.0 under another name. */
const PATHS: Record<Contract, { readonly path: string; readonly old?: string }> = {
  Safe: { path: "Safe", old: "GnosisSafe" },
  SafeL2: { path: "SafeL2", old: "GnosisSafeL2" },
  SafeProxyFactory: { path: "proxies/SafeProxyFactory", old: "proxies/GnosisSafeProxyFactory" },
  CompatibilityFallbackHandler: { path: "handler/CompatibilityFallbackHandler" },
  MultiSend: { path: "libraries/MultiSend" },
  MultiSendCallOnly: { path: "libraries/MultiSendCallOnly" },
  SignMessageLib: { path: "libraries/SignMessageLib" },
  SimulateTxAccessor: { path: "accessors/SimulateTxAccessor" },
};

/** Safe's CREATE2 factory, and the one 1.3.0's canonical addresses come from: the same code. */
const FACTORY: Address = "0x914d7Fec6aaC8cd542e72Bca78B30650d45643d7";
const FACTORY_OF_130: Address = "0x4e59b44847b379578588920cA78FbF26c0B4956C";
const FACTORY_CODE =
  "0x7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081602082378035828234f58015156039578182fd5b8082525050506014600cf3";
const NO_SALT: Hex = `0x${"00".repeat(32)}`;

const require = createRequire(import.meta.url);

/** A chain, and whoever pays there. */
export type Ground = Pick<TestChain, "provider" | "client"> & {
  send(call: { readonly to: Address; readonly data: Hex }): Promise<unknown>;
};

/** Deploys what Safe ships of `version`, or some of it, where it is on every chain. Throws if it lands elsewhere or is other code. */
export async function deploySafeContracts(
  chain: Ground,
  version: Version,
  contracts: readonly Contract[] = Object.keys(PATHS) as Contract[],
): Promise<void> {
  const factory = version === "1.3.0" ? FACTORY_OF_130 : FACTORY;
  await setCode(chain, factory, FACTORY_CODE);
  for (const contract of contracts) {
    // The package of 1.3.0 has an older one than was deployed.
    if (version === "1.3.0" && contract === "SignMessageLib") continue;
    const canonical = deployment(contract, version);
    if (await chain.client.getCode({ address: canonical.address })) continue;
    const bytecode = bytecodeOf(contract, version);
    const address = getContractAddress({ opcode: "CREATE2", from: factory, salt: NO_SALT, bytecode });
    if (address !== canonical.address) throw new Error(`${contract} would be at ${address}`);
    await chain.send({ to: factory, data: concatHex([NO_SALT, bytecode]) });
    const code = await chain.client.getCode({ address });
    if (code === undefined || keccak256(code) !== canonical.codeHash)
      throw new Error(`${contract} ${version} is not the code its package ships`);
  }
}

/** A proxy with `threshold` of `owners`, with Safe's own fallback handler. */
export async function deployTestSafe(
  chain: TestChain,
  options: {
    readonly version: Version;
    readonly flavour?: Flavour;
    readonly owners: readonly PrivateKeyAccount[];
    readonly threshold: number;
    readonly salt?: bigint;
  },
): Promise<TestSafe> {
  const { version, flavour = "SafeL2", owners, threshold, salt = 0n } = options;
  await deploySafeContracts(chain, version);
  const { logs } = await chain.send(creation(setup(owners, threshold, version), version, flavour, salt));
  return { chain, version, flavour, address: createdIn(logs, version), owners, threshold };
}

/** Calldata that sets a proxy up: `threshold` of `owners`, Safe's own fallback handler, nothing else. */
export function setup(
  owners: readonly { readonly address: Address }[],
  threshold: number,
  version: Version,
): Hex {
  const addresses = owners.map(({ address }) => address);
  const handler = addressOf("CompatibilityFallbackHandler", version);
  return encodeFunctionData({
    abi: safeAbi,
    functionName: "setup",
    args: [addresses, BigInt(threshold), zeroAddress, "0x", handler, zeroAddress, 0n, zeroAddress],
  });
}

/** The call that makes a proxy and sets it up. */
export function creation(setup: Hex, version: Version, flavour: Flavour, salt: bigint) {
  const data = encodeFunctionData({
    abi: safeProxyFactoryAbi,
    functionName: "createProxyWithNonce",
    args: [addressOf(flavour, version), setup, salt],
  });
  return { to: addressOf("SafeProxyFactory", version), data };
}

/** The Safe that a receipt tells of, by the one event of the Safe itself, whoever's factory made it. */
export function createdIn(logs: TransactionReceipt["logs"], version: Version): Address {
  const abi = version === "1.3.0" ? safe130Abi : safeAbi;
  const [made] = parseEventLogs({ abi, logs, eventName: "SafeSetup" });
  if (made === undefined) throw new Error("no Safe was set up");
  return getAddress(made.address);
}

export function addressOf(contract: Contract, version: Version): Address {
  return deployment(contract, version).address;
}

function deployment(contract: Contract, version: Version) {
  const [canonical] = of(contract, version);
  if (canonical === undefined) throw new Error(`no deployment of ${contract} ${version}`);
  return canonical;
}

/** The owners' signatures over a transaction, by ascending owner, as the Safe wants them. */
export async function signatures(
  safe: TestSafe,
  transaction: SafeTransaction,
  by: readonly PrivateKeyAccount[] = safe.owners.slice(0, safe.threshold),
): Promise<Hex> {
  const domain = { chainId: safe.chain.chainId, verifyingContract: safe.address };
  const sorted = [...by].sort((a, b) => (BigInt(a.address) < BigInt(b.address) ? -1 : 1));
  const typed = typedData(domain, transaction) as Parameters<PrivateKeyAccount["signTypedData"]>[0];
  return concatHex(await Promise.all(sorted.map((owner) => owner.signTypedData(typed))));
}

/** Signs and executes a call with the Safe's next nonce. Throws if it reverts. */
export async function execute(
  safe: TestSafe,
  what: Parameters<typeof call>[0],
  by?: readonly PrivateKeyAccount[],
  from?: Account,
) {
  const nonce = await safe.chain.client.readContract({
    address: safe.address,
    abi: safeAbi,
    functionName: "nonce",
  });
  const transaction = call(what, nonce);
  const data = encodeExecution(transaction, await signatures(safe, transaction, by));
  return safe.chain.send({ to: safe.address, data }, from);
}

export function bytecodeOf(contract: Contract, version: Version): Hex {
  const { path, old } = PATHS[contract];
  const file = version === "1.3.0" && old !== undefined ? old : path;
  const artifact = `${PACKAGES[version]}/build/artifacts/contracts/${file}.sol/${file.split("/").at(-1)}.json`;
  return (JSON.parse(readFileSync(require.resolve(artifact), "utf8")) as { bytecode: Hex }).bytecode;
}

async function setCode(chain: Ground, address: Address, code: Hex): Promise<void> {
  const node = String(await chain.provider.request({ method: "web3_clientVersion", params: [] }));
  const method = node.startsWith("anvil") ? "anvil_setCode" : "hardhat_setCode";
  await chain.provider.request({ method, params: [address, code] });
}
