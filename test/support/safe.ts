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

/** Deploys what Safe ships of `version` where it is on every chain. Throws if it lands elsewhere or is other code. */
export async function deploySafeContracts(chain: TestChain, version: Version): Promise<void> {
  const factory = version === "1.3.0" ? FACTORY_OF_130 : FACTORY;
  await setCode(chain, factory, FACTORY_CODE);
  for (const contract of Object.keys(PATHS) as Contract[]) {
    // The package of 1.3.0 has an older one than was deployed.
    if (version === "1.3.0" && contract === "SignMessageLib") continue;
    const [canonical] = of(contract, version);
    if (canonical === undefined) throw new Error(`no deployment of ${contract} ${version}`);
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
  const setup = encodeFunctionData({
    abi: safeAbi,
    functionName: "setup",
    args: [
      owners.map(({ address }) => address),
      BigInt(threshold),
      zeroAddress,
      "0x",
      addressOf("CompatibilityFallbackHandler", version),
      zeroAddress,
      0n,
      zeroAddress,
    ],
  });
  const { logs } = await chain.write(
    addressOf("SafeProxyFactory", version),
    safeProxyFactoryAbi,
    "createProxyWithNonce",
    [addressOf(flavour, version), setup, salt],
  );
  // The one event of the Safe itself, whoever's factory made it.
  const abi = version === "1.3.0" ? safe130Abi : safeAbi;
  const [made] = parseEventLogs({ abi, logs, eventName: "SafeSetup" });
  if (made === undefined) throw new Error("no Safe was set up");
  return { chain, version, flavour, address: getAddress(made.address), owners, threshold };
}

export function addressOf(contract: Contract, version: Version): Address {
  const [canonical] = of(contract, version);
  if (canonical === undefined) throw new Error(`no deployment of ${contract} ${version}`);
  return canonical.address;
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

async function setCode(chain: TestChain, address: Address, code: Hex): Promise<void> {
  const node = String(await chain.provider.request({ method: "web3_clientVersion", params: [] }));
  const method = node.startsWith("anvil") ? "anvil_setCode" : "hardhat_setCode";
  await chain.provider.request({ method, params: [address, code] });
}
