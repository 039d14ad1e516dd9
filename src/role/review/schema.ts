import { z } from "zod";
import { addressSchema, decimalSchema, hashSchema, hexSchema, textSchema, uintSchema } from "../../json.ts";

const second = uintSchema(40).describe("UNIX seconds");
const line = textSchema({ lines: false }).max(500);

const who = {
  account: addressSchema,
  name: line.describe("label of the key, or the charter's name of the contract; else the address"),
  key: uintSchema(6).nullable().describe("index in the roster; null for a contract"),
  holder: uintSchema(6).nullable().describe("null: nobody's alone"),
  person: line.nullable(),
};

/** Of keys as `safe check` has it; `declared`, `undeclared`: a contract that may, or may no longer, be a member. */
export const STANDINGS = [
  "active",
  "pending",
  "retiring",
  "suspended",
  "expired",
  "retired",
  "compromised",
  "ended",
  "declared",
  "undeclared",
] as const;

const use = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("used"), at: second, transaction: hashSchema }),
  z.strictObject({ kind: z.literal("unused"), how: line.describe("how that is known") }),
  z.strictObject({ kind: z.literal("unknowable"), why: line }),
]);
export type Use = z.output<typeof use>;

const decision = z.strictObject({ keep: z.boolean(), reason: line });

const grant = z.strictObject({
  ...who,
  word: hashSchema.describe("the grant as the contract stores it: what the decision is about"),
  since: second,
  until: second.nullable(),
  lapses: second.nullable().describe("when it stops counting unless it is reviewed; null = never"),
  due: second.describe("by when it is to be reviewed"),
  delay: uintSchema(32),
  standing: z.enum(STANDINGS),
  conflicts: z.array(line).describe("roles that its holder has and may not have beside this one"),
  use,
  suggestion: decision,
  decision: decision.nullable().describe("yours"),
});
export type ReviewGrant = z.output<typeof grant>;

const signature = z.strictObject({
  reviewer: addressSchema,
  accounts: z.array(addressSchema).min(1).describe("whose grants it decides over"),
  signature: hexSchema,
});
export type ReviewSignature = z.output<typeof signature>;

const role = z.strictObject({
  id: decimalSchema,
  name: line,
  reviewer: decimalSchema.describe("role whose members decide; 0 = the Conclave alone"),
  reviewers: z.array(z.strictObject(who)),
  critical: z.boolean(),
  live: z.boolean(),
  term: uintSchema(32),
  period: uintSchema(32),
  grace: uintSchema(32),
  grants: z.array(grant),
  signatures: z.array(signature),
});
export type ReviewRole = z.output<typeof role>;

export const CHANGES = ["joined", "moved", "left", "suspended", "returned"] as const;

const change = z.strictObject({
  at: second,
  kind: z.enum(CHANGES),
  holder: uintSchema(6),
  person: line,
  what: line,
});
export type Change = z.output<typeof change>;

/** `conclave-role-review/1`: what there is to decide, what speaks for and against it, the decisions and their signatures. */
export const reviewSchema = z.strictObject({
  format: z.literal("conclave-role-review/1"),
  id: hashSchema.describe("of everything but decisions and signatures, recomputed by every reader"),
  domain: z.strictObject({ chainId: uintSchema(53), verifyingContract: addressSchema }),
  conclave: addressSchema,
  block: z.strictObject({ number: uintSchema(53), hash: hashSchema, time: second }),
  deadline: second.describe("by when signatures must be submitted"),
  unusedFor: uintSchema(40).describe("seconds without use after which a privilege is called unused"),
  changesSince: second,
  changes: z.array(change).describe("people who joined, moved or left since then"),
  roles: z.array(role),
  remarks: z.array(line).describe("what else the reviewers are to know: also what could not be read"),
});
export type ReviewFile = z.output<typeof reviewSchema>;
