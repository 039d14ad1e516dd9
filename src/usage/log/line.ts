import type { Hex } from "viem";
import { z } from "zod";
import { stringify } from "../../canonical.ts";
import { bytesSchema, hashSchema } from "../../json.ts";

/**
 * One line of a usage log: an access to a key, or what happened to the log itself. Canonical JSON, so that one content has one
 * text. Nothing of it is secret: what was signed is told by hashes and addresses, errors by their code. KU-03.
 */

/** What lines tell of. */
export const EVENTS = [
  /** The first line of a log. */
  "begun",
  /** A key is about to be used: written before anything is opened or asked. */
  "asked",
  /** The account that was asked for is lent. */
  "opened",
  /** What was asked came to a signature; `of` is the number of the line that asked. */
  "signed",
  /** What was asked came to an error: a wrong password, a device that is gone. */
  "failed",
  /** A policy did not allow it: nothing was opened. */
  "refused",
  /** A head of this log is about to be signed. */
  "checkpoint",
  /** The line before was cut short, by a crash or a full disk. */
  "torn",
  "made",
  "exported",
  "split",
  "recovered",
  "drilled",
  "sent",
  "received",
  "rotated",
  "retired",
  "archived",
  "destroyed",
] as const;
export type Event = (typeof EVENTS)[number];

const MAX_TEXT = 300;
const text = z.string().max(MAX_TEXT);
const decimal = z.string().regex(/^(0|[1-9]\d{0,77})$/);
const count = z.int().min(0);

/** One call that a signature is to bring about, as far as what is signed shows it. */
const call = z.strictObject({
  target: bytesSchema(20).nullable(),
  value: decimal,
  selector: bytesSchema(4).nullable(),
  delegate: z.literal(true).optional(),
});

const act = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("typed"),
    type: text,
    name: text.optional(),
    chainId: decimal.optional(),
    contract: bytesSchema(20).optional(),
    digest: hashSchema,
    calls: z.array(call).optional(),
    /** How many calls there are, if not all are listed. */
    more: count.optional(),
  }),
  z.strictObject({
    kind: z.literal("transaction"),
    chainId: decimal.optional(),
    nonce: count.optional(),
    digest: hashSchema,
    calls: z.array(call),
  }),
  z.strictObject({ kind: z.literal("message"), digest: hashSchema }),
  /** Opened for transactions that follow, each of which is asked for by itself. */
  z.strictObject({ kind: z.literal("open") }),
  /** Opened to be copied, cut or put away; the line of the outcome says as what. */
  z.strictObject({ kind: z.literal("handling"), what: z.enum(EVENTS) }),
]);

const head = z.strictObject({
  number: count,
  prev: hashSchema,
  time: z.iso.datetime(),
});

const content = z.strictObject({
  event: z.enum(EVENTS),
  /** Which key: its label, and its account, or the identity of one that is none (docs/formats.md, 1). */
  key: z.strictObject({ label: text, address: bytesSchema(20) }).optional(),
  act: act.optional(),
  /** The line that this one is the outcome of. */
  of: count.optional(),
  /** The code of the error that it came to. */
  code: z.string().max(80).optional(),
  /** The rule that refused, in words. */
  rule: text.optional(),
  /** SHA-256 of the key's policy file, when there was one. */
  policy: hashSchema.optional(),
  /** SHA-256 or keccak256 of a document about it: a transcript, a record, a packet. */
  document: hashSchema.optional(),
  /** `begun`: the verifier key of the log. */
  verifier: text.optional(),
  /** `torn`: SHA-256 of what stands there, as a leaf of the tree. */
  leaf: hashSchema.optional(),
  note: text.optional(),
});

const line = z.strictObject({ ...head.shape, ...content.shape });

/** What is to be told, before it has its place in the log. */
export type Entry = z.output<typeof content>;
export type Line = z.output<typeof line>;
export type LoggedAct = z.output<typeof act>;
export type LoggedCall = z.output<typeof call>;

/** A line longer than this is not one. */
export const MAX_LINE = 64 * 1024;
/** What `prev` of the first line is. */
export const NOTHING: Hex = `0x${"00".repeat(32)}`;
/** Calls that a line lists at most. */
export const MAX_CALLS = 32;

/** Whether a line asks for a use of the key, which its policy judges. What is handled is not used: no policy is asked. */
export function isUse({ event, act }: Line): boolean {
  return event === "asked" && act?.kind !== "handling";
}

/** As much of a text as a line takes. */
export function cut(value: string): string {
  return value.slice(0, MAX_TEXT).toWellFormed();
}

/** The bytes of a line, without its newline: what is a leaf of the tree. */
export function lineBytes(value: Line): Buffer {
  return Buffer.from(stringify(line.parse(value)), "utf8");
}

/** The line that bytes are; undefined if they are none, or not in the one form that lines have. */
export function readLine(bytes: Uint8Array): Line | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    const parsed = line.safeParse(JSON.parse(text));
    return parsed.success && stringify(parsed.data) === text ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
