import { type Address, encodeFunctionData } from "viem";
import { type Figure, type Flow, measure } from "./measure.ts";
import type { Call, Network } from "./network.ts";
import { deploySafe, exec, type Safe, safeAbi } from "./safe.ts";
import { account } from "./signers.ts";
import { deployTimelock, throughSafe } from "./timelock.ts";

/** A new owner for one of five, three sign: through a timelock that is the Safe's module, and without any delay. */
export async function safeRotation(network: Network): Promise<Record<string, Figure>> {
  const delayed = await deploySafe(network, "rotation", 3, 5);
  const timelock = await deployTimelock(network, delayed.address);
  await exec(delayed, own(delayed, "enableModule", [timelock]));
  const direct = await deploySafe(network, "direct rotation", 3, 5);
  return {
    safeTimelock: await swapping(delayed, (swap) =>
      throughSafe(delayed, timelock, [
        own(delayed, "execTransactionFromModule", [swap.to, 0n, swap.data, 0]),
      ]),
    ),
    safe: await swapping(direct, async (swap) => ({ execTransaction: await exec(direct, swap) })),
  };
}

/** Swaps the first owner who does not sign for somebody new each time: the one before does sign, which spares a cold read. */
function swapping(safe: Safe, carry: (swap: Call) => Promise<Flow>): Promise<Figure> {
  const { network, address, owners, threshold } = safe;
  const [before, first] = owners.slice(threshold - 1).map((owner) => owner.address);
  let present = first;
  const isOwner = (who: Address | undefined) => network.read<boolean>(address, safeAbi, "isOwner", [who]);
  return measure(async (repetition) => {
    const next = account(`${address} ${repetition}`).address;
    const flow = await carry(own(safe, "swapOwner", [before, present, next]));
    if (!(await isOwner(next)) || (await isOwner(present))) throw new Error("the owner was not swapped");
    present = next;
    return flow;
  });
}

/** A call of the Safe to itself. */
function own({ address }: Safe, functionName: string, args: readonly unknown[]): Call {
  return { to: address, data: encodeFunctionData({ abi: safeAbi, functionName, args }) };
}
