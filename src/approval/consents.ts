import { type Hex, isAddressEqual } from "viem";
import type { Roster } from "../charter/model.ts";
import { type Act, type Consent, type Poll, RENEWAL_WINDOW, type Tally, tally } from "../charter/quorum.ts";
import { BaseError } from "../errors.ts";
import type { ProposalFile, Signature } from "../proposal/file.ts";
import { tierOf } from "../proposal/proposal.ts";
import * as Report from "../proposal/report.ts";
import * as Rules from "../proposal/rules.ts";
import { encodeSignatures } from "../proposal/signatures.ts";
import * as TypedData from "../proposal/typed-data.ts";
import type { State } from "./state.ts";
import type { Verify } from "./verify.ts";

const ZERO_HASH: Hex = `0x${"00".repeat(32)}`;

/** A consent that was given, and whether it is what it says. An unconfirmed one never counts. */
export type Given = Consent & { readonly signature: Hex; readonly confirmed: boolean };

/** Everybody's consent to a file, and how it counts. */
export type Count = { readonly given: readonly Given[]; readonly poll: Poll; readonly tally: Tally };

/** What a key signs for `act`. @throws `Approval.ReportMissing` for a test without a report. */
export function typedFor(file: ProposalFile, act: Act): TypedData.TypedData {
  const { domain, proposal } = file;
  if (act === "propose") return TypedData.propose(domain, proposal);
  if (act === "approve") return TypedData.approve(domain, proposal);
  if (file.report === undefined) {
    throw new BaseError({
      code: "Approval.ReportMissing",
      message: "there is no simulation report to vouch for",
      fix: "run the test step first: it puts the report into the file",
    });
  }
  return TypedData.test(domain, { proposal, report: Report.hash(file.report) });
}

/**
 * Verifies every signature in the file and counts what the chain would count now, on-chain approvals included. `sender` is the
 * address that will submit: it consents as proposer without a signature.
 * @throws `Approval.SignatureInvalid` for an EOA's signature that is not by its key over this proposal (the file was edited),
 * `Approval.WrongHolder`.
 */
export async function count(file: ProposalFile, state: State, verify: Verify, sender?: Hex): Promise<Count> {
  const given = await Promise.all(file.signatures.map((item) => confirm(file, state, verify, item, sender)));
  for (const key of state.preApproved) {
    const known = given.some((item) => item.key === key && item.act === "approve" && item.confirmed);
    if (!known) given.push({ act: "approve", key, signature: "0x", confirmed: true });
  }
  const poll = pollFor(file, state);
  const confirmed = given.filter((item) => item.confirmed);
  return { given, poll, tally: tally(poll, file.proposal.approvals, confirmed) };
}

/** The terms by which the file's consents are judged at `state`. @throws `Approval.UnknownTier`. */
export function pollFor(file: ProposalFile, state: State): Poll {
  const { roster, rulebook, standing, now } = state;
  const number = tierOf(file.proposal.lane);
  const tier = roster.tiers[number];
  if (tier === undefined) {
    throw new BaseError({
      code: "Approval.UnknownTier",
      message: `the charter has no tier ${number}`,
      fix: "create the proposal again for a tier of the current charter",
    });
  }
  const { renewal } = Rules.judge(
    file.domain.verifyingContract,
    file.proposal.calls,
    number,
    roster,
    rulebook,
  );
  return { roster, standing, tier, now, late: renewal ? RENEWAL_WINDOW : 0 };
}

/**
 * What `scheduleProposal` takes beside the proposal itself: the report's hash (zero without a tester) and the packed signatures of those who
 * count, in order.
 * @throws `Approval.Incomplete`.
 */
export function pack(
  file: ProposalFile,
  { given, tally: result }: Count,
  roster: Roster,
): { report: Hex; signatures: Hex } {
  if (!result.complete || result.proposer === null) {
    throw new BaseError({
      code: "Approval.Incomplete",
      message: "the consent the tier needs is not there yet",
      fix: "see who is still needed with the status step",
      details: { missing: { ...result.missing } },
    });
  }
  const entry = (act: Act, key: number) => {
    const found = given.find((item) => item.act === act && item.key === key && item.confirmed);
    return { key, signature: found?.signature ?? "0x", plain: roster.keys[key]?.kind === "EOA" };
  };
  const entries = [
    entry("propose", result.proposer),
    ...(result.tester === null ? [] : [entry("test", result.tester)]),
    ...result.counted.map((key) => entry("approve", key)),
  ];
  const report = result.tester === null || file.report === undefined ? ZERO_HASH : Report.hash(file.report);
  return { report, signatures: encodeSignatures(entries) };
}

async function confirm(
  file: ProposalFile,
  state: State,
  verify: Verify,
  { act, key: index, holder, signature }: Signature,
  sender: Hex | undefined,
): Promise<Given> {
  const key = state.roster.keys[index] ?? null;
  const given = { act, key: index, signature };
  if (key === null) return { ...given, confirmed: false };
  if (holder !== undefined && holder !== key.holder) {
    throw new BaseError({
      code: "Approval.WrongHolder",
      message: `the file says key ${index} is holder ${holder}'s; the roster says holder ${key.holder}`,
      fix: "the file was edited or is for another charter: ask its author for the original",
      details: { key: index },
    });
  }
  if (signature === "0x") {
    const isSender = sender !== undefined && key.kind !== "ERC7913" && isAddressEqual(sender, key.signer);
    const confirmed = act === "approve" ? state.preApproved.has(index) : isSender && act === "propose";
    return { ...given, confirmed };
  }
  const confirmed = await verify(key, TypedData.digest(typedFor(file, act)), signature);
  // A contract wallet may change its mind; a private key cannot.
  if (!confirmed && key.kind === "EOA") throw invalid(act, index);
  return { ...given, confirmed };
}

/** A signature that does not fit what it is said to sign. */
export function invalid(act: Act, key: number): BaseError {
  return new BaseError({
    code: "Approval.SignatureInvalid",
    message: `the ${act} signature of key ${key} does not fit this proposal: one of the two was changed after signing`,
    fix: "ask the signer to sign again what the file says now, or its author for the original",
    details: { act, key },
  });
}
