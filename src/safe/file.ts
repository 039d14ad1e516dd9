import { type Hex, isAddressEqual } from "viem";
import { z } from "zod";
import * as Canonical from "../canonical.ts";
import { BaseError } from "../errors.ts";
import { addressSchema, decimalSchema, hashSchema, hexSchema, textSchema, uintSchema } from "../json.ts";
import { VERSIONS, type Version } from "./deployments.ts";
import * as Signature from "./signature.ts";
import { CALL, DELEGATECALL, type SafeDomain, type SafeTransaction, safeTxHash } from "./transaction.ts";

const uint256Schema = decimalSchema.refine((value) => value < 2n ** 256n, "at most 2^256 − 1");

const transactionSchema = z.strictObject({
  to: addressSchema,
  value: uint256Schema,
  data: hexSchema,
  operation: z.literal([CALL, DELEGATECALL]).describe("0: call, 1: delegatecall"),
  safeTxGas: uint256Schema,
  baseGas: uint256Schema,
  gasPrice: uint256Schema,
  gasToken: addressSchema,
  refundReceiver: addressSchema,
  nonce: uint256Schema,
});

const announcerSchema = z.strictObject({
  key: uintSchema(6).describe("index of the key in the roster"),
  signature: hexSchema.describe("0x: the key's own account announces"),
});

/** How a ConclaveGuard is told of the transaction, for Safes that have one. */
const announcementSchema = z.strictObject({
  guard: addressSchema,
  tier: uintSchema(8),
  epoch: uintSchema(32),
  deadline: uintSchema(40),
  proposer: announcerSchema.optional(),
  tester: announcerSchema
    .extend({ report: hashSchema })
    .partial({ signature: true, report: true })
    .optional()
    .describe("whom the proposer names; signature and report once they have examined it"),
});

/** The Safe proposal file: a transaction of a Safe, all that is needed to judge it, and its owners' signatures. */
export const safeFileSchema = z.strictObject({
  format: z.literal("conclave-safe/1"),
  safeTxHash: hashSchema.describe("EIP-712 digest of the transaction, recomputed by every reader"),
  domain: z.strictObject({ chainId: uintSchema(53), verifyingContract: addressSchema }),
  version: z.enum(VERSIONS).describe("the Safe's; checked on the chain"),
  transaction: transactionSchema,
  context: z.strictObject({
    title: textSchema({ lines: false }).min(1).max(200),
    note: textSchema({ lines: true }).max(20_000).describe("for people; owners do not sign it"),
    interfaces: z
      .array(textSchema({ lines: false }))
      .describe("functions, events and errors, to decode with"),
    replaced: z
      .strictObject({ fallbackHandler: addressSchema.nullable() })
      .optional()
      .describe("what the Safe had before it adopted a guard, to be put back when it leaves"),
  }),
  announcement: announcementSchema.optional(),
  signatures: z.array(Signature.signatureSchema).describe("one an owner, by ascending owner"),
});

export type SafeFile = z.infer<typeof safeFileSchema>;
export type Announcement = z.infer<typeof announcementSchema>;

/** What a new file is made of. */
export type Draft = {
  readonly domain: SafeDomain;
  readonly version: Version;
  readonly transaction: SafeTransaction;
  readonly title: string;
  readonly note?: string;
  readonly interfaces?: readonly string[];
  readonly announcement?: Announcement;
  readonly replaced?: SafeFile["context"]["replaced"];
};

/** A new file, unsigned. @throws `SafeFile.Invalid` */
export function create({
  domain,
  version,
  transaction,
  title,
  note = "",
  interfaces = [],
  announcement,
  replaced,
}: Draft): SafeFile {
  return parse(
    Canonical.stringify({
      format: "conclave-safe/1",
      safeTxHash: safeTxHash(domain, transaction),
      domain,
      version,
      transaction: { ...transaction, data: transaction.data.toLowerCase() },
      context: { title, note, interfaces, replaced },
      announcement,
      signatures: [],
    }),
  );
}

/**
 * Reads a file and checks it against itself: schema (unknown fields are refused), hash, and the signatures that keys made.
 * @throws `SafeFile.NotJson`, `SafeFile.Invalid`, `SafeFile.HashMismatch`, `SafeFile.Unsorted`, `SafeSignature.*`
 */
export function parse(text: string): SafeFile {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new BaseError({
      code: "SafeFile.NotJson",
      message: "the Safe proposal file is not JSON",
      fix: "ask its author for the file again",
      cause,
    });
  }
  const read = safeFileSchema.safeParse(json);
  if (!read.success) {
    const issues = read.error.issues.map(
      ({ path, message }) => `${path.join(".") || "the file"}: ${message}`,
    );
    throw new BaseError({
      code: "SafeFile.Invalid",
      message: issues[0] ?? "the file has another form",
      fix: "compare the file with schemas/safe-proposal.schema.json",
      details: { issues },
    });
  }
  check(read.data);
  return read.data;
}

/**
 * Checks a file against itself. Contracts' signatures and approvals on-chain can only be judged on the chain.
 * @throws `SafeFile.HashMismatch`, `SafeFile.Unsorted`, `SafeSignature.*`
 */
export function check(file: SafeFile): void {
  const actual = safeTxHash(file.domain, file.transaction);
  if (actual !== file.safeTxHash) {
    throw new BaseError({
      code: "SafeFile.HashMismatch",
      message: "the safeTxHash in the file does not belong to the transaction in it: the file was edited",
      fix: "ask its author for the original, or create the transaction again",
      details: { expected: file.safeTxHash, actual },
    });
  }
  file.signatures.forEach((signature, index) => {
    const before = file.signatures[index - 1];
    if (before !== undefined && BigInt(before.owner) >= BigInt(signature.owner))
      throw unsorted(signature.owner);
    Signature.check(signature, actual);
  });
}

/** The file as it is written: sorted keys, two spaces, a final newline, so that git shows what changed. */
export function stringify(file: SafeFile): string {
  return Canonical.pretty(file);
}

/**
 * The file with signatures added, in their order. Of two by one owner the later given stays.
 * @throws `SafeSignature.*`
 */
export function withSignatures(file: SafeFile, added: readonly Signature.Signature[]): SafeFile {
  for (const signature of added) Signature.check(signature, file.safeTxHash);
  const byOwner = new Map(
    [...file.signatures, ...added].map((signature) => [BigInt(signature.owner), signature]),
  );
  const signatures = [...byOwner].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, signature]) => signature);
  return { ...file, signatures };
}

/**
 * Refuses a file for another chain or Safe.
 * @throws `SafeFile.WrongChain`, `SafeFile.WrongSafe`
 */
export function checkDomain({ domain }: SafeFile, expected: SafeDomain): void {
  const details = { file: domain, expected };
  if (domain.chainId !== expected.chainId) {
    throw new BaseError({
      code: "SafeFile.WrongChain",
      message: `the file is for chain ${domain.chainId}, this is chain ${expected.chainId}`,
      fix: "connect to the chain the file names",
      details,
    });
  }
  if (!isAddressEqual(domain.verifyingContract, expected.verifyingContract)) {
    throw new BaseError({
      code: "SafeFile.WrongSafe",
      message: `the file is for the Safe ${domain.verifyingContract}, not for ${expected.verifyingContract}`,
      fix: "name the Safe the file is for",
      details,
    });
  }
}

function unsorted(owner: Hex): BaseError {
  return new BaseError({
    code: "SafeFile.Unsorted",
    message: `the signature of ${owner} is not in its place: there is one for each owner, by ascending owner`,
    fix: "take out signatures that are there twice, and sort the rest by owner",
    details: { owner },
  });
}
