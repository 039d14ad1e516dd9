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
import { type Artifact, safeArtifact } from "./artifacts.ts";
import type { Call, Charged, Network } from "./network.ts";
import * as Signatures from "./safe-signatures.ts";
import { account } from "./signers.ts";

/** Safe's deployments of 1.5.0, the same on every chain. */
const CANONICAL = {
  Safe: "0xFf51A5898e281Db6DfC7855790607438dF2ca44b",
  SafeProxyFactory: "0x14F2982D601c9458F93bd70B218933A6f8165e7b",
  CompatibilityFallbackHandler: "0x3EfCBb83A4A7AfcB4F68D501E2c2203a38be77f4",
} as const;

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
export async function deployInfrastructure(network: Network): Promise<void> {
  await network.provider.request({ method: "hardhat_setCode", params: [FACTORY, FACTORY_CODE] });
  for (const name of Object.keys(PATHS) as (keyof typeof PATHS)[]) {
    const artifact: Artifact = safeArtifact(PATHS[name]);
    const { bytecode, deployedBytecode } = artifact;
    const address = getContractAddress({ opcode: "CREATE2", from: FACTORY, salt: NO_SALT, bytecode });
    if (address !== CANONICAL[name])
      throw new Error(`${name} would be at ${address}, not at ${CANONICAL[name]}`);
    await network.send({ to: FACTORY, data: concat([NO_SALT, bytecode]) });
    const code = await network.client.getCode({ address });
    if (code === undefined || keccak256(code) !== keccak256(deployedBytecode))
      throw new Error(`${name} is not the code its package ships`);
  }
}

/** A proxy with `threshold` of `count` owners. */
export async function deploySafe(
  network: Network,
  name: string,
  threshold: number,
  count: number,
): Promise<Safe> {
  const owners = Array.from({ length: count }, (_, i) => account(`${name} owner ${i}`));
  const setup = encodeFunctionData({
    abi: safeAbi,
    functionName: "setup",
    args: [
      owners.map(({ address }) => address),
      BigInt(threshold),
      zeroAddress,
      "0x",
      CANONICAL.CompatibilityFallbackHandler,
      zeroAddress,
      0n,
      zeroAddress,
    ],
  });
  const factory = safeArtifact(PATHS.SafeProxyFactory).abi;
  const salt = BigInt(keccak256(setup));
  const { logs } = await network.send({
    to: CANONICAL.SafeProxyFactory,
    data: encodeFunctionData({
      abi: factory,
      functionName: "createProxyWithNonce",
      args: [CANONICAL.Safe, setup, salt],
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
