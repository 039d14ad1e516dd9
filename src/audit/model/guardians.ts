import type { Address } from "viem";
import { Role } from "../../charter/model.ts";
import * as Word from "../../proposal/word.ts";
import type { ActOf, Consent } from "./act.ts";
import { requireConsent, usableKey } from "./consent.ts";
import { fate } from "./fate.ts";
import { end, requireOperation, requireWord } from "./lanes.ts";
import { refuse } from "./refusal.ts";
import {
  append,
  holderRecord,
  keyStates,
  keysOf,
  laneWord,
  raiseEpoch,
  requireInTime,
  requireOpen,
  setConfig,
  setHolder,
  tierOf,
  type Work,
} from "./state.ts";

/** `suspendedBy` where one suspended who was suspended already, so that nobody may lift alone what another began. */
const SEVERAL_GUARDIANS = 254;

type Signed = Omit<Consent, "key"> & {
  readonly guardian: number;
  readonly deadline: number;
  readonly sender: Address;
};

export function suspend(work: Work, act: ActOf<"suspend" | "liftOwn">): void {
  requireOpen(work);
  const { holder, guardian } = act;
  const by = actAsGuardian(work, act);
  const keys = keysOf(work, holder);
  const record = holderRecord(work, holder);
  const inForce = work.now < record.suspendedUntil;
  const until = work.now + work.setting.suspension;
  const epoch = raiseEpoch(work);
  setHolder(work, holder, {
    suspendedBy: inForce ? SEVERAL_GUARDIANS : by,
    suspendedUntil: until,
    changes: record.changes + 1,
    incident: epoch,
  });
  setConfig(work, { unusable: work.config.unusable | keys });
  append(work, "HolderSuspended", { holder, guardian, until, epoch });
}

export function liftOwn(work: Work, act: ActOf<"suspend" | "liftOwn">): void {
  requireOpen(work);
  requireInTime(work, act.deadline);
  const { holder, guardian } = act;
  const entry = usableKey(work, guardian, Role.GUARDIAN);
  requireConsent(entry, guardian, act, act.sender);
  if (holderRecord(work, holder).suspendedBy !== entry.holder) refuse("NotSuspendedBy", holder, entry.holder);
  lift(work, holder, guardian);
}

/** Ends a suspension early. `guardian` 255 is tier 0. */
export function lift(work: Work, holder: number, guardian: number): void {
  const record = holderRecord(work, holder);
  if (work.now >= record.suspendedUntil) refuse("NotSuspended", holder);
  setHolder(work, holder, { suspendedUntil: work.now, changes: record.changes + 1 });
  const freed = keysOf(work, holder) & keyStates(work).active;
  setConfig(work, { unusable: work.config.unusable & ~freed });
  append(work, "SuspensionLifted", { holder, guardian });
}

export function voidAll(work: Work, act: ActOf<"voidAll">): void {
  requireOpen(work);
  actAsGuardian(work, act);
  const epoch = raiseEpoch(work);
  setConfig(work, { lastVoid: epoch });
  append(work, "Voided", { guardian: act.guardian, epoch });
}

export function cancel(work: Work, act: ActOf<"cancel">): void {
  requireOpen(work);
  requireWord(work, act.lane, act.word);
  if (Word.decode(act.word).protected) refuse("OperationProtected", act.lane);
  endByGuardian(work, act.lane, act);
}

export function cancelProtected(work: Work, act: ActOf<"cancelProtected">): void {
  requireOpen(work);
  const { lane } = act.operation.proposal;
  requireOperation(work, act.operation);
  if (fate(work, act.operation).isProtected) refuse("OperationProtected", lane);
  requireWord(work, lane, laneWord(work, lane));
  endByGuardian(work, lane, act);
}

function endByGuardian(work: Work, lane: number, act: Signed): void {
  if (tierOf(work, lane)?.recovery) refuse("RecoveryUntouchable", lane);
  actAsGuardian(work, act);
  end(work, lane, "Cancelled", { guardian: act.guardian });
}

/** Checks a guardian's act and starts the cooldown of its holder, whom it returns. */
function actAsGuardian(work: Work, act: Signed): number {
  const { guardian, deadline, sender } = act;
  requireInTime(work, deadline);
  const entry = usableKey(work, guardian, Role.GUARDIAN);
  requireConsent(entry, guardian, act, sender);
  const record = holderRecord(work, entry.holder);
  if (work.now < record.readyAt) refuse("GuardianCooling", entry.holder, record.readyAt);
  setHolder(work, entry.holder, {
    readyAt: work.now + work.roster.value.cooldown,
    acts: record.acts + 1,
  });
  return entry.holder;
}
