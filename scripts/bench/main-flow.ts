import { laneOf } from "../../src/proposal/proposal.ts";
import { deployManager, throughManager } from "./access-manager.ts";
import { ORDINARY, TESTED, TESTER, TIER_ZERO } from "./charters.ts";
import { foundOrganisation, quorum, rulesFor } from "./governed.ts";
import { type Figure, type Flow, measure } from "./measure.ts";
import type { Call, Network } from "./network.ts";
import { carryOut } from "./operation.ts";
import { deploySafe, exec, type Safe } from "./safe.ts";
import type { Target } from "./target.ts";
import { deployTimelock, through, throughSafe } from "./timelock.ts";

/** Figures by the number of people who consent. */
export type Series = Readonly<Record<string, Figure>>;

const PEOPLE = [1, 2, 3, 5, 7, 10];

/** `Target.set` by so many people; with a delay, but for `safe` and `direct`. */
export async function mainFlow(network: Network, target: Target): Promise<Record<string, Series>> {
  const setting = (carry: (call: Call) => Promise<Flow>) =>
    measure(async () => {
      const { call, check } = target.next();
      const flow = await carry(call);
      await check();
      return flow;
    });

  const conclave = await foundOrganisation(network, rulesFor([target.address]));
  const inTier = (tier: number, least: number, tester?: number) =>
    series(
      PEOPLE.filter((people) => people >= least),
      (people) => {
        const part = quorum(people, tester);
        return setting((call) => carryOut(conclave, { lane: laneOf(tier, 0), calls: [call], part }));
      },
    );
  const bySafe = (name: string, flow: (safe: Safe) => Promise<(call: Call) => Promise<Flow>>) =>
    series(PEOPLE, async (people) =>
      setting(await flow(await deploySafe(network, `${name} ${people}`, people, people + 2))),
    );

  const timelock = await deployTimelock(network, network.outsider);
  const manager = await deployManager(network, network.outsider, target.address);
  const conclaveOrdinary = await inTier(ORDINARY, 2);
  const conclaveOrdinaryTested = await inTier(TESTED, 2, TESTER);
  return {
    // Tier 0 takes two approvals at the least, hence three people: two are measured in an ordinary tier, which costs more.
    conclave: { ...only(conclaveOrdinary, "2"), ...(await inTier(TIER_ZERO, 3)) },
    conclaveTested: { ...only(conclaveOrdinaryTested, "2"), ...(await inTier(TIER_ZERO, 3, TESTER)) },
    conclaveOrdinary,
    conclaveOrdinaryTested,
    safeTimelock: await bySafe("timelock", async (safe) => {
      const own = await deployTimelock(network, safe.address);
      return (call) => throughSafe(safe, own, [call]);
    }),
    safeAccessManager: await bySafe("manager", async (safe) => {
      const own = await deployManager(network, safe.address, target.address);
      return (call) => throughManager(network, own, call, (to) => exec(safe, to));
    }),
    safe: await bySafe("safe", async (safe) => async (call) => ({ execTransaction: await exec(safe, call) })),
    timelock: { "1": await setting((call) => through(network, timelock, [call], network.send)) },
    accessManager: { "1": await setting((call) => throughManager(network, manager, call, network.send)) },
    direct: { "1": await setting(async (call) => ({ set: await network.send(call) })) },
  };
}

function only(from: Series, people: string): Series {
  const figure = from[people];
  return figure === undefined ? {} : { [people]: figure };
}

async function series(people: readonly number[], run: (people: number) => Promise<Figure>): Promise<Series> {
  const figures: [string, Figure][] = [];
  for (const count of people) figures.push([String(count), await run(count)]);
  return Object.fromEntries(figures);
}
