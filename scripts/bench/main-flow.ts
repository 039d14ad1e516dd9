import { type Address, toFunctionSelector, toHex } from "viem";
import type { Rulebook } from "../../src/charter/model.ts";
import { laneOf } from "../../src/proposal/proposal.ts";
import { APPROVERS, ORDINARY, organisation, PROPOSER, TESTED, TESTER, TIER_ZERO } from "./charters.ts";
import { type Conclave, carryOut, found, type Part, setRulebook } from "./conclave.ts";
import { type Figure, measure } from "./measure.ts";
import type { Network } from "./network.ts";
import { deploySafe } from "./safe.ts";
import type { Target } from "./target.ts";
import { deployTimelock, throughSafe } from "./timelock.ts";

/** How many people consent. */
export const PEOPLE = [1, 2, 3, 5, 7, 10];

export type Series = Readonly<Record<string, Figure>>;

/** `Target.set`, by so many people, after a delay. */
export async function mainFlow(network: Network, target: Target): Promise<Record<string, Series>> {
  const conclave = await foundOrganisation(network, target);
  const inTier = (tier: number, tester?: number) => (people: number) => {
    const part = {
      proposer: PROPOSER,
      ...(tester !== undefined && { tester }),
      approvers: APPROVERS.slice(0, people - 1),
    };
    return measure(async () => {
      const { calls, check } = target.next();
      const flow = await carryOut(conclave, { lane: laneOf(tier, 0), calls, part });
      await check();
      return flow;
    });
  };
  return {
    conclave: await series(
      PEOPLE.filter((people) => people >= 2),
      inTier(ORDINARY),
    ),
    conclaveTested: await series(
      PEOPLE.filter((people) => people >= 2),
      inTier(TESTED, TESTER),
    ),
    conclaveTierZero: await series(
      PEOPLE.filter((people) => people >= 3),
      inTier(TIER_ZERO),
    ),
    safeTimelock: await series(PEOPLE, (people) => safeTimelock(network, target, people)),
  };
}

async function safeTimelock(network: Network, target: Target, people: number): Promise<Figure> {
  const safe = await deploySafe(network, "main", people, people + 2);
  const timelock = await deployTimelock(network, safe.address);
  return measure(async () => {
    const { calls, check } = target.next();
    const flow = await throughSafe(safe, timelock, calls);
    await check();
    return flow;
  });
}

async function series(people: readonly number[], run: (people: number) => Promise<Figure>): Promise<Series> {
  const figures: [string, Figure][] = [];
  for (const count of people) figures.push([String(count), await run(count)]);
  return Object.fromEntries(figures);
}

/** Two proposers and the first two approvers, who can change the charter. */
export const FOUNDERS: Part = { proposer: PROPOSER, approvers: APPROVERS.slice(0, 2) };

/** {@link organisation} with a rulebook of four rules, one of them for the target. */
export async function foundOrganisation(network: Network, target: Target): Promise<Conclave> {
  const conclave = await found(network, organisation());
  await setRulebook(conclave, FOUNDERS, { rules: rules(target.addresses.slice(0, 1)) });
  return conclave;
}

/** Rules that let both ordinary tiers set the targets, beside as many others as make four. */
export function rules(targets: readonly Address[]): Rulebook["rules"] {
  const selector = toFunctionSelector("set(uint256)");
  const tiers = (1 << ORDINARY) | (1 << TESTED);
  const others = Array.from({ length: Math.max(0, 4 - targets.length) }, (_, i) =>
    toHex(0x7000n + BigInt(i) + (0x11n << 150n), { size: 20 }),
  );
  return [...targets, ...others]
    .map((address) => ({ target: address.toLowerCase() as Address, selector, tiers, maxValue: 0n }))
    .sort((a, b) => (a.target < b.target ? -1 : 1));
}
