import { encodeFunctionData, type Hex, isAddressEqual, type TransactionReceipt } from "viem";
import type { Verify } from "../../approval/verify.ts";
import type { Sender } from "../../chain/client.ts";
import { send } from "../../chain/send.ts";
import { rosterOf } from "../../chain/standing.ts";
import { type Reason, unfit } from "../../charter/quorum.ts";
import { BaseError } from "../../errors.ts";
import { conclaveGuardAbi } from "../../generated/abi.ts";
import { digest } from "../../proposal/typed-data.ts";
import type { TypedData } from "../../signer/signer.ts";
import type { Announcement as Filed, SafeFile } from "../file.ts";
import type { Announcement } from "./announcement.ts";
import { checkTester, namedTester, sponsorsOf, testified } from "./named-tester.ts";
import { pollFor } from "./owners.ts";
import type { Guarded } from "./state.ts";
import * as TypedDataOf from "./typed-data.ts";

/** What a sponsor does: `propose` announces, `test` vouches for a report. */
export type Act = "propose" | "test";
const NO_REPORT: Hex = `0x${"00".repeat(32)}`;

/**
 * The file with what is to be announced: guard, tier, the epoch of now, and a deadline by which the announcement must be sent, one
 * signing window away unless it is said. Consents already given to the same terms stay.
 * @param known What is announced already: a holder's next announcement needs a later deadline.
 */
export function begin(
  file: SafeFile,
  { guard, conclave }: Guarded,
  tier: number,
  known: readonly Announcement[] = [],
  validFor?: number,
): SafeFile {
  const { epoch } = conclave.config;
  const now = conclave.block.timestamp;
  const { announcement } = file;
  const latest = Math.max(0, ...known.map(({ deadline }) => deadline));
  const stands =
    announcement !== undefined &&
    isAddressEqual(announcement.guard, guard.domain.verifyingContract) &&
    announcement.tier === tier &&
    announcement.epoch === epoch &&
    announcement.deadline > Math.max(now, latest);
  if (stands) return file;
  const deadline = Math.max(now + (validFor ?? conclave.setting.signingWindow), latest + 1);
  const fresh = { guard: guard.domain.verifyingContract, tier, epoch, deadline };
  return { ...file, announcement: fresh };
}

/**
 * Names the key that is to test, which the proposer then signs for. A consent of before that names another is dropped.
 * @throws `SafeAnnounce.NotBegun`, `SafeAnnounce.WrongGuard`, `SafeAnnounce.StaleEpoch`, `SafeAnnounce.KeyDoesNotCount`
 */
export function nameTester(file: SafeFile, guarded: Guarded, key: number): SafeFile {
  const announcement = begun(file, guarded);
  if (announcement.tester?.key === key) return file;
  const reason = sponsorReason(guarded, announcement.tier, "test", key);
  if (reason !== null) throw doesNotCount(announcement.tier, "test", key, reason);
  const { proposer: _, tester: __, ...rest } = announcement;
  return { ...file, announcement: { ...rest, tester: { key } } };
}

/**
 * What a key signs to announce the file's transaction or, as tester, to vouch for a report. Refused if it could not count.
 * @throws `SafeAnnounce.NotBegun`, `SafeAnnounce.WrongGuard`, `SafeAnnounce.KeyDoesNotCount`, `SafeAnnounce.SamePerson`
 */
export function prepare(file: SafeFile, guarded: Guarded, act: Act, key: number, report?: Hex): TypedData {
  const announcement = begun(file, guarded);
  const reason = sponsorReason(guarded, announcement.tier, act, key);
  if (reason !== null) throw doesNotCount(announcement.tier, act, key, reason);
  const other = act === "propose" ? announcement.tester : announcement.proposer;
  const holderOf = (index: number) => rosterOf(guarded.conclave).keys[index]?.holder;
  if (other !== undefined && holderOf(other.key) === holderOf(key)) {
    throw new BaseError({
      code: "SafeAnnounce.SamePerson",
      message: `key k${key} is of the same person as key k${other.key}, who takes part already`,
      fix: "let somebody else sign: people count, not keys",
      details: { key, other: other.key },
    });
  }
  checkTester(guarded.conclave, announcement.tier, announcement, act, key);
  const { domain } = guarded.guard;
  const { tier, epoch, deadline } = announcement;
  const value = { safe: file.domain.verifyingContract, safeTxHash: file.safeTxHash, tier, epoch, deadline };
  return act === "propose"
    ? TypedDataOf.announce(domain, { ...value, tester: namedTester(announcement) })
    : TypedDataOf.examine(domain, { ...value, report: report ?? NO_REPORT });
}

/**
 * Puts a sponsor's signature into the file, if it is what it says. Empty: the key's own account will send the announcement.
 * @throws as {@link prepare}, `SafeAnnounce.BadSignature`
 */
export async function addConsent(
  file: SafeFile,
  guarded: Guarded,
  verify: Verify,
  { act, key, signature, report }: { act: Act; key: number; signature: Hex; report?: Hex },
): Promise<SafeFile> {
  const typed = prepare(file, guarded, act, key, report);
  const entry = rosterOf(guarded.conclave).keys[key];
  const announcement = begun(file, guarded);
  if (signature !== "0x" && (!entry || !(await verify(entry, digest(typed as never), signature)))) {
    throw new BaseError({
      code: "SafeAnnounce.BadSignature",
      message: `that is no signature of key k${key} over this announcement`,
      fix: "sign again what the file says now",
      details: { key, act },
    });
  }
  const consent = { key, signature: signature.toLowerCase() as Hex };
  const next: Filed =
    act === "propose"
      ? { ...announcement, proposer: consent }
      : { ...announcement, tester: { ...consent, report: report ?? NO_REPORT } };
  return { ...file, announcement: next };
}

/**
 * Announces the file's transaction with the consents in it. The sender may be anybody; a sponsor whose signature is empty must be it.
 * @throws `SafeAnnounce.NotBegun`, `SafeAnnounce.WrongGuard`, `SafeAnnounce.Incomplete`, `Revert.*`, `Chain.*`
 */
export function announce(sender: Sender, file: SafeFile, guarded: Guarded): Promise<TransactionReceipt> {
  const announcement = begun(file, guarded);
  const { tier, epoch, deadline, proposer } = announcement;
  const missing = lacking(file, guarded);
  if (proposer === undefined || missing.length > 0) {
    throw new BaseError({
      code: "SafeAnnounce.Incomplete",
      message: `the announcement lacks ${missing.join(" and ")}`,
      fix: "sign it with `safe announce <file> --key <label>`, as proposer or as tester",
      details: { missing },
    });
  }
  const sponsors = sponsorsOf(announcement, proposer);
  const safe = file.domain.verifyingContract;
  return send(sender, {
    to: guarded.guard.domain.verifyingContract,
    data: encodeFunctionData({
      abi: conclaveGuardAbi,
      functionName: "announce",
      args: [safe, file.transaction, tier, epoch, deadline, sponsors],
    }),
    interfaces: conclaveGuardAbi,
  });
}

/** Whose consent the announcement still needs. */
export function lacking(file: SafeFile, guarded: Guarded): readonly ("a proposer" | "a tester")[] {
  const announcement = begun(file, guarded);
  const { tier, proposer, tester } = announcement;
  const needsTester = rosterOf(guarded.conclave).tiers[tier]?.testerNeeded ?? false;
  const isTested = testified(announcement) !== null;
  return [
    ...(proposer === undefined ? (["a proposer"] as const) : []),
    ...((needsTester || tester !== undefined) && !isTested ? (["a tester"] as const) : []),
  ];
}

/** Why a key cannot sponsor in a tier; null if it can. */
export function sponsorReason({ conclave }: Guarded, tier: number, act: Act, key: number): Reason | null {
  const poll = pollFor(conclave, tier);
  return poll === null ? { code: "roleDoesNotCount" } : unfit(poll, { key, act });
}

function begun(file: SafeFile, { guard, conclave }: Guarded): Filed {
  const { announcement } = file;
  if (announcement === undefined) {
    throw new BaseError({
      code: "SafeAnnounce.NotBegun",
      message: "the file does not say how it is to be announced",
      fix: "sign it as proposer with `safe announce <file> --key <label>`",
    });
  }
  const isOwn = isAddressEqual(announcement.guard, guard.domain.verifyingContract);
  const { epoch } = conclave.config;
  if (isOwn && announcement.epoch === epoch) return announcement;
  throw new BaseError({
    code: isOwn ? "SafeAnnounce.StaleEpoch" : "SafeAnnounce.WrongGuard",
    message: isOwn
      ? `consents in the file are of epoch ${announcement.epoch}; a suspension, compromise or void has begun epoch ${epoch}`
      : `the file is to be announced with guard ${announcement.guard}; the Safe's is ${guard.domain.verifyingContract}`,
    fix: "sign the announcement anew, proposer first",
    details: { announcement: { guard: announcement.guard, epoch: announcement.epoch }, epoch },
  });
}

function doesNotCount(tier: number, act: Act, key: number, reason: Reason): BaseError {
  return new BaseError({
    code: "SafeAnnounce.KeyDoesNotCount",
    message: `key k${key} cannot ${act} in tier ${tier}: ${reason.code}`,
    fix: act === "propose" ? "announce with a proposer's key" : "have a tester's key examine it",
    details: { key, act, reason },
  });
}
