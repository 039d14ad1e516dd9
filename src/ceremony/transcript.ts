import type { Hex } from "viem";
import { z } from "zod";
import { hash, pretty } from "../canonical.ts";
import { BaseError } from "../errors.ts";
import { readText, writeAtomic } from "../files.ts";
import { addressSchema, curveSchema, hashSchema, pointSchema } from "../json.ts";
import { PROFILES } from "./doctor.ts";
import { line, scriptSchema } from "./script.ts";

/**
 * What was done at a ceremony, in order, without secrets: canonical JSON. `record` is what people sign; the rest is their signatures, and
 * while it lasts the step that is being done. docs/ceremony.md, "Transcript".
 */

const bytes = z
  .string()
  .regex(/^0x([0-9a-f]{2}){1,200}$/, "must be 1 to 200 bytes of hex")
  .transform((hex) => hex as Hex);
const time = z.iso.datetime({ precision: 3 });
/** `prev` is the hash of the entry before; of the first, that of all that stands before the entries. */
const base = { at: time, prev: hashSchema };
/** Which step of the script, from 1. */
const step = z.int().min(1).max(500);
/** Why people went on although something was not as it should be. */
const deviation = line.optional();

/** A key as it was made. */
const made = z.strictObject({
  label: z.string(),
  curve: curveSchema,
  address: addressSchema,
  point: pointSchema,
  custody: z.string().max(40),
  /** Names of what went into the randomness, never values. */
  sources: z.array(z.string().max(40)).min(1).max(10),
  /** Candidates that were out of the curve's range, and thrown away. */
  rejected: z.int().min(0).max(100),
  /** It was opened again from where it was put, and is the same. */
  drill: z.literal(true),
  /** As a device tells of itself, and of how the key came into it. */
  device: z.record(z.string().max(40), line).optional(),
  born: z.record(z.string().max(40), z.boolean()).optional(),
  certification: line.optional(),
});

const check = z.strictObject({
  id: z.string().max(40),
  verdict: z.enum(["ok", "warning", "failure", "unknown"]),
  found: line,
});

const entry = z.discriminatedUnion("do", [
  z.strictObject({
    ...base,
    do: z.literal("machine"),
    step,
    profile: z.enum(PROFILES),
    fit: z.boolean(),
    checks: z.array(check).min(1).max(60),
    deviation,
  }),
  z.strictObject({ ...base, do: z.literal("confirm"), step, by: line, said: line, deviation }),
  z.strictObject({ ...base, do: z.literal("record"), step, by: line, as: line, value: line }),
  z.strictObject({ ...base, do: z.literal("make"), step, key: made }),
  /** It was interrupted before this and went on. `aside`: a key's file from a step that had not ended, put aside and never used. */
  z.strictObject({ ...base, do: z.literal("resume"), aside: line.optional() }),
]);

const software = z.strictObject({
  version: z.string().max(40),
  commit: z
    .string()
    .regex(/^[0-9a-f]{40,64}$/)
    .nullable(),
  code: hashSchema,
  node: z.string().max(40),
});

export const transcriptSchema = z.strictObject({
  format: z.literal("conclave-ceremony"),
  version: z.literal(1),
  record: z.strictObject({
    /** An exercise: nothing made at it is for use. */
    rehearsal: z.boolean(),
    script: scriptSchema,
    /** keccak256 of the script's file. */
    scriptHash: hashSchema,
    software,
    started: time,
    entries: z.array(entry).max(2_000),
    /** Null while it lasts. */
    finished: time.nullable(),
  }),
  /** The step that is being done: it makes this key. */
  pending: z.strictObject({ step, key: z.string() }).nullable(),
  /** By each key that was made, over the record's hash. */
  proofs: z.array(z.strictObject({ key: z.string(), signature: bytes })).max(64),
  signatures: z
    .array(
      z.strictObject({
        name: line,
        role: z.enum(["operator", "witness", "auditor"]),
        signed: z.iso.datetime({ precision: 0 }),
        signature: bytes,
      }),
    )
    .max(40),
});

export type Transcript = z.output<typeof transcriptSchema>;
export type CeremonyRecord = Transcript["record"];
export type Entry = CeremonyRecord["entries"][number];
export type MadeKey = z.output<typeof made>;
export type Signature = Transcript["signatures"][number];

/** An entry before it is chained to the others. */
export type Happening = Entry extends infer E ? (E extends Entry ? Omit<E, "at" | "prev"> : never) : never;

/** What people sign, and what is attested on-chain. */
export function documentHash({ format, version, record }: Transcript): Hex {
  return hash({ format, version, record });
}

/** The hash that the next entry names as `prev`; people may note its beginning after each step. */
export function headOf({ entries, finished: _, ...before }: CeremonyRecord): Hex {
  const last = entries.at(-1);
  return last === undefined ? hash(before) : hash(last);
}

/** The keys that were made, in order. */
export function keysOf({ entries }: CeremonyRecord): MadeKey[] {
  return entries.flatMap((one) => (one.do === "make" ? [one.key] : []));
}

export function write(transcript: Transcript): string {
  return pretty(transcript);
}

/** @throws `Files.CannotWrite` */
export async function save(path: string, transcript: Transcript): Promise<void> {
  await writeAtomic(path, write(transcript));
}

/** Reads a transcript; whether it is sound is for `verify` to say. @throws `Ceremony.NotATranscript`, what `readText` throws */
export async function readTranscript(path: string): Promise<{ text: string; transcript: Transcript }> {
  const text = await readText(path, 16 * 2 ** 20);
  return { text, transcript: parse(text, path) };
}

/** @throws `Ceremony.NotATranscript` */
export function parse(text: string, path: string): Transcript {
  const read = transcriptSchema.safeParse(jsonOf(text));
  if (read.success) return read.data;
  const issues = read.error.issues
    .slice(0, 20)
    .map((issue) => `${issue.path.map(String).join(".") || "the file"}: ${issue.message}`);
  throw new BaseError({
    code: "Ceremony.NotATranscript",
    message: `${path} is no transcript of a ceremony: ${issues.join("; ")}`,
    fix: "name the file that `key ceremony run` wrote; if it is that one, it was damaged or altered: take another copy",
    details: { path, issues },
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
