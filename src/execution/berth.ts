import * as Lane from "../chain/lane.ts";
import { rosterOf, rulebookOf } from "../chain/standing.ts";
import type { ChainState } from "../chain/state.ts";
import type { Tier } from "../charter/model.ts";
import type { Call } from "../proposal/calls.ts";
import * as Rules from "../proposal/rules.ts";

/** A tier that may make some calls now. `approvals`: how many it takes there; 0 where one person may do it alone. */
export type Able = { readonly number: number; readonly tier: Tier; readonly approvals: number };

/** The tiers whose rules let them make the calls, recovery left out, in the order of their numbers. Tier 0 is always among them. */
export function ableTiers(state: ChainState, calls: readonly Call[]): readonly Able[] {
  const [roster, rulebook] = [rosterOf(state), rulebookOf(state)];
  return roster.tiers.flatMap((tier, number) => {
    const { refusal, alone } = Rules.judge(state.domain.verifyingContract, calls, number, roster, rulebook);
    return tier.recovery || refusal !== null ? [] : [{ number, tier, approvals: alone ? 0 : tier.approvals }];
  });
}

/** The one in which the calls can run soonest; of several, the one with fewer people. Tier 0 if there is no other. */
export function quickest(able: readonly Able[]): Able | null {
  const people = ({ tier, approvals }: Able) => approvals + (tier.testerNeeded ? 1 : 0);
  return (
    able.toSorted((a, b) => a.tier.delay - b.tier.delay || people(a) - people(b) || b.number - a.number)[0] ??
    null
  );
}

/** A lane of the tier that a proposal may go into and that nothing else is meant for; `null` if there is none now. */
export function laneBeside(state: ChainState, tier: number, taken: ReadonlySet<number>): Lane.Lane | null {
  for (let number = 0; number <= (state.laneCounts[tier] ?? 0); number++) {
    const lane = Lane.laneAt(state, tier, number);
    if (lane !== null && !taken.has(lane.lane)) return lane;
  }
  return null;
}
