import { z } from "zod";
import * as Canonical from "../../canonical.ts";
import { addressSchema, hashSchema, textSchema, uintSchema } from "../../json.ts";

const line = textSchema({ lines: false });
const common = {
  id: z.string().regex(/^[a-z0-9-]+$/, "must be lower-case words joined by hyphens"),
  title: line,
  words: z.array(line).describe("what changes, a line each"),
  waits: z.array(z.string()).describe("steps that must be done before this one can be written"),
};

/** A key that is to bring its activation along, or to be taken into use. */
const key = z.strictObject({
  index: uintSchema(6),
  label: line,
  person: line,
  identity: addressSchema,
});
export type PlannedKey = z.output<typeof key>;

const proposal = z.strictObject({
  ...common,
  kind: z.literal("proposal"),
  tier: uintSchema(8),
  substance: hashSchema.describe(
    "of the calls, their documents and the tier: what stays when it is written anew",
  ),
  file: z
    .string()
    .regex(/^[a-z0-9-]+\.json$/, "must be a file beside the plan")
    .nullable()
    .describe("null until what it waits for is done"),
  proposal: hashSchema.nullable().describe("its id"),
  brings: z.array(key).describe("keys whose activation must come along, or the Conclave refuses it"),
});

const act = z.strictObject({
  ...common,
  kind: z.literal("activate"),
  key,
  command: line,
});

const elsewhere = z.strictObject({
  ...common,
  kind: z.literal("elsewhere"),
  command: line.describe("what does it"),
});

const step = z.discriminatedUnion("kind", [proposal, act, elsewhere]);
export type Step = z.output<typeof step>;
export type ProposalStep = z.output<typeof proposal>;

/**
 * What makes one chain what the charter says, in order. Holds nothing that time alone changes: planned again with nothing changed, it is
 * the same byte for byte. Where each step stands is asked of the chain, not read from here.
 */
export const planSchema = z.strictObject({
  format: z.literal("conclave-plan/1"),
  chainId: uintSchema(53),
  conclave: addressSchema,
  charter: hashSchema.describe("keccak256 of the charter as it was read, in canonical JSON"),
  steps: z.array(step),
});
export type PlanFile = z.output<typeof planSchema>;

export function stringify(plan: PlanFile): string {
  return Canonical.pretty(plan);
}
