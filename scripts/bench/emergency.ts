import { keccak256 } from "viem";
import type { ExactRule } from "../../src/charter/model.ts";
import { laneOf } from "../../src/proposal/proposal.ts";
import { EMERGENCY } from "./charters.ts";
import { foundOrganisation, quorum, rulesFor } from "./governed.ts";
import { type Figure, type Flow, measure } from "./measure.ts";
import type { Call, Network } from "./network.ts";
import { schedule } from "./operation.ts";
import { deploySafe, exec } from "./safe.ts";
import type { Target } from "./target.ts";

/** Two calls that undo each other, as a switch's do: exact calldata that the rulebook lists. */
const BY_TWO = [0x0101n, 0x0102n];
const BY_ONE = [0x0201n, 0x0202n];

/** What runs at once, in one transaction: a listed call by two people or, marked so, by one; a Safe with as many owners' signatures. */
export async function emergency(network: Network, target: Target): Promise<Record<string, Figure>> {
  const exact = (alone: boolean) => (value: bigint) => ({
    target: target.address.toLowerCase() as ExactRule["target"],
    hash: keccak256(target.next(value).call.data),
    tiers: 1 << EMERGENCY,
    alone,
  });
  const rules = [...BY_TWO.map(exact(false)), ...BY_ONE.map(exact(true))];
  const sorted = rules.sort((a, b) => (a.hash < b.hash ? -1 : 1));
  const conclave = await foundOrganisation(network, rulesFor([target.address]), sorted);
  const byConclave = (people: number) => async (call: Call) => {
    const change = { lane: laneOf(EMERGENCY, 0), calls: [call], part: quorum(people) };
    return { schedule: (await schedule(conclave, change)).charged };
  };
  const bySafe = async (people: number) => {
    const safe = await deploySafe(network, `emergency ${people}`, people, people + 2);
    return async (call: Call) => ({ execTransaction: await exec(safe, call) });
  };
  const switching = (values: readonly bigint[], carry: (call: Call) => Promise<Flow>) =>
    measure(async (repetition) => {
      const { call, check } = target.next(values[repetition % values.length]);
      const flow = await carry(call);
      await check();
      return flow;
    });
  return {
    conclave: await switching(BY_TWO, byConclave(2)),
    conclaveAlone: await switching(BY_ONE, byConclave(1)),
    safe: await switching(BY_TWO, await bySafe(2)),
    safeAlone: await switching(BY_ONE, await bySafe(1)),
  };
}
