import { type Abi, type Address, encodeFunctionData, type Hex, zeroAddress } from "viem";
import { initcode, openZeppelinArtifact } from "./artifacts.ts";
import { DELAY } from "./charters.ts";
import type { Flow } from "./measure.ts";
import type { Call, Charged, Network } from "./network.ts";
import { exec, type Safe } from "./safe.ts";

const artifact = openZeppelinArtifact("TimelockController");
export const timelockAbi: Abi = artifact.abi;

const ZERO: Hex = `0x${"00".repeat(32)}`;

/** OpenZeppelin's TimelockController: one proposer, who may also cancel; anybody executes. */
export function deployTimelock(network: Network, proposer: Address): Promise<Address> {
  return network.deploy(initcode(artifact, [BigInt(DELAY), [proposer], [zeroAddress], zeroAddress]));
}

/** The calldata of scheduling and of executing, without predecessor or salt. */
export function operation(
  timelock: Address,
  calls: readonly Call[],
): { schedule: Call; execute: Call; id: Call } {
  const [first] = calls;
  const single = calls.length === 1 && first !== undefined;
  const what = single
    ? [first.to, 0n, first.data, ZERO, ZERO]
    : [calls.map(({ to }) => to), calls.map(() => 0n), calls.map(({ data }) => data), ZERO, ZERO];
  const names = single
    ? (["schedule", "execute", "hashOperation"] as const)
    : (["scheduleBatch", "executeBatch", "hashOperationBatch"] as const);
  return {
    schedule: encode(timelock, names[0], [...what, BigInt(DELAY)]),
    execute: encode(timelock, names[1], what),
    id: encode(timelock, names[2], what),
  };
}

/** Schedules by whatever `send` does with a call, waits out the delay, and executes as an outsider. */
export async function through(
  network: Network,
  timelock: Address,
  calls: readonly Call[],
  send: (call: Call) => Promise<Charged>,
): Promise<Flow> {
  const { schedule, execute } = operation(timelock, calls);
  const scheduled = await send(schedule);
  const ready = network.now() + DELAY;
  const error = "TimelockUnexpectedOperationState";
  await network.expectRefusal(execute, { time: ready - 1, abi: timelockAbi, error });
  await network.waitUntil(ready);
  return { schedule: scheduled, execute: await network.send(execute) };
}

/** The same with a Safe as the proposer. */
export function throughSafe(safe: Safe, timelock: Address, calls: readonly Call[]): Promise<Flow> {
  return through(safe.network, timelock, calls, (call) => exec(safe, call));
}

export function encode(timelock: Address, functionName: string, args: readonly unknown[]): Call {
  return { to: timelock, data: encodeFunctionData({ abi: timelockAbi, functionName, args }) };
}
