import type * as ChainState from "../../src/chain/state.ts";
import type { Charter } from "../../src/charter/schema.ts";
import { charterHash, create, type ProposalFile } from "../../src/proposal/file.ts";
import type { Change } from "../../src/proposal/source.ts";
import { parseDuration } from "../../src/time.ts";
import { berth } from "./lane.ts";
import { readNumber } from "./number.ts";

export type DraftOptions = {
  readonly tier: string | undefined;
  readonly lane: string | undefined;
  readonly approvals: string | undefined;
  /** A duration, the signing window if left out. */
  readonly validFor: string | undefined;
  readonly title: string | undefined;
  readonly note: string;
};

/** A proposal file for a change, dated by the chain's clock, in a free lane. @throws `Task.*`, `ProposalFile.*` */
export function draft(
  state: ChainState.ChainState,
  change: Change,
  title: string,
  options: DraftOptions & { readonly noDelay?: boolean },
  charter: Charter | undefined,
): ProposalFile {
  const { domain, block, setting, config } = state;
  const { lane, prev, approvals } = berth(state, domain.verifyingContract, change.calls, options, charter);
  const created = block.timestamp;
  return create({
    ...change,
    domain,
    lane,
    prev,
    epoch: config.epoch,
    created,
    signingWindow: setting.signingWindow,
    ...(options.validFor === undefined ? {} : { deadline: created + parseDuration(options.validFor) }),
    approvals: options.approvals === undefined ? approvals : readNumber(options.approvals),
    title: options.title ?? title,
    note: options.note,
    charter: charterHash(state.rosterDocument, state.rulebookDocument),
  });
}
