import { createHash } from "node:crypto";
import type { Hex } from "viem";
import { z } from "zod";
import { hash } from "../canonical.ts";
import { readJson } from "../files.ts";
import {
  addressSchema,
  bareBytesSchema,
  bytesSchema,
  curveSchema,
  hashSchema,
  pointSchema,
  rawSignatureSchema,
  signerSchema,
} from "../json.ts";
import { addressOf } from "../keys/curve.ts";
import { prepare } from "../signer/message.ts";
import type { TypedData } from "../signer/signer.ts";
import { words } from "./phrase.ts";
import * as Act from "./typed-data.ts";

/** A packet with the longest recipients there may be and the largest secret is a quarter of it. */
const LIMIT = 2 ** 18;

export const text = z.string().min(1).max(200);
/** To the second, for that is what is signed. */
export const instant = z.iso
  .datetime()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/, { error: "must be like 2027-05-01T12:00:00Z" });

/** What of a secret is told in clear. */
export const subject = z.discriminatedUnion("kind", [
  z
    .strictObject({
      kind: z.literal("key"),
      label: text,
      curve: curveSchema,
      address: addressSchema,
      point: pointSchema,
      holder: text.optional(),
      purpose: text.optional(),
      created: z.iso.datetime().optional(),
    })
    // People read the address, keys are compared by their points: a sender must not be able to say one and send the other.
    .refine((key) => addressOf(key.point) === key.address, {
      error: "must be the address of the point",
      path: ["address"],
    }),
  z.strictObject({
    kind: z.literal("share"),
    /** Of which secret, in the sender's words. */
    about: text,
    set: z.int().min(0).max(32_767),
    /** Counted from 0, as in the record of the set. */
    group: z.int().min(0).max(15),
    member: z.int().min(0).max(15),
    /** As in the record of the set. */
    digest: hashSchema,
  }),
  z.strictObject({
    kind: z.literal("file-share"),
    about: text,
    set: bareBytesSchema(8),
    /** Counted from 1, as on the share. */
    index: z.int().min(1).max(99),
    /** As in the header of the sealed files. */
    digest: hashSchema,
  }),
]);

export const schema = z.strictObject({
  version: z.literal(1),
  type: z.literal("conclave-packet"),
  subject,
  sender: signerSchema,
  recipients: z.array(z.string().max(2100)).min(1).max(16),
  created: instant,
  /** After it nobody opens the packet. */
  deadline: instant,
  nonce: bytesSchema(16),
  /** SHA-256 of a token that only those who opened the packet know. */
  opening: hashSchema,
  ciphertext: z.string().max(LIMIT),
  signature: rawSignatureSchema,
});

export type Packet = z.output<typeof schema>;
export type Subject = Packet["subject"];
export type KeySubject = Extract<Subject, { kind: "key" }>;
export type ShareSubject = Exclude<Subject, KeySubject>;
export type Unsigned = Omit<Packet, "signature">;

/** @throws what `readJson` throws */
export async function readPacket(path: string): Promise<Packet> {
  return readJson(path, schema, LIMIT);
}

/** What the sender signs: all of the packet. */
export function typed(packet: Unsigned): TypedData {
  const { subject: about, recipients, sender, nonce, opening, created, deadline } = packet;
  return Act.sendPacket({
    content: contentOf(about),
    subject: hash(about),
    ciphertext: `0x${createHash("sha256").update(packet.ciphertext, "utf8").digest("hex")}`,
    opening,
    recipients,
    sender,
    nonce,
    created: seconds(created),
    deadline: seconds(deadline),
  });
}

/** The digest that was signed: the same for every copy, however it is spelled. */
export function idOf(packet: Unsigned): Hex {
  return prepare(typed(packet)).digest;
}

/** The check phrase: the sender reads it to the receiver over another channel than the packet's (KX-03, KX-07). */
export function phraseOf(packet: Packet): string {
  return words(hash({ phrase: packet }));
}

/** What is in a packet, in words. */
export function contentOf(about: Subject): string {
  if (about.kind === "key") return `private key of ${about.address} (${about.curve}), "${about.label}"`;
  const which =
    about.kind === "share"
      ? `${about.member + 1} of group ${about.group + 1}`
      : `${about.index} of the file key`;
  return `share ${which} in set ${about.set}, ${about.digest.slice(0, 18)}…, "${about.about}"`;
}

export function seconds(date: string): number {
  return Date.parse(date) / 1000;
}
