import type { Hex } from "viem";
import * as Check from "../../charter/check.ts";
import type { Key, KeyState } from "../../charter/model.ts";
import { Role } from "../../charter/model.ts";
import { RENEWAL_WINDOW } from "../../charter/quorum.ts";
import * as RosterCodec from "../../charter/roster.ts";
import { RETIREMENT } from "../../execution/attestation.ts";
import type { ActOf, Supplied } from "./act.ts";
import { requireNone } from "./amendments.ts";
import { requireConsent, usableKey } from "./consent.ts";
import { refuse } from "./refusal.ts";
import {
  append,
  entryAt,
  holderRecord,
  identityOf,
  keyStates,
  raiseEpoch,
  requireInTime,
  requireOpen,
  setConfig,
  setHolder,
  setKeyState,
  stateOf,
  type Work,
} from "./state.ts";

const NO_KEY = 255;
const ANY_ROLE = 255;

export function activate(work: Work, act: ActOf<"activate">): void {
  requireOpen(work);
  activateKey(work, act);
}

/** Takes a pending key into use, and its predecessor out. */
export function activateKey(work: Work, activation: Supplied["activations"][number]): void {
  const { key: index, deadline, forged = false } = activation;
  requireInTime(work, deadline);
  const entry = requireState(work, index, "Pending");
  if (work.now >= entry.expiry * 60) refuse("KeyExpired", index, entry.expiry * 60);
  const { suspendedUntil } = holderRecord(work, entry.holder);
  if (work.now < suspendedUntil) refuse("HolderIsSuspended", entry.holder, suspendedUntil);
  if (forged) refuse("InvalidSignature", index);
  setKeyState(work, index, "Active", { identity: identityOf(entry) });
  let predecessor = NO_KEY;
  if (entry.predecessor !== null && stateOf(work, entry.predecessor) === "Active") {
    predecessor = entry.predecessor;
    beginRetiring(work, predecessor);
  }
  const opened = !work.config.opened && isAble(work, false).length === 0;
  if (opened) setConfig(work, { opened });
  append(work, "KeyActivated", { key: index, keyHash: RosterCodec.keyHash(entry), predecessor, opened });
}

export function compromiseOwn(work: Work, act: ActOf<"compromiseOwn">): void {
  requireOpen(work);
  requireInTime(work, act.deadline);
  const entry = entryAt(work, act.key) ?? refuse("UnknownKey", act.key);
  requireConsent(entry, act.key, act, act.sender);
  compromise(work, act.key, true);
}

export function compromise(work: Work, index: number, byItself: boolean): void {
  requireOpen(work);
  const state = stateOf(work, index);
  if (state !== "Active" && state !== "Retiring") refuse("KeyNotActive", index, state);
  const entry = entryAt(work, index) ?? refuse("KeyNotActive", index, "Pending");
  endKey(work, index, entry, "Compromised");
  const epoch = raiseEpoch(work);
  setHolder(work, entry.holder, { incident: epoch });
  append(work, "KeyCompromised", { key: index, identity: identityOf(entry), epoch, byItself });
}

/** Puts a key out of use without a successor, if tier 0 can then still lose any one holder. */
export function beginRetirement(work: Work, index: number): void {
  requireOpen(work);
  requireState(work, index, "Active");
  beginRetiring(work, index);
  requireNone(isAble(work, true));
  append(work, "KeyRetiring", { key: index });
}

export function retire(work: Work, { key, notClear }: ActOf<"retire">): void {
  requireOpen(work);
  const entry = requireState(work, key, "Retiring");
  const identity = identityOf(entry);
  if (entry.kind === "EOA") {
    if (work.rulebook === null) refuse("RulebookMissing");
    for (const item of notClear)
      if (!work.waivers.has(`${identity}/${item}`)) refuse("ItemNotClear", key, item);
  } else {
    const witnesses = work.witnesses.get(RosterCodec.keyHash(entry)) ?? [];
    if (!witnesses.some((holder) => holder !== entry.holder)) refuse("WitnessMissing", key);
  }
  endKey(work, key, entry, "Retired");
  append(work, "KeyRetired", { key, identity });
}

export function waive(work: Work, key: number, item: Hex): void {
  requireOpen(work);
  const entry = entryAt(work, key) ?? refuse("UnknownKey", key);
  work.waivers = new Set(work.waivers).add(`${identityOf(entry)}/${item}`);
  append(work, "ItemWaived", { key, item });
}

export function attest(work: Work, act: ActOf<"attest">): void {
  requireOpen(work);
  requireInTime(work, act.deadline);
  const { kind, subject, hash, witness } = act;
  const entry = usableKey(work, witness, ANY_ROLE);
  requireConsent(entry, witness, act, act.sender);
  const attestation = [kind, subject, hash, identityOf(entry)].join("/");
  if (work.attestations.has(attestation)) refuse("AlreadyAttested", kind, subject, hash);
  work.attestations = new Set(work.attestations).add(attestation);
  if (kind === RETIREMENT) {
    const holders = [...(work.witnesses.get(subject) ?? []), entry.holder];
    work.witnesses = new Map(work.witnesses).set(subject, holders);
  }
  append(work, "Attested", { kind, subject, hash, witness });
}

/** A pre-approval: consent on-chain, of who can only send transactions. */
export function approve(work: Work, { id, key, sender, forged = false }: ActOf<"approve">): void {
  requireOpen(work);
  const despiteSuspension = ((entryAt(work, key)?.roles ?? 0) & Role.RECOVERY) !== 0;
  const entry = usableKey(work, key, ANY_ROLE, { late: RENEWAL_WINDOW, despiteSuspension });
  requireConsent(entry, key, { onChain: true, forged }, sender);
  const approval = `${id}/${identityOf(entry)}`;
  if (work.preApprovals.has(approval)) refuse("AlreadyPreApproved", id, key);
  work.preApprovals = new Set(work.preApprovals).add(approval);
  append(work, "PreApproved", { id, key });
}

/** Why tier 0 cannot act with the keys in use, if it cannot. */
function isAble(work: Work, withoutAny: boolean): ReturnType<typeof Check.able> {
  const { active, pending } = keyStates(work);
  return Check.able(work.roster.document, active, pending, withoutAny, work.now);
}

/** What was witnessed before says nothing about the key being empty from now on. */
function beginRetiring(work: Work, index: number): void {
  setKeyState(work, index, "Retiring");
  const entry = entryAt(work, index);
  const witnesses = new Map(work.witnesses);
  if (entry !== null) witnesses.delete(RosterCodec.keyHash(entry));
  work.witnesses = witnesses;
}

function endKey(work: Work, index: number, entry: Key, state: "Retired" | "Compromised"): void {
  work.tombstones = new Set(work.tombstones).add(identityOf(entry));
  setKeyState(work, index, state, { endedAt: work.now });
}

function requireState(work: Work, index: number, wanted: KeyState): Key {
  const entry = entryAt(work, index) ?? refuse("UnknownKey", index);
  const state = stateOf(work, index);
  return state === wanted ? entry : refuse("UnexpectedKeyState", index, state, wanted);
}
