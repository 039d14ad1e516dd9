import { z } from "zod";
import { KEY_STATES } from "../charter/model.ts";
import { addressSchema, decimalSchema, hashSchema, hexSchema, uintSchema } from "../json.ts";

const config = z.strictObject({
  unusable: decimalSchema.describe("bit per key: set if the records must be asked"),
  epoch: uintSchema(32),
  lastVoid: uintSchema(32),
  roster: uintSchema(16),
  rulebook: uintSchema(16),
  documents: uintSchema(16),
  attempts: uintSchema(8),
  opened: z.boolean(),
  closed: z.boolean(),
});

const keyRecord = z.strictObject({
  key: uintSchema(6),
  identity: addressSchema.describe("of the key last activated at this index; zero if none was"),
  state: z.enum(KEY_STATES),
  endedAt: uintSchema(40),
  changes: uintSchema(32),
});

const holderRecord = z.strictObject({
  holder: uintSchema(6),
  suspendedUntil: uintSchema(40),
  suspendedBy: uintSchema(8),
  incident: uintSchema(32),
  changes: uintSchema(32),
  readyAt: uintSchema(40),
  acts: uintSchema(32),
});

/** What a Conclave's storage says at one block: the answer of a node, checked, and as it is written to a file. */
export const chainStateSchema = z.strictObject({
  format: z.literal("conclave-state/1"),
  domain: z.strictObject({ chainId: uintSchema(53), verifyingContract: addressSchema }),
  block: z.strictObject({ number: uintSchema(53), hash: hashSchema, timestamp: uintSchema(40) }),
  setting: z.strictObject({
    signingWindow: uintSchema(40),
    suspension: uintSchema(40),
    deployBefore: uintSchema(53),
    validator: addressSchema,
    gate: addressSchema,
    lens: addressSchema,
  }),
  config,
  rosterDocument: hexSchema,
  rulebookDocument: hexSchema.nullable(),
  register: hashSchema,
  laneCounts: z.array(uintSchema(16)).length(16).describe("open lanes by tier"),
  lanes: z.array(z.strictObject({ lane: uintSchema(16), word: hashSchema })),
  keys: z.array(keyRecord),
  holders: z.array(holderRecord),
  tombstones: z.array(addressSchema).describe("of the identities asked about: those that may never return"),
});

export type ChainState = z.output<typeof chainStateSchema>;
