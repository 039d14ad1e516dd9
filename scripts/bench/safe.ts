import {
  type Abi,
  type Address,
  concat,
  encodeFunctionData,
  getAddress,
  getContractAddress,
  type Hex,
  hashTypedData,
  keccak256,
  parseEventLogs,
  zeroAddress,
} from "viem";
import type { PrivateKeyAccount } from "viem/accounts";
import { of } from "../../src/safe/deployments.ts";
import { type Artifact, safeArtifact } from "./artifacts.ts";
import type { Call, Charged, Network } from "./network.ts";
import * as Signatures from "./safe-signatures.ts";
import { account } from "./signers.ts";

/** The versions measured: the newest, and the one most Safes have. */
export const MEASURED = ["1.5.0", "1.4.1"] as const;
export type Measured = (typeof MEASURED)[number];

/** Where Safe deploys a contract of a version on every chain. */
function canonical(name: keyof typeof PATHS, version: Measured): Address {
  const [found] = of(name, version);
  if (found === undefined) throw new Error(`Safe has no ${name} of ${version}`);
  return found.address;
}

const PATHS = {
  Safe: "Safe",
  SafeProxyFactory: "proxies/SafeProxyFactory",
  CompatibilityFallbackHandler: "handler/CompatibilityFallbackHandler",
} as const;

/** Safe's singleton factory: CREATE2 of what follows a salt. Set as code, since its deployer has no key here. */
const FACTORY: Address = "0x914d7Fec6aaC8cd542e72Bca78B30650d45643d7";
const FACTORY_CODE =
  "0x7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081602082378035828234f58015156039578182fd5b8082525050506014600cf3";
const NO_SALT: Hex = `0x${"00".repeat(32)}`;

export const safeAbi: Abi = safeArtifact("Safe").abi;

/** A Safe and the owners who sign for it, in the order in which it wants their signatures. */
export type Safe = {
  readonly network: Network;
  readonly address: Address;
  readonly owners: readonly PrivateKeyAccount[];
  readonly threshold: number;
};

/** Deploys what Safe ships where it is on every chain, and fails if it lands elsewhere or is other code. */
export async function deployInfrastructure(network: Network, version: Measured = "1.5.0"): Promise<void> {
  await network.provider.request({ method: "hardhat_setCode", params: [FACTORY, FACTORY_CODE] });
  for (const name of Object.keys(PATHS) as (keyof typeof PATHS)[]) {
    const artifact: Artifact = safeArtifact(PATHS[name], version);
    const { bytecode, deployedBytecode } = artifact;
    const address = getContractAddress({ opcode: "CREATE2", from: FACTORY, salt: NO_SALT, bytecode });
    if (address !== canonical(name, version))
      throw new Error(`${name} would be at ${address}, not at ${canonical(name, version)}`);
    await network.send({ to: FACTORY, data: concat([NO_SALT, bytecode]) });
    const code = await network.client.getCode({ address });
    if (code === undefined || keccak256(code) !== keccak256(deployedBytecode))
      throw new Error(`${name} is not the code its package ships`);
  }
}

/** A proxy with `threshold` of `count` owners. */
export function deploySafe(network: Network, name: string, threshold: number, count: number): Promise<Safe> {
  const owners = Array.from({ length: count }, (_, i) => account(`${name} owner ${i}`));
  return deploySafeOf(network, owners, threshold);
}

/** A proxy with `threshold` of these owners. */
export async function deploySafeOf(
  network: Network,
  owners: readonly PrivateKeyAccount[],
  threshold: number,
  version: Measured = "1.5.0",
  salt?: bigint,
): Promise<Safe> {
  const setup = encodeFunctionData({
    abi: safeAbi,
    functionName: "setup",
    args: [
      owners.map(({ address }) => address),
      BigInt(threshold),
      zeroAddress,
      "0x",
      canonical("CompatibilityFallbackHandler", version),
      zeroAddress,
      0n,
      zeroAddress,
    ],
  });
  const factory = safeArtifact(PATHS.SafeProxyFactory).abi;
  const { logs } = await network.send({
    to: canonical("SafeProxyFactory", version),
    data: encodeFunctionData({
      abi: factory,
      functionName: "createProxyWithNonce",
      args: [canonical("Safe", version), setup, salt ?? BigInt(keccak256(setup))],
    }),
  });
  const [created] = parseEventLogs({ abi: factory, logs, eventName: "ProxyCreation" });
  const { proxy } = (created as unknown as { args: { proxy: Address } }).args;
  return { network, address: getAddress(proxy), owners, threshold };
}

/** `threshold` owners sign, somebody else sends. An owner who is to have approved on-chain does not sign. */
export async function exec(safe: Safe, call: Call, approved?: PrivateKeyAccount): Promise<Charged> {
  const { network, address } = safe;
  const signatures = await Signatures.collect(safe, await Signatures.typed(safe, call), approved);
  const args = [call.to, 0n, call.data, ...Signatures.NO_TERMS, signatures];
  const data = encodeFunctionData({ abi: safeAbi, functionName: "execTransaction", args });
  const charged = await network.send({ to: address, data });
  const done = parseEventLogs({ abi: safeAbi, logs: charged.logs, eventName: "ExecutionSuccess" });
  if (done.length !== 1) throw new Error("the Safe's transaction failed");
  return charged;
}

/** An owner approves the Safe's next transaction by one of their own. */
export async function approveHash(safe: Safe, call: Call, owner: PrivateKeyAccount): Promise<Charged> {
  const hash = hashTypedData(await Signatures.typed(safe, call));
  const data = encodeFunctionData({ abi: safeAbi, functionName: "approveHash", args: [hash] });
  return safe.network.sendAs(owner.address, { to: safe.address, data });
}
