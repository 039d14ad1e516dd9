import { type Hex, keccak256 } from "viem";
import type * as File from "../../src/proposal/file.ts";
import * as Proposal from "../../src/proposal/proposal.ts";
import type { SignatureEntry } from "../../src/proposal/signatures.ts";
import * as TypedData from "../../src/proposal/typed-data.ts";
import { ANA, account, BEN, CLEO, EVE } from "./people.ts";

/** What testers vouch for where a test has no simulation. */
export const REPORT: Hex = keccak256("0x7265706f7274");

/** Key indices that consent to a proposal. */
export type Signers = {
  readonly proposer: number;
  readonly tester: number | null;
  readonly approvers: readonly number[];
};

/** Ana proposes, Eve tests (in tier 0), Ben and Cleo approve, as many as are demanded. */
export function usualSigners({ proposal }: File.ProposalFile): Signers {
  const tester = Proposal.tierOf(proposal.lane) === 0 ? EVE : null;
  return { proposer: ANA, tester, approvers: [BEN, CLEO].slice(0, proposal.approvals) };
}

/** Everybody's signature, put into the file; testers vouch for `report`. */
export async function signAll(
  file: File.ProposalFile,
  signers: Signers = usualSigners(file),
): Promise<File.ProposalFile> {
  const entries = await signatures(file, signers);
  const acts = [
    "propose",
    ...(signers.tester === null ? [] : ["test"]),
    ...signers.approvers.map(() => "approve"),
  ];
  return {
    ...file,
    signatures: entries.map(({ key, signature }, index) => ({
      act: acts[index] as "propose" | "test" | "approve",
      key,
      signature,
    })),
  };
}

/** Signatures in the order in which the contract reads them. */
export async function signatures(
  file: File.ProposalFile,
  signers: Signers = usualSigners(file),
  report: Hex = REPORT,
): Promise<SignatureEntry[]> {
  const { domain, proposal } = file;
  const sign = async (key: number, typed: TypedData.TypedData) => ({
    key,
    signature: await account(key).signTypedData(typed as never),
  });
  return Promise.all([
    sign(signers.proposer, TypedData.propose(domain, proposal)),
    ...(signers.tester === null ? [] : [sign(signers.tester, TypedData.test(domain, { proposal, report }))]),
    ...signers.approvers.map((key) => sign(key, TypedData.approve(domain, proposal))),
  ]);
}
