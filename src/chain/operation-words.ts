import { FATE_WORDS, fateName } from "./fate.ts";
import {
  AGAIN,
  DEFECT,
  date,
  type ErrorName,
  FALLBACK,
  KEYS,
  lanes,
  roleNames,
  type Say,
  say,
  stateOf,
} from "./phrases.ts";

/** Errors about proposals, consent and execution. */
export const OPERATION_WORDS = {
  // Lanes and proposals
  TermsMalformed: () => say("the proposal's terms have bits that mean nothing", DEFECT),
  CallsMalformed: (offset) => say(`the packed calls break off at byte ${offset}`, DEFECT),
  ConditionsMalformed: (offset) => say(`the packed conditions break off at byte ${offset}`, DEFECT),
  SignaturesMalformed: (offset) =>
    say(`the packed signatures break off at byte ${offset}`, "collect the signatures that are still missing"),
  UnknownTier: (tier) => say(`there is no tier ${tier}`, AGAIN),
  LaneNotNext: (lane, next) => say(`${lanes(lane)} is not the next to open: that is number ${next}`, AGAIN),
  LaneBusy: (lane) =>
    say(`an operation is pending in ${lanes(lane)}`, "wait for it to end, or use another lane"),
  LaneMoved: (lane) => say(`${lanes(lane)} has moved on since the proposal was written`, AGAIN),
  LaneNotPending: (lane) =>
    say(`nothing is pending in ${lanes(lane)}, or not what was named`, "look at its status"),
  OutsideWindow: (created, deadline, now) =>
    say(
      `it can be scheduled from ${date(created)} to ${date(deadline)}, at most one signing window later; it is ${date(now)}`,
      AGAIN,
    ),
  StaleEpoch: (epoch, current) =>
    say(
      `its consent is of epoch ${epoch}; a suspension, compromise or void has begun epoch ${current}`,
      AGAIN,
    ),
  TooFewDemanded: (demanded, needed) =>
    say(`it demands ${demanded} approvals, its tier needs ${needed}`, AGAIN),
  NotRecovery: (lane) =>
    say(`${lanes(lane)} is not of the recovery tier`, "a guardian cancels other operations"),
  SelfCallRefused: (call) =>
    say(
      `call ${call} would change the Conclave itself, which is for tier 0 (in recovery, amendRoster alone)`,
      "propose it in tier 0",
    ),
  CallNotAllowed: (call, target, selector, tier) =>
    say(
      `no rule lets tier ${tier} make call ${call} (${selector} of ${target})`,
      "use a tier whose rules allow it, or tier 0",
    ),
  ValueAboveRule: (call, value, limit) =>
    say(`call ${call} sends ${value} wei; its rule allows ${limit}`, "send less, or use tier 0"),
  RulebookMissing: () => say("there is no rulebook yet", "let tier 0 set one first"),

  // Consent
  UnknownKey: (key) => say(`the roster has no key k${key}`, KEYS),
  KeyNotActive: (key, state) => say(`key k${key} is ${stateOf(state)}, not Active`, KEYS),
  KeyExpired: (key, at) =>
    say(`key k${key} expired ${date(at)}`, "renew it: expired keys may sign that for 90 days"),
  HolderIsSuspended: (holder, until) =>
    say(
      `holder ${holder} is suspended until ${date(until)}`,
      "wait for the suspension to lapse, or have it lifted",
    ),
  RoleMissing: (key, roles) =>
    say(`key k${key} has no role that counts here (${roleNames(roles)})`, "let somebody with that role sign"),
  InvalidSignature: (key) =>
    say(
      `the consent of key k${key} is not there: a wrong signature, or not its own address`,
      "have that key sign again what the file says now",
    ),
  HolderCountedTwice: (holder, key) =>
    say(
      `holder ${holder} takes part already; key k${key} does not count besides`,
      "let somebody else sign: people count, not keys",
    ),
  WalletsFillQuorum: (key) =>
    say(
      `contract wallets may fill all but one of the approvals; k${key} would fill the last`,
      "collect an approval by a key of a person",
    ),
  TesterNeeded: (tier) =>
    say(`tier ${tier} needs a tester's signature over the simulation report`, "have the proposal tested"),
  ApprovalsMissing: (counted, demanded) =>
    say(`${counted} of the ${demanded} approvals it demands are there`, "collect the others"),
  AlreadyPreApproved: (_, key) =>
    say(`key k${key} has approved this on-chain already`, "there is nothing to do"),
  DeadlinePassed: (deadline, now) =>
    say(
      `the signature was good until ${date(deadline)}; it is ${date(now)}`,
      "sign again with a later deadline",
    ),

  // Execution
  OperationUnknown: (lane) =>
    say(
      `this is not the operation pending in ${lanes(lane)}`,
      "hand back the proposal that was scheduled, unchanged",
    ),
  OperationNotReady: (lane, ready) =>
    say(`the operation in ${lanes(lane)} waits until ${date(ready)}`, "execute it then"),
  OperationExpired: (lane) => say(`the operation in ${lanes(lane)} has expired`, AGAIN),
  OperationProtected: (lane) =>
    say(
      `the operation in ${lanes(lane)} has so many approvals that guardians cannot cancel it`,
      "void does not help either: suspend or compromise approvers, or let it pass",
    ),
  OperationDead: (lane, fate) =>
    say(
      `the operation in ${lanes(lane)} is dead: ${FATE_WORDS[fateName(fate)]}`,
      "clear it, and propose again what is still wanted",
    ),
  OperationStands: (lane) => say(`the operation in ${lanes(lane)} is alive`, "a guardian can cancel it"),
  ReservedForExecutor: (lane, until) =>
    say(
      `until ${date(until)} only EXECUTOR keys may execute in ${lanes(lane)}`,
      "send from an EXECUTOR's address, or wait",
    ),
  InsufficientGas: (call, minGas) =>
    say(`call ${call} is to have ${minGas} gas at least`, "send with more gas"),
  ReadStarved: (gasCap) =>
    say(`a wallet, verifier or condition is to have ${gasCap} gas to answer with`, "send with more gas"),
  TargetHasNoCode: (call, target) => say(`call ${call} goes to ${target}, where there is no contract`, AGAIN),
  CallFailed: (call) => say(`call ${call} failed`, FALLBACK),
  DocumentMissing: (call) =>
    say(`call ${call} names a document that was not handed in`, "execute from the complete proposal file"),
  DocumentMismatch: () =>
    say("the document handed in is not the one that was approved", "execute from the original proposal file"),
  ConditionUnreadable: (condition) =>
    say(`condition ${condition} could not be read after the calls`, "check its target; then propose again"),
  ConditionFailed: (condition, actual, expected) =>
    say(
      `condition ${condition} does not hold after the calls: ${actual} against ${expected}`,
      "find out why the calls do not do what was meant",
    ),
} satisfies { readonly [N in ErrorName]?: Say<N> };
