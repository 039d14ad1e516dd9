import {
  type Abi,
  type Address,
  concat,
  encodeFunctionData,
  getAddress,
  getContractAddress,
  type Hex,
  keccak256,
  parseEventLogs,
  zeroAddress,
} from "viem";
import type { PrivateKeyAccount } from "viem/accounts";
import { type Artifact, safeArtifact } from "./artifacts.ts";
import type { Call, Charged, Network } from "./network.ts";
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

const NO_TERMS = [0, 0n, 0n, 0n, zeroAddress, zeroAddress] as const;

/** `threshold` owners sign, somebody else sends. */
export async function exec(safe: Safe, call: Call): Promise<Charged> {
  const { network, address } = safe;
  const signatures = await sign(safe, call);
  const args = [call.to, 0n, call.data, ...NO_TERMS, signatures];
  const data = encodeFunctionData({ abi: safeAbi, functionName: "execTransaction", args });
  const charged = await network.send({ to: address, data });
  const done = parseEventLogs({ abi: safeAbi, logs: charged.logs, eventName: "ExecutionSuccess" });
  if (done.length !== 1) throw new Error("the Safe's transaction failed");
  return charged;
}

/** Signatures over EIP-712's `SafeTx`, by ascending owner. */
async function sign({ network, address, owners, threshold }: Safe, { to, data }: Call): Promise<Hex> {
  const nonce = await network.read<bigint>(address, safeAbi, "nonce");
  const types = {
    SafeTx: [
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
    ],
  } as const;
  const [operation, safeTxGas, baseGas, gasPrice, gasToken, refundReceiver] = NO_TERMS;
  const message = {
    to,
    value: 0n,
    data,
    operation,
    safeTxGas,
    baseGas,
    gasPrice,
    gasToken,
    refundReceiver,
    nonce,
  };
  const domain = { chainId: network.chainId, verifyingContract: address };
  const signing = owners
    .slice(0, threshold)
    .sort((a, b) => (BigInt(a.address) < BigInt(b.address) ? -1 : 1))
    .map((owner) => owner.signTypedData({ domain, types, primaryType: "SafeTx", message }));
  return concat(await Promise.all(signing));
}
