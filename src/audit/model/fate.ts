import type { Address } from "viem";
import type { Fate as Outcome } from "../../chain/fate.ts";
import { Role, type Tier } from "../../charter/model.ts";
import { proposerRoles } from "../../charter/quorum.ts";
import * as Rules from "../../proposal/rules.ts";
import { NO_KEY } from "../../proposal/stamp.ts";
import * as Word from "../../proposal/word.ts";
import { entryAt, holderRecord, laneWord, type Operation, type State, stateOf, tierOf } from "./state.ts";

/** `readyAt` is UNIX seconds, by the tier's delay of then and of now. */
export type Fate = {
  readonly outcome: Outcome;
  readonly isProtected: boolean;
  readonly readyAt: number;
};

/** What has become of an operation, judged anew against what is current: `ConclaveLens.fate`. */
export function fate(state: State, operation: Operation): Fate {
  const { proposal, stamp } = operation;
  const tier = tierOf(state, proposal.lane);
  if (tier === undefined || tier.delay === 0)
    return { outcome: "TierGone", isProtected: false, readyAt: stamp.ready };
  const readyAt = Math.max(stamp.ready, stamp.scheduledAt + tier.delay);
  const stands = (key: number, roles: number) => survives(state, operation, key, roles, tier);
  const approvers = stamp.approvers.filter((key) => stands(key, tier.roles));
  const persons = approvers.filter((key) => entryAt(state, key)?.kind !== "ERC1271");
  const isProtected =
    !tier.recovery &&
    Word.decode(laneWord(state, proposal.lane)).protected &&
    approvers.length >= tier.override;
  const { refusal } = Rules.judge(
    state.setting.domain.verifyingContract,
    proposal.calls,
    proposal.lane >> 8,
    state.roster.value,
    state.rulebook?.value ?? null,
  );

  let outcome: Fate["outcome"] = "Stands";
  if (refusal !== null) outcome = "RulesChanged";
  else if (tier.testerNeeded && stamp.tester === null) outcome = "TesterMissing";
  else if (approvers.length < tier.approvals || persons.length === 0) outcome = "ApprovalsLost";
  else if (isProtected) outcome = "Stands";
  else if (!tier.recovery && proposal.epoch < state.config.lastVoid) outcome = "Voided";
  else if (!stands(stamp.proposer, proposerRoles(tier))) outcome = "ProposerDropped";
  else if (tier.testerNeeded && !stands(stamp.tester ?? NO_KEY, Role.TESTER)) outcome = "TesterDropped";
  return { outcome, isProtected, readyAt };
}

/** Whether nothing has changed since scheduling that consent could depend on. */
export function isFresh({ config }: State, { proposal, stamp }: Operation): boolean {
  return (
    config.epoch === proposal.epoch && config.roster === stamp.roster && config.rulebook === stamp.rulebook
  );
}

/** Whether `account` is the address of an EXECUTOR key in use. */
export function isExecutor(state: State, account: Address, now: number): boolean {
  const index = state.roster.value.keys.findIndex(
    (key) =>
      key !== null &&
      key.kind !== "ERC7913" &&
      key.signer.toLowerCase() === account.toLowerCase() &&
      (key.roles & Role.EXECUTOR) !== 0,
  );
  const entry = entryAt(state, index);
  return (
    entry !== null &&
    stateOf(state, index) === "Active" &&
    now < entry.expiry * 60 &&
    now >= holderRecord(state, entry.holder).suspendedUntil
  );
}

/** Whether a key that consented still counts. Retiring does not undo consent; recovery drops compromised keys alone. */
function survives(
  state: State,
  { proposal, stamp }: Operation,
  index: number,
  roles: number,
  tier: Tier,
): boolean {
  const entry = entryAt(state, index);
  if (entry === null || entry.since > stamp.serial || (entry.roles & roles) === 0) return false;
  if (tier.recovery) return stateOf(state, index) !== "Compromised";
  return holderRecord(state, entry.holder).incident <= proposal.epoch;
}
