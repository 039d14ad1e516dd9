import { type Address, type Hex, isAddressEqual, sha256 } from "viem";
import { z } from "zod";
import { pretty } from "../canonical.ts";
import type { Packet } from "../distribution/packet.ts";
import { checkReceipt, type Receipt } from "../distribution/receipt.ts";
import { BaseError } from "../errors.ts";
import { readJson } from "../files.ts";
import { addressSchema, rawSignatureSchema, signerSchema } from "../json.ts";
import { identityOf, isSignedBy } from "../signer/signature.ts";
import type { Signer } from "../signer/signer.ts";
import { instant, seconds, text } from "./fields.ts";
import * as Act from "./typed-data.ts";

/** The owner's receipt for a key that somebody else managed: the key signs where the owner has it, and the owner's own key says whose it is. */
export const handoverSchema = z.strictObject({
  version: z.literal(1),
  type: z.literal("conclave-handover"),
  label: text(64),
  address: addressSchema,
  /** Signer bytes of the key that was handed over, and of the owner's own. */
  key: signerSchema,
  owner: signerSchema,
  received: instant,
  signatures: z.strictObject({ key: rawSignatureSchema, owner: rawSignatureSchema }),
});
export type Handover = z.output<typeof handoverSchema>;

/** @throws `Handover.OwnKey`, what signing throws */
export async function makeHandover(key: Signer, owner: Signer, now: Date): Promise<Handover> {
  const received = now.toISOString();
  const { label } = key.describe();
  const identity = identityOf(key.signerBytes);
  const who = identityOf(owner.signerBytes);
  if (identity === undefined || who === undefined || isAddressEqual(identity, who)) throw ownKey();
  const data = dataOf({ label, address: identity, owner: owner.signerBytes, received });
  return {
    version: 1,
    type: "conclave-handover",
    label,
    address: identity,
    key: key.signerBytes,
    owner: owner.signerBytes,
    received,
    signatures: { key: await key.signTypedData(data), owner: await owner.signTypedData(data) },
  };
}

/** @throws `Files.*` */
export async function readHandover(path: string): Promise<Handover> {
  return readJson(path, handoverSchema);
}

/** That a key was handed to its owner: who that is, when it was received, and the hash of what says so. */
export type Handed = { readonly owner: Address; readonly received: string; readonly hash: Hex };

/**
 * The receipt of a packet in which the key was sent, if the owner signed it with a key of their own.
 * @throws `Handover.OtherKey`, `Handover.OwnKey`, `Handover.ToSender`, what `checkReceipt` throws
 */
export async function handedInPacket(receipt: Receipt, packet: Packet, identity: Address): Promise<Handed> {
  const { key, receiver, received } = await checkReceipt(receipt, packet);
  if (key === undefined || !isAddressEqual(key, identity)) throw otherKey(identity, key);
  if (receiver === undefined || isAddressEqual(receiver, identity)) throw ownKey();
  // Whoever manages a key can pack it, open it and sign for it alone.
  if (receiver === identityOf(packet.sender)) throw toSender(receiver);
  return { owner: receiver, received, hash: hashOf(receipt) };
}

/**
 * Checks that the owner has this key, and says so.
 * @throws `Handover.OtherKey`, `Handover.BadSignature`, `Handover.OwnKey`
 */
export async function checkHandover(handover: Handover, identity: Address): Promise<Handed> {
  const { key, owner, signatures } = handover;
  const found = identityOf(key);
  const who = identityOf(owner);
  if (found === undefined || !isAddressEqual(found, identity) || !isAddressEqual(handover.address, identity))
    throw otherKey(identity, handover.address);
  if (who === undefined || isAddressEqual(who, identity)) throw ownKey();
  const data = dataOf(handover);
  for (const [by, signed] of [
    [key, signatures.key],
    [owner, signatures.owner],
  ] as const) {
    if (await isSignedBy(by, data, signed)) continue;
    throw new BaseError({
      code: "Handover.BadSignature",
      message: `${identityOf(by)} did not sign this receipt`,
      fix: "take the key for not handed over, and ask the owner for another receipt",
      details: { signer: by },
    });
  }
  return { owner: who, received: handover.received, hash: hashOf(handover) };
}

function dataOf({
  label,
  address: identity,
  owner,
  received,
}: Pick<Handover, "label" | "address" | "owner" | "received">) {
  return Act.keyHandedOver({ key: label, identity, owner, received: seconds(received) });
}

function hashOf(value: unknown): Hex {
  return sha256(Buffer.from(pretty(value), "utf8"));
}

function otherKey(expected: Address, found: Address | undefined): BaseError {
  return new BaseError({
    code: "Handover.OtherKey",
    message: `the receipt is for ${found ?? "no key"}, not for ${expected}`,
    fix: "ask the owner for the receipt of this key",
    details: { expected, found },
  });
}

function ownKey(): BaseError {
  return new BaseError({
    code: "Handover.OwnKey",
    message: "the owner signs with a key of their own, not with the one that is handed over",
    fix: "sign with --key of another key, an account or a P-256 key",
  });
}

function toSender(sender: Address): BaseError {
  return new BaseError({
    code: "Handover.ToSender",
    message: `${sender} sent the packet and signed its receipt: the key was handed to nobody`,
    fix: "send it to its owner, and have them sign the receipt with a key of their own",
    details: { sender },
  });
}
