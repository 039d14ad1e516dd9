import type { ChainState } from "../../chain/state.ts";
import { BaseError } from "../../errors.ts";
import { type Able, ableTiers, laneBeside, quickest } from "../../execution/berth.ts";
import type { Call } from "../../proposal/calls.ts";
import { charterHash, create, type ProposalFile } from "../../proposal/file.ts";
import type { Change } from "../../proposal/source.ts";

/**
 * The tier for a planned change: of those with a delay whose rules allow it, the one that takes the least. Tiers without a delay are left
 * to emergencies: what was planned can be looked at before it runs.
 * @throws `Plan.NoTier`
 */
export function plannedTier(state: ChainState, calls: readonly Call[], loosens: boolean): Able {
  const able = ableTiers(state, calls).filter(({ number, tier }) =>
    loosens ? number === 0 : tier.delay > 0,
  );
  const found = quickest(able);
  if (found !== null) return found;
  throw new BaseError({
    code: "Plan.NoTier",
    message: "the roster that was read has no tier 0",
    fix: "ask another node: every Conclave has one",
  });
}

/** What is to be proposed, and in which tier. */
export type Drafting = {
  readonly change: Change;
  readonly tier: Able;
  readonly title: string;
  readonly note: string;
};

/** A proposal file dated by the chain's clock, in a lane that nothing else is meant for; `null` while no lane of the tier is free. */
export function draft(
  state: ChainState,
  { change, tier, title, note }: Drafting,
  taken: ReadonlySet<number>,
): ProposalFile | null {
  const lane = laneBeside(state, tier.number, taken);
  if (lane === null) return null;
  return create({
    ...change,
    ...lane,
    domain: state.domain,
    epoch: state.config.epoch,
    created: state.block.timestamp,
    signingWindow: state.setting.signingWindow,
    approvals: tier.approvals,
    title,
    note,
    charter: charterHash(state.rosterDocument, state.rulebookDocument),
  });
}
