import { BaseError } from "../errors.ts";
import { charterHash, checkWindow, type ProposalFile } from "../proposal/file.ts";
import * as Proposal from "../proposal/proposal.ts";
import * as Report from "../proposal/report.ts";
import * as Rules from "../proposal/rules.ts";
import { firstWord, isFree } from "../proposal/word.ts";
import type { State } from "./state.ts";

/** Why the chain would not take the proposal now, whoever signs. Codes are unique; `fix` says what to do. */
export type Problem = { readonly code: string; readonly message: string; readonly fix: string };

const AGAIN = "create the proposal again";

/** Everything that stands in the way of scheduling, consent apart; empty if nothing does. */
export function problems(file: ProposalFile, state: State): readonly Problem[] {
  return [
    ...foundation(state),
    ...lane(file, state),
    ...epoch(file, state),
    ...window(file, state),
    ...rules(file, state),
  ];
}

/** What people should know before they sign, though the chain would take it. */
export function warnings(file: ProposalFile, state: State): readonly Problem[] {
  const { report, context } = file;
  const found: Problem[] = [];
  if (context.charter !== charterHash(state.rosterDocument, state.rulebookDocument)) {
    const message = "roster or rulebook changed since this proposal was written";
    found.push({ code: "Approval.CharterChanged", message, fix: "check that the change still makes sense" });
  }
  if (report !== undefined && report.outcome === "failure") {
    const message = "the simulation failed: executed as it is, the operation would revert";
    found.push({ code: "Approval.SimulationFailed", message, fix: "do not approve; correct the proposal" });
  }
  if (report === undefined) {
    const message = "nobody has simulated this proposal yet";
    found.push({ code: "Approval.NotSimulated", message, fix: "run the test step before approving" });
  } else if (!report.calls.every(({ decoded }) => decoded !== null)) {
    const message = "not every call could be decoded";
    found.push({
      code: "Approval.CallNotDecoded",
      message,
      fix: "compare the calldata with its author's source",
    });
  }
  return found;
}

/**
 * Refuses a report that is not about this proposal.
 * @throws `Approval.ReportMismatch`.
 */
export function checkReport(file: ProposalFile): void {
  const { report, domain, context } = file;
  if (report === undefined) return;
  const fits =
    report.id === Proposal.id(domain, file.proposal) &&
    report.chainId === domain.chainId &&
    report.conclave === domain.verifyingContract &&
    report.interfaces.join("\n") === context.interfaces.join("\n");
  if (!fits) {
    throw new BaseError({
      code: "Approval.ReportMismatch",
      message: "the simulation report in the file is about something else",
      fix: "run the test step again",
      details: { report: Report.hash(report) },
    });
  }
}

function* foundation(state: State): Generator<Problem> {
  if (state.closed) {
    yield { code: "Approval.Closed", message: "this Conclave has closed", fix: "use its successor" };
  } else if (!state.opened) {
    const message = "scheduling has not opened: too few keys are activated for tier 0 to act";
    yield { code: "Approval.NotOpened", message, fix: "activate more keys" };
  }
}

function* lane({ proposal, domain }: ProposalFile, state: State): Generator<Problem> {
  const number = Proposal.numberOf(proposal.lane);
  const isNew = state.word === firstWord(domain, proposal.lane);
  if (isNew && number > state.laneCount) {
    const message = `lanes open one after the other: the next of this tier is number ${state.laneCount}`;
    yield {
      code: "Approval.LaneNotNext",
      message,
      fix: `create the proposal again in lane ${state.laneCount}`,
    };
  } else if (state.word !== proposal.prev) {
    const message = "the lane has moved on since this proposal was written";
    yield { code: "Approval.LaneMoved", message, fix: AGAIN };
  } else if (!isFree(state.word, state.now)) {
    const message = "an operation is pending in this lane";
    yield { code: "Approval.LaneBusy", message, fix: "wait for it to end, or use another lane" };
  }
}

function* epoch({ proposal }: ProposalFile, state: State): Generator<Problem> {
  const tier = state.roster.tiers[Proposal.tierOf(proposal.lane)];
  if (tier?.recovery || proposal.epoch === state.epoch) return;
  const message = `consent of epoch ${proposal.epoch} is void since a suspension, compromise or void began epoch ${state.epoch}`;
  yield { code: "Approval.StaleEpoch", message, fix: AGAIN };
}

function* window(file: ProposalFile, state: State): Generator<Problem> {
  try {
    checkWindow(file, state);
  } catch (error) {
    if (!(error instanceof BaseError)) throw error;
    yield { code: error.code, message: error.message, fix: error.fix };
  }
}

function* rules({ domain, proposal }: ProposalFile, state: State): Generator<Problem> {
  const number = Proposal.tierOf(proposal.lane);
  const judgement = Rules.judge(
    domain.verifyingContract,
    proposal.calls,
    number,
    state.roster,
    state.rulebook,
  );
  if (judgement.refusal !== null) {
    const code = `Approval.${judgement.refusal.name}`;
    yield {
      code,
      message: Rules.describe(judgement.refusal),
      fix: "use a tier whose rules allow it, or tier 0",
    };
    return;
  }
  const needed = state.roster.tiers[number]?.approvals ?? 0;
  if (proposal.approvals < needed && !judgement.alone) {
    const message = `the proposal demands ${proposal.approvals} approvals, its tier needs ${needed}`;
    yield { code: "Approval.TooFewDemanded", message, fix: AGAIN };
  }
}
