import { createHash } from "node:crypto";
import { type Address, concatHex, type Hex, isAddressEqual, isHex, zeroAddress } from "viem";
import { z } from "zod";
import { hash } from "../canonical.ts";
import { BaseError } from "../errors.ts";
import { readJson } from "../files.ts";
import { hashSchema, rawSignatureSchema, signerSchema } from "../json.ts";
import { signDigest } from "../keys/open.ts";
import { type AskPassword, lend } from "../signer/keystore.ts";
import { prepare } from "../signer/message.ts";
import { identityOf, isSignedBy } from "../signer/signature.ts";
import type { Signer, TypedData } from "../signer/signer.ts";
import { isoSeconds } from "../time.ts";
import { contentOf, idOf, instant, type KeySubject, type Packet, seconds } from "./packet.ts";
import { openedRecord } from "./record.ts";
import * as Act from "./typed-data.ts";

const LIMIT = 2 ** 15;

/**
 * That a packet arrived and was opened. The token lay encrypted in it. The received key signs, which proves that it works where it
 * is now; but its sender has it, too, so to anybody else the receiver's own signature is what counts.
 */
export const schema = z.strictObject({
  version: z.literal(1),
  type: z.literal("conclave-receipt"),
  /** The packet's id, and keccak256 of its canonical JSON. */
  packet: hashSchema,
  hash: hashSchema,
  content: z.string().max(500),
  sender: signerSchema,
  /** Signer bytes of the receiver's own key, if it signs. */
  receiver: signerSchema.optional(),
  recipient: z.string().max(2100),
  token: hashSchema,
  received: instant,
  signatures: z.strictObject({ key: rawSignatureSchema.optional(), receiver: rawSignatureSchema.optional() }),
});
export type Receipt = z.output<typeof schema>;

/** @throws what `readJson` throws */
export async function readReceipt(path: string): Promise<Receipt> {
  return readJson(path, schema, LIMIT);
}

export type Acknowledging = {
  /** Where it was noted that the packet was opened. */
  readonly records: string;
  /** The password of the keystore that the packet's key was written to. */
  readonly password: AskPassword;
  /** The receiver's own key; needed for what is no key and so cannot sign. Of one in a wallet, which signs later, the signer bytes. */
  readonly receiver?: Signer | Hex;
};

/**
 * Makes the receipt of a packet that was opened here (KX-03).
 * @throws `Receipt.NotOpened`, `Receipt.NoReceiver`, `Receipt.OtherKey`, what signing throws
 */
export async function makeReceipt(
  packet: Packet,
  { records, password, receiver }: Acknowledging,
): Promise<Receipt> {
  const id = idOf(packet);
  const record = await openedRecord(records, id);
  if (record === undefined) throw notOpened(id);
  const { subject } = packet;
  if (subject.kind !== "key" && receiver === undefined) throw noReceiver();
  const unsigned = {
    version: 1,
    type: "conclave-receipt",
    packet: id,
    hash: hash(packet),
    content: contentOf(subject),
    sender: packet.sender,
    ...(receiver === undefined ? {} : { receiver: isHex(receiver) ? receiver : receiver.signerBytes }),
    recipient: record.recipient,
    token: record.token,
    received: isoSeconds(new Date(record.opened)),
  } as const;
  const data = typed(unsigned);
  return {
    ...unsigned,
    signatures: {
      ...(subject.kind === "key"
        ? { key: await signWithReceived(subject, record.path, password, data) }
        : {}),
      ...(receiver === undefined || isHex(receiver) ? {} : { receiver: await receiver.signTypedData(data) }),
    },
  };
}

async function signWithReceived(
  subject: KeySubject,
  path: string,
  password: AskPassword,
  data: TypedData,
): Promise<Hex> {
  const { digest } = prepare(data);
  const signed = await lend(password, (secret) => signDigest(path, secret, subject.curve, digest));
  if (signed.publicKey.point === subject.point) return signed.signature;
  throw new BaseError({
    code: "Receipt.OtherKey",
    message: `${path} holds another key than the packet brought`,
    fix: "find out who wrote to the file; the receipt needs the key as it was received",
    details: { path, expected: subject.address, found: signed.publicKey.address },
  });
}

/** What a receipt proves. */
export type Proof = {
  readonly content: string;
  readonly received: string;
  /** The key that arrived, if it was one. */
  readonly key?: Address;
  /** Who says so with a key of their own, if anybody does. */
  readonly receiver?: Address;
};

/**
 * Checks a receipt against the packet as it was sent: the token, the signature of the key that was sent, and the receiver's.
 * @param by who must have signed with their own key, for proofs to others than the sender
 * @throws `Receipt.OtherPacket`, `Receipt.BadToken`, `Receipt.BadSignature`, `Receipt.NotByReceiver`
 */
export async function checkReceipt(receipt: Receipt, packet: Packet, by?: Address): Promise<Proof> {
  const { subject, recipients } = packet;
  const isSame =
    receipt.packet === idOf(packet) &&
    receipt.hash === hash(packet) &&
    receipt.content === contentOf(subject) &&
    receipt.sender === packet.sender &&
    recipients.includes(receipt.recipient);
  if (!isSame) throw otherPacket(receipt.packet, idOf(packet));
  const token = createHash("sha256")
    .update(Buffer.from(receipt.token.slice(2), "hex"))
    .digest("hex");
  if (`0x${token}` !== packet.opening) throw badToken();
  const data = typed(receipt);
  const { key: ofKey, receiver: ofReceiver } = receipt.signatures;
  if (subject.kind === "key" && (ofKey === undefined || !(await isSignedBy(signerOf(subject), data, ofKey))))
    throw badSignature(subject.address);
  const { receiver } = receipt;
  const who = receiver === undefined ? undefined : identityOf(receiver);
  // What is no key cannot sign, so its receiver must.
  if (subject.kind !== "key" && receiver === undefined) throw badSignature(undefined);
  if (receiver !== undefined && (ofReceiver === undefined || !(await isSignedBy(receiver, data, ofReceiver))))
    throw badSignature(who);
  if (by !== undefined && (who === undefined || !isAddressEqual(who, by))) throw notByReceiver(by, who);
  const { content, received } = receipt;
  const key = subject.kind === "key" ? { key: subject.address } : {};
  return { content, received, ...key, ...(who === undefined ? {} : { receiver: who }) };
}

/** Who signs for a key that was received. No verifier is asked, so it does not matter which. */
function signerOf({ curve, point, address }: KeySubject): Hex {
  return curve === "P-256" ? concatHex([zeroAddress, point]) : address;
}

/** What is signed of a receipt. */
export function typed(receipt: Omit<Receipt, "signatures">): TypedData {
  const { packet, hash: whole, content, sender, receiver = "0x", recipient, token, received } = receipt;
  return Act.receivePacket({
    packet,
    hash: whole,
    content,
    sender,
    receiver,
    recipient,
    token,
    received: seconds(received),
  });
}

function notOpened(packet: Hex): BaseError {
  return new BaseError({
    code: "Receipt.NotOpened",
    message: "this packet was not opened here",
    fix: "open it first, or name with --opened the folder where it was noted",
    details: { packet },
  });
}

function noReceiver(): BaseError {
  return new BaseError({
    code: "Receipt.NoReceiver",
    message: "a share cannot sign, so its receiver must",
    fix: "add --key with a key of your own, or --account for one in a wallet",
  });
}

function otherPacket(found: Hex, expected: Hex): BaseError {
  return new BaseError({
    code: "Receipt.OtherPacket",
    message: "the receipt is for another packet",
    fix: "name the packet as you sent it, and the receipt for that one",
    details: { expected, found },
  });
}

function badToken(): BaseError {
  return new BaseError({
    code: "Receipt.BadToken",
    message: "who made the receipt did not open the packet: the token in it is another",
    fix: "take the packet for undelivered: keep your own copy, and ask the receiver over another channel",
  });
}

export function badSignature(signer: Address | undefined): BaseError {
  return new BaseError({
    code: "Receipt.BadSignature",
    message: `${signer ?? "the receiver"} did not sign this receipt`,
    fix: "take the packet for undelivered: keep your own copy, and ask the receiver over another channel",
    details: { signer },
  });
}

function notByReceiver(expected: Address, found: Address | undefined): BaseError {
  return new BaseError({
    code: "Receipt.NotByReceiver",
    message: `${expected} did not sign the receipt with a key of their own`,
    fix: "have the receiver make it with --key or --account: the sender could sign with the received key, too",
    details: { expected, found },
  });
}
