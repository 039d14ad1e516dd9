import type { Hex } from "viem";
import { hash } from "../canonical.ts";
import { type Act, unfit } from "../charter/quorum.ts";
import { BaseError } from "../errors.ts";
import { check, checkDomain, type ProposalFile } from "../proposal/file.ts";
import * as TypedData from "../proposal/typed-data.ts";
import { wordsFor } from "./amendment.ts";
import { invalid, pollFor, typedFor } from "./consents.ts";
import { checkReport, problems } from "./problem.ts";
import type { State } from "./state.ts";
import type { Verify } from "./verify.ts";
import { reasonWords } from "./words.ts";

/** A signature to be put into a file. */
export type Addition = { readonly act: Act; readonly key: number; readonly signature: Hex };

/**
 * What the key would sign, if the file stands up and its signature could count; refused otherwise, before anybody signs what is
 * stale, dated in the future or for another chain.
 * @throws `ProposalFile.*`, `Documents.*`, `Approval.ReportMismatch`, the first of {@link problems}, `Approval.CannotCount`,
 * `Approval.ReportMissing`.
 */
export function prepare(
  file: ProposalFile,
  state: State,
  { act, key }: Omit<Addition, "signature">,
): TypedData.TypedData {
  check(file);
  checkDomain(file, state.domain);
  checkReport(file);
  const [problem] = problems(file, state);
  if (problem !== undefined) throw new BaseError(problem);
  const reason = unfit(pollFor(file, state), { act, key });
  if (reason !== null) {
    throw new BaseError({
      code: "Approval.CannotCount",
      message: `the signature of key ${key} would not count: ${reasonWords(reason, wordsFor(undefined))}`,
      fix: "sign with a key that may do this in the tier",
      details: { act, key, reason: reason.code },
    });
  }
  return typedFor(file, act);
}

/**
 * The file with one more signature, verified first; the same key's earlier signature for the same act is replaced.
 * `0x` records that consent is on-chain.
 * @throws What {@link prepare} throws, `Approval.SignatureInvalid`, `Approval.NotOnChain`.
 */
export async function addSignature(
  file: ProposalFile,
  state: State,
  verify: Verify,
  { act, key, signature }: Addition,
): Promise<ProposalFile> {
  const typed = prepare(file, state, { act, key });
  const entry = state.roster.keys[key];
  if (signature === "0x") {
    // A proposer who will submit is only known at submission.
    if (act === "test" || (act === "approve" && !state.preApproved.has(key))) throw notOnChain(act, key);
  } else if (!entry || !(await verify(entry, TypedData.digest(typed), signature))) {
    throw invalid(act, key);
  }
  const others = file.signatures.filter((item) => item.act !== act || item.key !== key);
  const added = { act, key, ...(entry ? { holder: entry.holder } : {}), signature };
  return { ...file, signatures: order([...others, added]) };
}

/** The file with several signatures more: all of them, or none. @throws as {@link addSignature} */
export async function addSignatures(
  file: ProposalFile,
  state: State,
  verify: Verify,
  additions: readonly Addition[],
): Promise<ProposalFile> {
  let signed = file;
  for (const addition of additions) signed = await addSignature(signed, state, verify, addition);
  return signed;
}

/**
 * One file with the signatures of several copies. Verify afterwards with `review`, as every reader does.
 * @throws `Approval.DifferentProposals` if they differ in anything but signatures (a report may be there or not yet).
 */
export function merge(files: readonly ProposalFile[]): ProposalFile {
  const [first, ...rest] = files;
  if (first === undefined) {
    throw new BaseError({
      code: "Approval.NothingToMerge",
      message: "no file is given",
      fix: "name the copies to merge",
    });
  }
  const report = files.find((file) => file.report !== undefined)?.report;
  const bare = (file: ProposalFile) => hash({ ...file, signatures: [], report: file.report ?? report });
  const odd = rest.find((file) => bare(file) !== bare(first));
  if (odd !== undefined) {
    throw new BaseError({
      code: "Approval.DifferentProposals",
      message: "the files are not copies of one proposal, or carry different reports",
      fix: "merge copies of the same file only",
      details: { first: first.id, other: odd.id },
    });
  }
  const signatures = new Map<string, ProposalFile["signatures"][number]>();
  for (const item of files.flatMap((file) => file.signatures)) {
    const key = `${item.act}/${item.key}`;
    const known = signatures.get(key);
    // A signature outweighs the mere statement "0x"; of two, one is chosen whatever the order of the files.
    if (known === undefined || item.signature > known.signature) signatures.set(key, item);
  }
  return {
    ...first,
    ...(report === undefined ? {} : { report }),
    signatures: order([...signatures.values()]),
  };
}

const ACTS: readonly Act[] = ["propose", "test", "approve"];

function order(signatures: ProposalFile["signatures"]): ProposalFile["signatures"] {
  return signatures.toSorted((a, b) => ACTS.indexOf(a.act) - ACTS.indexOf(b.act) || a.key - b.key);
}

function notOnChain(act: Act, key: number): BaseError {
  return new BaseError({
    code: "Approval.NotOnChain",
    message: `there is no on-chain consent of key ${key} to ${act}`,
    fix:
      act === "test" ? "a test is always signed" : "call approve(id) from the key's address first, or sign",
    details: { act, key },
  });
}
