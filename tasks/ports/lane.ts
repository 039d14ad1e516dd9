import type { Address } from "viem";
import * as Lane from "../../src/chain/lane.ts";
import { rosterOf, rulebookOf } from "../../src/chain/standing.ts";
import type { ChainState } from "../../src/chain/state.ts";
import { tierNumber } from "../../src/charter/resolve.ts";
import type { Charter } from "../../src/charter/schema.ts";
import { wordsFrom } from "../../src/charter/words.ts";
import { BaseError } from "../../src/errors.ts";
import { ableTiers } from "../../src/execution/berth.ts";
import type { Call } from "../../src/proposal/calls.ts";
import * as Rules from "../../src/proposal/rules.ts";

/** A lane of a tier that may make the calls, and how many approvals it takes there. */
export type Berth = Lane.Lane & { readonly approvals: number };

/**
 * Finds a free lane: in the tier that is named, else in the only one besides tier 0 and recovery whose rules allow the calls, else in
 * tier 0.
 * @throws `Task.WhichTier`, `Task.NotAllowed`, `Task.LaneTaken`
 */
export function berth(
  state: ChainState,
  conclave: Address,
  calls: readonly Call[],
  wanted: {
    readonly tier: string | undefined;
    readonly lane: string | undefined;
    readonly noDelay?: boolean;
  },
  charter: Charter | undefined,
): Berth {
  const [roster, rulebook] = [rosterOf(state), rulebookOf(state)];
  const judge = (tier: number) => Rules.judge(conclave, calls, tier, roster, rulebook);
  const tier = pick(wanted.tier, charter, () =>
    ableTiers(state, calls).flatMap(({ number, tier: { delay } }) =>
      number === 0 || (wanted.noDelay === true && delay !== 0) ? [] : [number],
    ),
  );
  const { refusal, alone } = judge(tier);
  if (refusal !== null) {
    throw new BaseError({
      code: "Task.NotAllowed",
      message: `${wordsFrom(charter ?? null).tier(tier)} may not do this: ${Rules.describe(refusal)}`,
      fix: "name a tier whose rules allow it; tier 0 may do anything",
      details: { tier, refusal: refusal.name },
    });
  }
  const approvals = alone ? 0 : (roster.tiers[tier]?.approvals ?? 0);
  return { ...laneFor(state, tier, wanted.lane), approvals };
}

function pick(named: string | undefined, charter: Charter | undefined, allowing: () => number[]): number {
  if (named !== undefined) {
    const number = charter === undefined ? null : tierNumber(charter, named);
    if (number !== null || /^\d{1,2}$/.test(named)) return number ?? Number(named);
  }
  const found = named === undefined ? allowing() : [];
  if (named === undefined && found.length < 2) return found[0] ?? 0;
  throw new BaseError({
    code: "Task.WhichTier",
    message:
      named === undefined ? `tiers ${found.join(", ")} may all do this` : `there is no tier "${named}"`,
    fix: "name a tier with --tier, by its number or by its name in the charter",
    details: { tiers: found },
  });
}

/** The lane that is named, else the first free one of the tier. */
function laneFor(state: ChainState, tier: number, named: string | undefined): Lane.Lane {
  const isNumber = named !== undefined && /^\d{1,3}$/.test(named);
  const lane = isNumber ? Lane.laneAt(state, tier, Number(named)) : named ? null : Lane.freeLane(state, tier);
  if (lane !== null) return lane;
  const open = state.laneCounts[tier] ?? 0;
  const isBusy = isNumber && Number(named) <= open;
  throw new BaseError({
    code: "Task.LaneTaken",
    message: `lane ${named ?? ""} of tier ${tier} cannot be used: ${isBusy ? "an operation is pending in it" : `lanes 0 to ${open} can`}`,
    fix: "leave --lane out to take a free one",
  });
}
