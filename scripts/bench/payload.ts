import { type Address, bytesToHex, type Hex } from "viem";
import { conclaveAbi } from "../../src/generated/abi.ts";
import { laneOf } from "../../src/proposal/proposal.ts";
import * as Word from "../../src/proposal/word.ts";
import { built, initcode } from "./artifacts.ts";
import { ORDINARY } from "./charters.ts";
import { foundOrganisation, rulesFor, THREE } from "./governed.ts";
import { type Figure, measure } from "./measure.ts";
import type { Network } from "./network.ts";
import { carryOut } from "./operation.ts";
import { deploySafe } from "./safe.ts";
import { deployTimelock, operation, throughSafe, timelockAbi } from "./timelock.ts";

const SIZES = [1_024, 4_096];
/** What the payload begins with. */
const SELECTOR = "0x01020304";

/** So many non-zero bytes into an empty fallback, three people. */
export async function payload(network: Network): Promise<Record<string, Record<string, Figure>>> {
  const sink = await network.deploy(initcode(await built("mocks/Sink")));
  const lane = laneOf(ORDINARY, 0);
  const conclave = await foundOrganisation(network, rulesFor([sink], SELECTOR));
  const safe = await deploySafe(network, "payload", 3, 5);
  const timelock = await deployTimelock(network, safe.address);
  const sizes: [string, Record<string, Figure>][] = [];
  for (const size of SIZES) {
    const call = (repetition: number) => ({ to: sink, data: filled(size, repetition) });
    const ofConclave = await measure(async (repetition) => {
      const flow = await carryOut(conclave, { lane, calls: [call(repetition)], part: THREE });
      const at = { address: conclave.address, abi: conclaveAbi } as const;
      const word = await network.client.readContract({ ...at, functionName: "laneWord", args: [lane] });
      if (Word.decode(word).pending) throw new Error("the payload is still pending");
      return flow;
    });
    const ofTimelock = await measure(async (repetition) => {
      const flow = await throughSafe(safe, timelock, [call(repetition)]);
      await expectDone(network, timelock, call(repetition));
      return flow;
    });
    sizes.push([String(size), { conclave: ofConclave, safeTimelock: ofTimelock }]);
  }
  return Object.fromEntries(sizes);
}

async function expectDone(network: Network, timelock: Address, call: { to: Address; data: Hex }) {
  const id = await network.client.call(operation(timelock, [call]).id);
  if (!(await network.read<boolean>(timelock, timelockAbi, "isOperationDone", [id.data])))
    throw new Error("the payload was not carried out");
}

/** Bytes without a zero; the last differs from one repetition to the next, since a timelock runs nothing twice. */
function filled(size: number, repetition: number): Hex {
  const bytes = Uint8Array.from({ length: size }, (_, i) => 1 + (i % 255));
  bytes[size - 1] = 1 + repetition;
  return bytesToHex(bytes);
}
