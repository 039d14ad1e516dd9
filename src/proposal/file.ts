import { type Hex, isAddressEqual, keccak256, toBytes } from "viem";
import { z } from "zod";
import * as Canonical from "../canonical.ts";
import { BaseError } from "../errors.ts";
import { addressSchema, decimalSchema, hashSchema, hexSchema, textSchema, uintSchema } from "../json.ts";
import * as Documents from "./documents.ts";
import * as Proposal from "./proposal.ts";
import { reportSchema } from "./report.ts";

export const FORMAT = "conclave-proposal/1";

const callSchema = z.strictObject({
  target: addressSchema,
  value: decimalSchema.refine((value) => value < 2n ** 96n, "at most 2^96 − 1 wei"),
  data: hexSchema,
  minGas: uintSchema(32),
});

const conditionSchema = z.strictObject({
  target: addressSchema,
  data: hexSchema,
  comparison: z.enum(["EQ", "GE", "LE"]),
  expected: hashSchema,
});

const proposalSchema = z.strictObject({
  lane: uintSchema(16),
  prev: hashSchema,
  epoch: uintSchema(32),
  created: uintSchema(40),
  deadline: uintSchema(40),
  approvals: uintSchema(8),
  calls: z.array(callSchema).min(1),
  conditions: z.array(conditionSchema),
  note: hashSchema.describe("keccak256 of context.note in UTF-8"),
});

const signatureSchema = z.strictObject({
  act: z.enum(["propose", "approve", "test"]),
  key: uintSchema(6).describe("index of the key in the roster"),
  holder: uintSchema(6).optional().describe("whose key it is; checked against the roster"),
  signature: hexSchema.describe("0x: consent is on-chain (the submitter's own address, or approve(id))"),
});

const documentSchema = z.strictObject({
  document: hexSchema,
  activations: z.array(
    z.strictObject({ key: uintSchema(6), deadline: uintSchema(40), signature: hexSchema }),
  ),
});

/** The proposal file: everything people need to judge and sign a change, and their signatures. */
export const proposalFileSchema = z.strictObject({
  format: z.literal(FORMAT),
  id: hashSchema.describe("EIP-712 digest of the proposal, recomputed by every reader"),
  domain: z.strictObject({ chainId: uintSchema(53), verifyingContract: addressSchema }),
  proposal: proposalSchema,
  context: z.strictObject({
    title: textSchema({ lines: false }).min(1).max(200),
    note: textSchema({ lines: true }).max(20_000),
    charter: hashSchema.describe("hash of the roster and rulebook under which this was written"),
    interfaces: z
      .array(textSchema({ lines: false }))
      .describe("functions, events and errors, to decode with"),
  }),
  documents: z.array(documentSchema).describe("for the n-th call that names a document, its bytes"),
  report: reportSchema.optional(),
  signatures: z.array(signatureSchema),
});

export type ProposalFile = z.infer<typeof proposalFileSchema>;
export type Signature = z.infer<typeof signatureSchema>;

/** What a new file is made of. `created` is UNIX seconds by the chain's clock, `signingWindow` W. */
export type Draft = {
  readonly domain: Proposal.Domain;
  readonly lane: number;
  readonly prev: Hex;
  readonly epoch: number;
  readonly created: number;
  readonly signingWindow: number;
  readonly deadline?: number;
  readonly approvals: number;
  readonly calls: readonly Proposal.Call[];
  readonly conditions?: readonly Proposal.Condition[];
  readonly documents?: readonly Documents.Supplied[];
  readonly title: string;
  readonly note?: string;
  readonly charter: Hex;
  readonly interfaces?: readonly string[];
};

/**
 * A new proposal file. The deadline is `created + W` unless an earlier one is given.
 * @throws `ProposalFile.WindowTooLong`, `ProposalFile.Expired`, `ProposalFile.Invalid`, `Documents.*`.
 */
export function create(draft: Draft): ProposalFile {
  const { domain, created, signingWindow, note = "", calls, documents = [] } = draft;
  const proposal: Proposal.Proposal = {
    lane: draft.lane,
    prev: draft.prev,
    epoch: draft.epoch,
    created,
    deadline: draft.deadline ?? created + signingWindow,
    approvals: draft.approvals,
    calls,
    conditions: draft.conditions ?? [],
    note: noteHash(note),
  };
  Proposal.pack(proposal);
  Documents.check(domain.verifyingContract, calls, documents);
  const { title, charter, interfaces = [] } = draft;
  const file = parse(
    Canonical.stringify({
      format: FORMAT,
      id: Proposal.id(domain, proposal),
      domain,
      proposal,
      context: { title, note, charter, interfaces },
      documents,
      signatures: [],
    }),
  );
  checkWindow(file, { now: created, signingWindow });
  return file;
}

/**
 * Reads a proposal file and checks it against itself: schema (unknown fields are refused), id, note and documents.
 * @throws `ProposalFile.NotJson`, `ProposalFile.Invalid`, `ProposalFile.IdMismatch`, `ProposalFile.NoteMismatch`, `Documents.*`.
 */
export function parse(text: string): ProposalFile {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new BaseError({
      code: "ProposalFile.NotJson",
      message: "the proposal file is not JSON",
      fix: "ask its author for the file again",
      cause,
    });
  }
  const read = proposalFileSchema.safeParse(json);
  if (!read.success) {
    const [first] = read.error.issues;
    throw new BaseError({
      code: "ProposalFile.Invalid",
      message: `${first?.path.join(".") || "the file"}: ${first?.message}`,
      fix: "compare the file with schemas/proposal.schema.json",
      details: { issues: read.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`) },
    });
  }
  check(read.data);
  return read.data;
}

/**
 * Checks a file against itself: id, note and documents are what the signed part says.
 * @throws `ProposalFile.IdMismatch`, `ProposalFile.NoteMismatch`, `Documents.*`.
 */
export function check(file: ProposalFile): void {
  const actual = Proposal.id(file.domain, file.proposal);
  if (actual !== file.id) throw mismatch("ProposalFile.IdMismatch", "id", file.id, actual);
  const note = noteHash(file.context.note);
  if (note !== file.proposal.note)
    throw mismatch("ProposalFile.NoteMismatch", "note", file.proposal.note, note);
  Documents.check(file.domain.verifyingContract, file.proposal.calls, file.documents);
}

/** The file as it is written: sorted keys, two spaces, a final newline, so that git shows what changed. */
export function stringify(file: ProposalFile): string {
  return Canonical.pretty(file);
}

/** keccak256 of the note in UTF-8: the proposal's `note`. */
export function noteHash(note: string): Hex {
  return keccak256(toBytes(note));
}

/** One hash for roster and rulebook documents together; no rulebook counts as `0x`. */
export function charterHash(roster: Hex, rulebook: Hex | null): Hex {
  return Canonical.hash({ roster, rulebook: rulebook ?? "0x" });
}

/**
 * Refuses a file for another chain or contract.
 * @throws `ProposalFile.WrongChain`, `ProposalFile.WrongContract`.
 */
export function checkDomain(file: ProposalFile, domain: Proposal.Domain): void {
  if (file.domain.chainId !== domain.chainId) {
    throw new BaseError({
      code: "ProposalFile.WrongChain",
      message: `the file is for chain ${file.domain.chainId}, this is chain ${domain.chainId}`,
      fix: "connect to the chain the file names",
    });
  }
  if (!isAddressEqual(file.domain.verifyingContract, domain.verifyingContract)) {
    throw new BaseError({
      code: "ProposalFile.WrongContract",
      message: `the file is for ${file.domain.verifyingContract}, this Conclave is ${domain.verifyingContract}`,
      fix: "name the Conclave the file is for",
    });
  }
}

/**
 * Refuses to sign outside the window (invariant 4). Times are UNIX seconds by the chain's clock.
 * @throws `ProposalFile.FromTheFuture`, `ProposalFile.Expired`, `ProposalFile.WindowTooLong`.
 */
export function checkWindow(file: ProposalFile, at: { now: number; signingWindow: number }): void {
  const { created, deadline } = file.proposal;
  const details = { created, deadline, ...at };
  const fix = "create the proposal again";
  if (created > at.now) {
    const message =
      "the proposal is dated in the future; signing it would bind you longer than the signing window";
    throw new BaseError({ code: "ProposalFile.FromTheFuture", message, fix, details });
  }
  if (deadline < at.now || deadline < created) {
    throw new BaseError({
      code: "ProposalFile.Expired",
      message: "the proposal's deadline has passed",
      fix,
      details,
    });
  }
  if (deadline > created + at.signingWindow) {
    const message = `the deadline is later than ${at.signingWindow} seconds after creation, the signing window`;
    throw new BaseError({ code: "ProposalFile.WindowTooLong", message, fix, details });
  }
}

function mismatch(code: string, what: string, expected: Hex, actual: Hex): BaseError {
  return new BaseError({
    code,
    message: `the ${what} in the file does not belong to the proposal in it: the file was edited`,
    fix: "ask its author for the original, or create the proposal again",
    details: { expected, actual },
  });
}
