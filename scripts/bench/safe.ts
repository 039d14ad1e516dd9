import { type Abi, type Address, encodeFunctionData, keccak256, parseEventLogs } from "viem";
import type { PrivateKeyAccount } from "viem/accounts";
import * as Generated from "../../src/generated/safe-abi.ts";
import { encodeExecution, safeTxHash } from "../../src/safe/transaction.ts";
import { createdIn, creation, deploySafeContracts, setup } from "../../test/support/safe.ts";
import type { Call, Charged, Network } from "./network.ts";
import * as Signatures from "./safe-signatures.ts";
import { account } from "./signers.ts";

/** The versions measured: the newest, and the one most Safes have. */
export const MEASURED = ["1.5.0", "1.4.1"] as const;
export type Measured = (typeof MEASURED)[number];

/** For calls whose functions are chosen by name. */
export const safeAbi: Abi = Generated.safeAbi;

/** A Safe and the owners who sign for it, in the order in which it wants their signatures. */
export type Safe = {
  readonly network: Network;
  readonly address: Address;
  readonly owners: readonly PrivateKeyAccount[];
  readonly threshold: number;
};

/** Deploys what is measured of what Safe ships where it is on every chain, and fails if it lands elsewhere or is other code. */
export function deployInfrastructure(network: Network, version: Measured = "1.5.0"): Promise<void> {
  return deploySafeContracts(network, version, ["Safe", "SafeProxyFactory", "CompatibilityFallbackHandler"]);
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
  const data = setup(owners, threshold, version);
  const { logs } = await network.send(creation(data, version, "Safe", salt ?? BigInt(keccak256(data))));
  return { network, address: createdIn(logs, version), owners, threshold };
}

/** `threshold` owners sign, somebody else sends. An owner who is to have approved on-chain does not sign. */
export async function exec(safe: Safe, call: Call, approved?: PrivateKeyAccount): Promise<Charged> {
  const transaction = await Signatures.next(safe, call);
  const data = encodeExecution(transaction, await Signatures.collect(safe, transaction, approved));
  const charged = await safe.network.send({ to: safe.address, data });
  const done = parseEventLogs({ abi: safeAbi, logs: charged.logs, eventName: "ExecutionSuccess" });
  if (done.length !== 1) throw new Error("the Safe's transaction failed");
  return charged;
}

/** An owner approves the Safe's next transaction by one of their own. */
export async function approveHash(safe: Safe, call: Call, owner: PrivateKeyAccount): Promise<Charged> {
  const hash = safeTxHash(Signatures.domainOf(safe), await Signatures.next(safe, call));
  const data = encodeFunctionData({ abi: safeAbi, functionName: "approveHash", args: [hash] });
  return safe.network.sendAs(owner.address, { to: safe.address, data });
}
