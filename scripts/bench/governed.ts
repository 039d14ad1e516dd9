import { type Address, numberToHex, toFunctionSelector } from "viem";
import type { ExactRule, Rule } from "../../src/charter/model.ts";
import { APPROVERS, ORDINARY, organisation, PROPOSER, TESTED } from "./charters.ts";
import { type Conclave, found } from "./conclave.ts";
import type { Network } from "./network.ts";
import { type Part, setRulebook } from "./operation.ts";

/** The first `people` who consent: a proposer and approvers. */
export function quorum(people: number, tester?: number): Part {
  const approvers = APPROVERS.slice(0, people - 1);
  return { proposer: PROPOSER, ...(tester !== undefined && { tester }), approvers };
}

/** Three people, as tier 0 wants. */
export const THREE = quorum(3);

/** The organisation under a rulebook. */
export async function foundOrganisation(
  network: Network,
  rules: readonly Rule[],
  exactRules: readonly ExactRule[] = [],
): Promise<Conclave> {
  const conclave = await found(network, organisation());
  await setRulebook(conclave, THREE, { rules, exactRules });
  return conclave;
}

/** Rules that let the ordinary tiers call `selector` of the targets, and as many others as make four: a small rulebook, but no empty one. */
export function rulesFor(targets: readonly Address[], selector = toFunctionSelector("set(uint256)")): Rule[] {
  const tiers = (1 << ORDINARY) | (1 << TESTED);
  const others = Array.from({ length: Math.max(0, 4 - targets.length) }, (_, i) =>
    numberToHex((0x5555n << 140n) + BigInt(i), { size: 20 }),
  );
  return [...targets, ...others]
    .map((address) => ({ target: address.toLowerCase() as Address, selector, tiers, maxValue: 0n }))
    .sort((a, b) => (a.target < b.target ? -1 : 1));
}
