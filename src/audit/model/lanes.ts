import type { Address, Hex } from "viem";
import { Role, type Tier } from "../../charter/model.ts";
import * as Proposal from "../../proposal/proposal.ts";
import * as Rules from "../../proposal/rules.ts";
import * as Stamp from "../../proposal/stamp.ts";
import * as Word from "../../proposal/word.ts";
import type { ActOf } from "./act.ts";
import { count, requireConsent } from "./consent.ts";
import { fate, isExecutor, isFresh } from "./fate.ts";
import { perform } from "./perform.ts";
import { refuse } from "./refusal.ts";
import {
  appendTo,
  entryAt,
  laneWord,
  type Operation,
  requireOpen,
  setConfig,
  stateOf,
  tierOf,
  type Work,
} from "./state.ts";
import { requireConditions } from "./world.ts";

export function schedule(work: Work, act: ActOf<"schedule">): void {
  requireOpen(work);
  if (!work.config.opened) refuse("SchedulingNotOpen");
  const { proposal, report } = act;
  const { lane } = proposal;
  requireWindow(work, proposal);
  const tier = tierOf(work, lane) ?? refuse("UnknownTier", lane >> 8);
  const { config, setting } = work;
  // Recovery ignores incidents, but a future epoch would later pass for a current one.
  const stale = tier.recovery ? proposal.epoch > config.epoch : proposal.epoch !== config.epoch;
  if (stale) refuse("StaleEpoch", proposal.epoch, config.epoch);
  requireLane(work, proposal, tier);
  const { refusal, renewal, alone } = Rules.judge(
    setting.domain.verifyingContract,
    proposal.calls,
    lane >> 8,
    work.roster.value,
    work.rulebook?.value ?? null,
  );
  if (refusal !== null) {
    const { name, ...args } = refusal;
    refuse(name, ...Object.values(args));
  }
  if (proposal.approvals < tier.approvals && !alone)
    refuse("TooFewDemanded", proposal.approvals, tier.approvals);
  const signers = count(work, act, tier, renewal);
  const ready = work.now + tier.delay;
  const stamp: Stamp.Stamp = {
    ...signers,
    roster: config.roster,
    rulebook: config.rulebook,
    serial: work.roster.value.serial,
    scheduledAt: work.now,
    ready,
    reservedUntil: tier.executorFirst ? ready + Math.floor(tier.grace / 2) : 0,
  };
  const operation: Operation = { proposal, stamp, report };
  const args = {
    id: Proposal.id(setting.domain, proposal),
    proposal: Proposal.pack(proposal, report),
    stamp: Stamp.encode(stamp),
  };
  appendTo(work, lane, "Scheduled", args, (hash) =>
    Word.pending(hash, proposal.approvals >= tier.override, ready + tier.grace),
  );
  work.operations = new Map(work.operations).set(lane, operation);
  if (tier.delay === 0) run(work, operation, act.sender, []);
}

export function execute(work: Work, act: ActOf<"execute">): void {
  requireOpen(work);
  const { operation, sender } = act;
  const { proposal, stamp } = operation;
  const { lane } = proposal;
  requireOperation(work, operation);
  if (Word.isExpired(laneWord(work, lane), work.now)) refuse("OperationExpired", lane);
  let readyAt = stamp.ready;
  if (!isFresh(work, operation)) {
    const found = fate(work, operation);
    readyAt = found.readyAt;
    if (found.outcome !== "Stands") refuse("OperationDead", lane, found.outcome);
  }
  if (work.now < readyAt) refuse("OperationNotReady", lane, readyAt, work.now);
  if (work.now < stamp.reservedUntil && !isExecutor(work, sender, work.now))
    refuse("ReservedForExecutor", lane, stamp.reservedUntil);
  if (lane >> 8 === 0 || tierOf(work, lane)?.recovery) setConfig(work, { attempts: 0 });
  run(work, operation, sender, act.documents);
}

export function clear(work: Work, { operation, sender }: ActOf<"clear">): void {
  requireOpen(work);
  const { lane } = operation.proposal;
  requireOperation(work, operation);
  if (fate(work, operation).outcome === "Stands") refuse("OperationStands", lane);
  end(work, lane, "Cleared", { by: sender });
}

/** Approvers stop a recovery: the k-th attempt takes k of them, at most the blocking minority. */
export function stop(work: Work, act: ActOf<"stop">): void {
  requireOpen(work);
  const { lane, word } = act;
  if (!tierOf(work, lane)?.recovery) refuse("NotRecovery", lane);
  requireWord(work, lane, word);
  const needed = neededToStop(work);
  const holders = new Set<number>();
  let approvers = 0n;
  for (let counted = 0; counted < needed; counted++) {
    const consent = act.signatures[counted] ?? refuse("NotEnoughToStop", counted, needed);
    const { key } = consent;
    const entry = entryAt(work, key) ?? refuse("UnknownKey", key);
    const state = stateOf(work, key);
    if (state !== "Active") refuse("KeyNotActive", key, state);
    if (work.now >= entry.expiry * 60) refuse("KeyExpired", key, entry.expiry * 60);
    if ((entry.roles & Role.APPROVER) === 0) refuse("RoleMissing", key, Role.APPROVER);
    requireConsent(entry, key, consent, act.sender);
    if (holders.has(entry.holder)) refuse("HolderCountedTwice", entry.holder, key);
    holders.add(entry.holder);
    approvers |= 1n << BigInt(key);
  }
  const { attempts } = work.config;
  setConfig(work, { attempts: Math.min(attempts + 1, 255) });
  end(work, lane, "Stopped", { approvers, attempt: attempts });
}

/** One more for each recovery stopped so far, but never more than suffice to keep tier 0 from its quorum. */
export function neededToStop({ roster, config }: Work): number {
  const { tiers, keys } = roster.value;
  const holders = new Set(
    keys.flatMap((key) => (key !== null && (key.roles & Role.APPROVER) !== 0 ? [key.holder] : [])),
  );
  return Math.min(config.attempts + 1, holders.size + 1 - (tiers[0]?.approvals ?? 0));
}

/** Ends what is pending in a lane by a link. */
export function end(
  work: Work,
  lane: number,
  name: "Executed" | "Cancelled" | "Cleared" | "Stopped",
  args: Readonly<Record<string, unknown>>,
): void {
  appendTo(work, lane, name, args);
  const operations = new Map(work.operations);
  operations.delete(lane);
  work.operations = operations;
}

/** The lane waits for exactly this operation. @throws refusals `LaneNotPending`, `OperationUnknown` */
export function requireOperation(work: Work, operation: Operation): void {
  const { lane } = operation.proposal;
  const word = laneWord(work, lane);
  if (!Word.decode(word).pending) refuse("LaneNotPending", lane);
  const waiting = work.operations.get(lane);
  if (waiting === operation) return;
  const same =
    waiting !== undefined &&
    Stamp.encode(waiting.stamp) === Stamp.encode(operation.stamp) &&
    waiting.report === operation.report &&
    Proposal.id(work.setting.domain, waiting.proposal) ===
      Proposal.id(work.setting.domain, operation.proposal);
  if (!same) refuse("OperationUnknown", lane, word);
}

/** The lane's word is this one, pending and not expired. @throws refusals `LaneNotPending`, `OperationExpired` */
export function requireWord(work: Work, lane: number, word: Hex): void {
  if (!Word.decode(word).pending || laneWord(work, lane) !== word) refuse("LaneNotPending", lane);
  if (Word.isExpired(word, work.now)) refuse("OperationExpired", lane);
}

function run(
  work: Work,
  operation: Operation,
  executor: Address,
  documents: ActOf<"execute">["documents"],
): void {
  const { proposal } = operation;
  end(work, proposal.lane, "Executed", { executor });
  perform(work, proposal.calls, documents);
  requireConditions(work, proposal.conditions);
}

function requireWindow({ now, setting }: Work, { created, deadline }: Proposal.Proposal): void {
  if (created > now || now > deadline || deadline > created + setting.signingWindow)
    refuse("OutsideWindow", created, deadline, now);
}

function requireLane(work: Work, { lane, prev }: Proposal.Proposal, tier: Tier): void {
  if (tier.recovery && (lane & 0xff) !== 0) refuse("LaneNotNext", lane, 0);
  if (!work.lanes.has(lane)) {
    const next = work.laneCounts.get(lane >> 8) ?? 0;
    if ((lane & 0xff) !== next) refuse("LaneNotNext", lane, next);
    work.laneCounts = new Map(work.laneCounts).set(lane >> 8, next + 1);
  }
  const word = laneWord(work, lane);
  if (!Word.isFree(word, work.now)) refuse("LaneBusy", lane, word);
  if (word !== prev) refuse("LaneMoved", lane, word, prev);
}
