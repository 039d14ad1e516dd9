import type { Address } from "viem";
import type { Key, Tier } from "../../charter/model.ts";
import { Role } from "../../charter/model.ts";
import { proposerRoles, RENEWAL_WINDOW } from "../../charter/quorum.ts";
import * as Proposal from "../../proposal/proposal.ts";
import type { Stamp } from "../../proposal/stamp.ts";
import type { ActOf, Consent } from "./act.ts";
import { refuse } from "./refusal.ts";
import { addressOf, entryAt, holderRecord, identityOf, stateOf, type Work } from "./state.ts";

/** Who consented, as the stamp records it. */
export type Signers = Pick<Stamp, "approvers" | "proposer" | "tester">;

/**
 * A key that is in use, not expired by more than `late` seconds, and has one of `roles`: `_usableKey` of the contract.
 * @throws refusals `UnknownKey`, `KeyNotActive`, `HolderIsSuspended`, `KeyExpired`, `RoleMissing`
 */
export function usableKey(
  work: Work,
  index: number,
  roles: number,
  { late = 0, despiteSuspension = false } = {},
): Key {
  const entry = entryAt(work, index) ?? refuse("UnknownKey", index);
  // A clear bit answers without the records, in the contract as here.
  if (((work.config.unusable >> BigInt(index)) & 1n) === 1n) {
    const state = stateOf(work, index);
    if (state !== "Active") refuse("KeyNotActive", index, state);
    const until = holderRecord(work, entry.holder).suspendedUntil;
    if (work.now < until && !despiteSuspension) refuse("HolderIsSuspended", entry.holder, until);
  }
  if (work.now - late >= entry.expiry * 60) refuse("KeyExpired", index, entry.expiry * 60);
  if ((entry.roles & roles) === 0) refuse("RoleMissing", index, roles);
  return entry;
}

/** A signature that holds or, without one, the key's address as the caller. @throws refusal `InvalidSignature` */
export function requireConsent(
  entry: Key,
  index: number,
  { onChain, forged = false }: Omit<Consent, "key">,
  sender: Address,
): void {
  const given = !forged && (!onChain || addressOf(entry) === sender.toLowerCase());
  if (!given) refuse("InvalidSignature", index);
}

/**
 * Counts the demanded consent as `_count` does: the proposer; the tester if there is a report; then approvers, one per holder,
 * as many as demanded. What follows is not read.
 */
export function count(work: Work, act: ActOf<"schedule">, tier: Tier, renewal: boolean): Signers {
  const { proposal, report, sender } = act;
  const how = { late: renewal ? RENEWAL_WINDOW : 0, despiteSuspension: tier.recovery };
  const queue = [...act.signatures];
  const next = (): Consent => queue.shift() ?? refuse("SignaturesMalformed", act.signatures.length);
  const holders = new Set<number>();
  const add = ({ holder }: Key, key: number) => {
    if (holders.has(holder)) refuse("HolderCountedTwice", holder, key);
    holders.add(holder);
  };

  const proposer = next();
  const proposing = usableKey(work, proposer.key, proposerRoles(tier), how);
  requireConsent(proposing, proposer.key, proposer, sender);
  add(proposing, proposer.key);

  let tester: number | null = null;
  if (BigInt(report) !== 0n) {
    const consent = next();
    tester = consent.key;
    const entry = usableKey(work, tester, Role.TESTER, how);
    requireConsent(entry, tester, consent, sender);
    add(entry, tester);
  } else if (tier.testerNeeded) refuse("TesterNeeded", proposal.lane >> 8);

  const approvers: number[] = [];
  const id = Proposal.id(work.setting.domain, proposal);
  let wallets = 0;
  while (approvers.length < proposal.approvals) {
    if (queue.length === 0) refuse("ApprovalsMissing", approvers.length, proposal.approvals);
    const { key, onChain, forged = false } = next();
    const entry = usableKey(work, key, tier.roles, how);
    const given = onChain ? work.preApprovals.has(`${id}/${identityOf(entry)}`) : !forged;
    if (!given) refuse("InvalidSignature", key);
    add(entry, key);
    if (entry.kind === "ERC1271" && ++wallets === proposal.approvals) refuse("WalletsFillQuorum", key);
    approvers.push(key);
  }
  return { approvers: approvers.sort((a, b) => a - b), proposer: proposer.key, tester };
}
