import { laneOf } from "../../src/proposal/proposal.ts";
import { ORDINARY, TIER_ZERO } from "./charters.ts";
import { foundOrganisation, rulesFor, THREE } from "./governed.ts";
import { type Figure, type Flow, measure } from "./measure.ts";
import type { Call, Network } from "./network.ts";
import { carryOut } from "./operation.ts";
import { deploySafe } from "./safe.ts";
import { deployTarget, type Target } from "./target.ts";
import { deployTimelock, throughSafe } from "./timelock.ts";

/** Ten calls to ten targets in one operation, three people. */
export async function batch10(network: Network): Promise<Record<string, Figure>> {
  const targets: Target[] = [];
  for (let i = 0; i < 10; i++) targets.push(await deployTarget(network));
  const settings = (carry: (calls: readonly Call[]) => Promise<Flow>) =>
    measure(async () => {
      const next = targets.map((target) => target.next());
      const flow = await carry(next.map(({ call }) => call));
      for (const { check } of next) await check();
      return flow;
    });
  const conclave = await foundOrganisation(network, rulesFor(targets.map(({ address }) => address)));
  const inTier = (tier: number) =>
    settings((calls) => carryOut(conclave, { lane: laneOf(tier, 0), calls, part: THREE }));
  const safe = await deploySafe(network, "batch", 3, 5);
  const timelock = await deployTimelock(network, safe.address);
  return {
    conclave: await inTier(TIER_ZERO),
    conclaveOrdinary: await inTier(ORDINARY),
    safeTimelock: await settings((calls) => throughSafe(safe, timelock, calls)),
  };
}
