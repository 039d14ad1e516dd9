import { type Abi, type Address, encodeFunctionData, toFunctionSelector } from "viem";
import { initcode, openZeppelinArtifact } from "./artifacts.ts";
import { DELAY } from "./charters.ts";
import type { Flow } from "./measure.ts";
import type { Call, Charged, Network } from "./network.ts";
import { account } from "./signers.ts";

const artifact = openZeppelinArtifact("AccessManager");
const managerAbi: Abi = artifact.abi;
const ROLE = 1n;

/** OpenZeppelin's AccessManager and the one who acts through it. */
export type Managed = { readonly manager: Address; readonly member: Address };

/** `member` may set the target, after a delay: schedules and executes by itself. */
export async function deployManager(network: Network, member: Address, target: Address): Promise<Managed> {
  const admin = account("access manager admin").address;
  const manager = await network.deploy(initcode(artifact, [admin]));
  const selectors = [toFunctionSelector("set(uint256)")];
  await network.sendAs(admin, encode(manager, "setTargetFunctionRole", [target, selectors, ROLE]));
  await network.sendAs(admin, encode(manager, "grantRole", [ROLE, member, DELAY]));
  return { manager, member };
}

/** Schedules, waits out the delay and executes: both by the member, with whatever that takes. */
export async function throughManager(
  network: Network,
  { manager, member }: Managed,
  { to, data }: Call,
  send: (call: Call) => Promise<Charged>,
): Promise<Flow> {
  const executing = encode(manager, "execute", [to, data]);
  const schedule = await send(encode(manager, "schedule", [to, data, 0]));
  const ready = network.now() + DELAY;
  const refusal = { abi: managerAbi, error: "AccessManagerNotReady", from: member };
  await network.expectRefusal(executing, { time: ready - 1, ...refusal });
  await network.waitUntil(ready);
  return { schedule, execute: await send(executing) };
}

function encode(to: Address, functionName: string, args: readonly unknown[]): Call {
  return { to, data: encodeFunctionData({ abi: managerAbi, functionName, args }) };
}
