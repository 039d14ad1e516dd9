import type { Hex } from "viem";
import { conclaveAbi } from "../../src/generated/abi.ts";
import { laneOf } from "../../src/proposal/proposal.ts";
import * as TypedData from "../../src/proposal/typed-data.ts";
import * as Word from "../../src/proposal/word.ts";
import { GUARDIAN, ORDINARY, organisation } from "./charters.ts";
import { call, signAs } from "./conclave.ts";
import { foundOrganisation, rulesFor, THREE } from "./governed.ts";
import { type Figure, measure } from "./measure.ts";
import type { Charged, Network } from "./network.ts";
import { schedule } from "./operation.ts";
import { deploySafe, exec } from "./safe.ts";
import type { Target } from "./target.ts";
import { deployTimelock, encode, operation, timelockAbi } from "./timelock.ts";

/** Ending what is pending: the one transaction that does it. */
export async function cancel(network: Network, target: Target): Promise<Record<string, Figure>> {
  const safe = await deploySafe(network, "cancel", 3, 5);
  const bySafe = await deployTimelock(network, safe.address);
  const byOne = await deployTimelock(network, network.outsider);
  return {
    conclave: await byGuardian(network, target),
    safeTimelock: await inTimelock(network, target, bySafe, (to) => exec(safe, to)),
    timelock: await inTimelock(network, target, byOne, network.send),
  };
}

/** One guardian signs, somebody else sends. */
async function byGuardian(network: Network, target: Target): Promise<Figure> {
  const { roster } = organisation();
  const lane = laneOf(ORDINARY, 0);
  const conclave = await foundOrganisation(network, rulesFor([target.address]));
  return measure(async () => {
    const scheduled = await schedule(conclave, { lane, calls: [target.next().call], part: THREE });
    const { word } = scheduled.operation;
    const deadline = network.now() + 86_400;
    const message = { lane, word, guardian: GUARDIAN, deadline };
    const signature = await signAs(conclave, GUARDIAN, TypedData.cancel(conclave.domain, message));
    const cancelled = await network.send(call(conclave, "cancel", { ...message, signature }));
    const left = await network.read<Hex>(conclave.address, conclaveAbi, "laneWord", [lane]);
    if (Word.decode(left).pending) throw new Error("the operation is still pending");
    await network.waitUntil(network.now() + roster.cooldown);
    return { cancel: cancelled };
  });
}

function inTimelock(
  network: Network,
  target: Target,
  timelock: Hex,
  send: (call: { to: Hex; data: Hex }) => Promise<Charged>,
): Promise<Figure> {
  return measure(async () => {
    const { schedule: scheduling, id } = operation(timelock, [target.next().call]);
    await send(scheduling);
    const { data } = await network.client.call(id);
    const cancelled = await send(encode(timelock, "cancel", [data]));
    if (await network.read<boolean>(timelock, timelockAbi, "isOperation", [data]))
      throw new Error("the operation is still pending");
    return { cancel: cancelled };
  });
}
