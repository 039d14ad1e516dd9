import { type Address, isAddressEqual } from "viem";
import { BaseError } from "../errors.ts";
import { assertRecipients, shorten } from "../keys/age/recipient.ts";
import { identityOf, isSignedBy } from "../signer/signature.ts";
import { type Packet, phraseOf, seconds, typed } from "./packet.ts";
import { sameWords } from "./phrase.ts";

/** A clock may be wrong by so many seconds before it matters. */
const SKEW = 600;

export type Expectation = {
  /** The check phrase, as the sender read it over another channel. */
  readonly phrase: string;
  /** Whose signature the packet must carry: an account, or the identity of a P-256 key. */
  readonly from: Address;
  /** The receiver's own recipient. */
  readonly recipient: string;
  readonly now: Date;
};

/**
 * All that can be said of a packet before anything of it is decrypted: that it is the one the sender speaks of, signed by that
 * sender, for this receiver, in time (KX-03).
 * @throws `Packet.WrongPhrase`, `Packet.OtherSender`, `Packet.BadSignature`, `Packet.FromFuture`, `Packet.Expired`,
 * `Packet.NotForYou`, what `assertRecipients` throws
 */
export async function checkPacket(
  packet: Packet,
  { phrase, from, recipient, now }: Expectation,
): Promise<void> {
  // What the phrase should have been is not told: it must come from the sender.
  if (!sameWords(phrase, phraseOf(packet))) throw wrongPhrase();
  const sender = identityOf(packet.sender);
  if (sender === undefined || !isAddressEqual(sender, from)) throw otherSender(from, sender);
  if (!(await isSignedBy(packet.sender, typed(packet), packet.signature))) throw badSignature(sender);
  const time = now.getTime() / 1000;
  if (time + SKEW < seconds(packet.created)) throw fromFuture(packet.created);
  if (time > seconds(packet.deadline)) throw expired(packet.deadline);
  assertRecipients(packet.recipients);
  if (!packet.recipients.includes(recipient)) throw notForYou(packet.recipients, recipient);
}

function wrongPhrase(): BaseError {
  return new BaseError({
    code: "Packet.WrongPhrase",
    message: "this is not the packet whose words you were read",
    fix: "hear the words again from the sender, over another channel than the packet came by; if they differ still, the packet was changed or exchanged: do not open it, and tell the sender",
  });
}

function otherSender(expected: Address, found: Address | undefined): BaseError {
  return new BaseError({
    code: "Packet.OtherSender",
    message: `the packet is from ${found ?? "an unknown kind of signer"}, and not from ${expected}`,
    fix: "ask the sender, over another channel, for their address; do not take it from the packet",
    details: { expected, found },
  });
}

function badSignature(sender: Address): BaseError {
  return new BaseError({
    code: "Packet.BadSignature",
    message: `the packet says it is from ${sender}, who did not sign it as it is`,
    fix: "do not open it: it was changed or forged; have it sent anew",
    details: { sender },
  });
}

function fromFuture(created: string): BaseError {
  return new BaseError({
    code: "Packet.FromFuture",
    message: `the packet was made at ${created}, which is still to come`,
    fix: "set the clock of this machine, or have the sender set theirs and send it anew",
    details: { created },
  });
}

function expired(deadline: string): BaseError {
  return new BaseError({
    code: "Packet.Expired",
    message: `the packet could be opened until ${deadline}`,
    fix: "ask the sender for a new one; an old one may be a repetition by somebody else",
    details: { deadline },
  });
}

function notForYou(recipients: readonly string[], own: string): BaseError {
  return new BaseError({
    code: "Packet.NotForYou",
    message: "the packet is for somebody else",
    fix: "open it with the identity whose recipient the sender was given, or hand it to whom it is for",
    details: { recipients: recipients.map(shorten), own: shorten(own) },
  });
}
