import type { Hex } from "viem";
import { z } from "zod";
import { hash, pretty } from "../canonical.ts";
import { readJson, writeAtomic } from "../files.ts";
import { addressSchema, curveSchema, hashSchema, rawSignatureSchema, signerSchema } from "../json.ts";
import type { Paper } from "../signer/paper.ts";
import type { TypedData } from "../signer/signer.ts";
import { STANDINGS } from "./ended.ts";
import { instant, seconds, text } from "./fields.ts";
import * as Act from "./typed-data.ts";

/** What a step shows, and what it does not. Part of the certificate, so that nobody reads more into it. */
export const STEPS = {
  erase: {
    proves:
      "the encrypted key, its salt and its check value were overwritten with random bytes in the file: no password opens what is read there",
    leaves:
      "blocks that an SSD, a journal, a snapshot or a backup kept from before; the password still opens those, so forget it",
  },
  overwrite: { proves: "the file was overwritten with zeros and flushed", leaves: "as above" },
  unlink: {
    proves: "the name is gone from its folder, and the folder was flushed",
    leaves: "copies under other names",
  },
  token: {
    proves:
      "the device took the order to destroy the key pair, and a new session found it neither by id nor by public key",
    leaves: "backups of the device and copies in others, of which it knows nothing",
  },
  card: { proves: "the card is gone; it held no secret", leaves: "nothing" },
  byHand: {
    proves: "operator and witness say that they destroyed it by the method named, and were there",
    leaves: "what they did not see",
  },
} as const;
export type StepName = keyof typeof STEPS;
const stepNames = Object.keys(STEPS) as [StepName, ...StepName[]];

const step = z.strictObject({
  step: z.enum(stepNames),
  at: instant,
  proves: text(300),
  leaves: text(300),
  /** What the device told, or that it was done before an interruption. */
  note: text(300).optional(),
});

const use = z.strictObject({
  /** The node's host, or the Conclave that was asked. */
  asked: text(200),
  chainId: z.int().min(1).optional(),
  used: z.boolean(),
  /** How the key stands in the Conclave that was asked; left out where it never was, and for nodes. */
  standing: z.enum(STANDINGS).optional(),
  found: text(200),
});
export type Use = z.output<typeof use>;

export const destructionSchema = z.strictObject({
  version: z.literal(1),
  type: z.literal("conclave-destruction"),
  status: z.enum(["begun", "destroyed"]),
  key: z.strictObject({ label: text(64), address: addressSchema, curve: curveSchema }),
  copy: z.strictObject({
    kind: z.enum(["keystore", "pkcs11", "other"]),
    /** The file's name, or what it is in words. */
    name: text(200),
    /** Where the file was; for the one who goes on after an interruption. */
    path: text(4096).optional(),
    sha256: hashSchema.optional(),
    medium: text(100).optional(),
    serial: text(100).optional(),
    place: text(100).optional(),
    /** What the manifest of backups calls it, where it is marked as destroyed. */
    listed: text(64).optional(),
  }),
  last: z.boolean(),
  /** The copy that stays, which signed just before. */
  kept: z.strictObject({ name: text(200), signed: instant }).optional(),
  /** For a last copy: what chains know of the key. */
  use: z.array(use).max(64),
  override: z
    .strictObject({ reason: text(500), owner: addressSchema, handover: hashSchema, received: instant })
    .optional(),
  method: text(200),
  begun: instant,
  ended: instant.optional(),
  steps: z.array(step).max(16),
  operator: signerSchema,
  witness: signerSchema,
  signatures: z.strictObject({
    intent: rawSignatureSchema,
    operator: rawSignatureSchema.optional(),
    witness: rawSignatureSchema.optional(),
  }),
});
export type Destruction = z.output<typeof destructionSchema>;
/** What is known before anything is destroyed. */
export type Intent = Omit<Destruction, "status" | "steps" | "ended" | "signatures">;

/** The record of a destruction, and where it is. */
export type Destroyed = { readonly path: string; readonly record: Destruction };

/** @throws `Files.*` */
export async function readDestruction(path: string): Promise<Destruction> {
  return readJson(path, destructionSchema);
}

/** The record that a file holds; undefined if it is something else. @throws `Files.*` */
export async function destructionIn(path: string): Promise<Destruction | undefined> {
  const { type } = await readJson(path, z.looseObject({ type: z.unknown() }));
  return type === "conclave-destruction" ? readDestruction(path) : undefined;
}

export function write(record: Destruction): string {
  return pretty(destructionSchema.parse(record));
}

/** The file of a record, only its people's to read. */
export function destructionPaper(path: string): Paper<Destruction> {
  return {
    path,
    read: readDestruction,
    save: (file, record) => writeAtomic(file, write(record), { mode: 0o600 }),
  };
}

export function intentOf({ status, steps, ended, signatures, ...intent }: Destruction): Intent {
  return intent;
}

/** What the operator signs before. */
export function intentData(intent: Intent): TypedData {
  const { key, copy, last, begun } = intent;
  return Act.destroyKeyCopy({
    intent: hash(intent),
    key: key.label,
    identity: key.address,
    copy: copy.name,
    last,
    begun: seconds(begun),
  });
}

/** What operator and witness sign afterwards. */
export function certificateData(record: Destruction, signedAs: "operator" | "witness"): TypedData {
  const { signatures, ...unsigned } = record;
  const { key, copy, last, method, begun, ended } = record;
  return Act.certifyDestruction({
    record: hash(unsigned) as Hex,
    signedAs,
    key: key.label,
    identity: key.address,
    copy: copy.name,
    method,
    last,
    ended: seconds(ended ?? begun),
  });
}
