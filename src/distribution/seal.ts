import { randomBytes } from "node:crypto";
import { basename } from "node:path";
import type { Hex } from "viem";
import { BaseError } from "../errors.ts";
import { assertRecipients } from "../keys/age/recipient.ts";
import { particulars } from "../keys/particulars.ts";
import { inStrongroom } from "../keys/strongroom/door.ts";
import { EXTENSION } from "../keys/v3.ts";
import { lendSecret } from "../secret-files.ts";
import { readKeyFile } from "../signer/key-file.ts";
import { type AskPassword, lend } from "../signer/keystore.ts";
import type { Signer } from "../signer/signer.ts";
import { isoSeconds } from "../time.ts";
import { type Packet, phraseOf, type Subject, subject, typed, type Unsigned } from "./packet.ts";

const DAY = 86_400;
/** A packet lies about on the way: the shorter it can be opened, the less a late thief of the identity gets. */
export const LIFETIME = { usual: 7 * DAY, most: 30 * DAY } as const;

export type Sending = {
  readonly recipients: readonly string[];
  /** Whose signature the packet carries. */
  readonly signer: Signer;
  /** Seconds for which it can be opened. */
  readonly lifetime?: number;
  readonly now?: Date;
};

/** A packet, and the words to be read to its receiver over another channel. */
export type Sealed = { readonly packet: Packet; readonly phrase: string };

/**
 * Seals the private key of a keystore into a packet. Its password is used to open it here and goes nowhere: the receiver puts the
 * key under a password of their own (KX-02). The sender keeps the keystore until the receipt is there.
 * @throws `Packet.BadLifetime`, `Packet.KeptElsewhere`, what `assertRecipients`, `readKeyFile`, the strongroom and signing throw
 */
export async function sealKey(path: string, password: AskPassword, sending: Sending): Promise<Sealed> {
  assertRecipients(sending.recipients);
  const { v3, label, custody } = await readKeyFile(path);
  if (v3 === undefined) throw keptElsewhere(path, custody);
  const { holder, purpose, created } = v3[EXTENSION] ?? {};
  return seal(sending, async (cover) => {
    const { publicKey, ...wrapped } = await lend(password, (secret) =>
      inStrongroom("wrapKey", { v3, cover }, { password: secret }),
    );
    const told = {
      ...particulars({ holder, purpose }),
      ...(created === undefined ? {} : { created }),
    };
    return { ...wrapped, subject: { kind: "key", label, ...publicKey, ...told } };
  });
}

/**
 * Seals a share from its file (0600) into a packet. It is read in the strongroom alone, where what is no share is refused: a
 * password or a keystore never goes out (KX-02).
 * @param about of which secret it is a share, for people
 * @throws `Packet.BadLifetime`, `Share.Unreadable`, what `assertRecipients`, `lendSecret` and signing throw
 */
export async function sealShare(path: string, about: string, sending: Sending): Promise<Sealed> {
  assertRecipients(sending.recipients);
  return lendSecret(path, (descriptor) =>
    seal(sending, async (cover) => {
      const asked = { cover, name: basename(path) };
      const { share, ...wrapped } = await inStrongroom("wrapShare", asked, {}, { hear: [descriptor] });
      return { ...wrapped, subject: { about, ...share } };
    }),
  );
}

type Cover = { readonly sender: Hex; readonly nonce: Hex; readonly recipients: readonly string[] };
type Wrapped = { readonly ciphertext: string; readonly opening: Hex; readonly subject: Subject };

async function seal(
  { recipients, signer, lifetime = LIFETIME.usual, now = new Date() }: Sending,
  wrap: (cover: Cover) => Promise<Wrapped>,
): Promise<Sealed> {
  if (!Number.isInteger(lifetime) || lifetime <= 0 || lifetime > LIFETIME.most) throw badLifetime(lifetime);
  const nonce: Hex = `0x${randomBytes(16).toString("hex")}`;
  const sender = signer.signerBytes;
  const wrapped = await wrap({ sender, nonce, recipients });
  assertTellable(wrapped.subject);
  const unsigned = {
    version: 1 as const,
    type: "conclave-packet" as const,
    ...wrapped,
    sender,
    recipients: Array.from(recipients),
    created: isoSeconds(now),
    deadline: isoSeconds(new Date(now.getTime() + lifetime * 1000)),
    nonce,
  } satisfies Unsigned;
  const packet: Packet = { ...unsigned, signature: await signer.signTypedData(typed(unsigned)) };
  return { packet, phrase: phraseOf(packet) };
}

/** What the receiver's program would not read is not sent. */
function assertTellable(about: Subject): void {
  const { error } = subject.safeParse(about);
  if (error === undefined) return;
  const fields = error.issues.map(({ path }) => path.join("."));
  throw new BaseError({
    code: "Packet.BadSubject",
    message: `what the packet would say of its content does not fit: ${fields.join(", ")}`,
    fix: "use 1 to 200 characters for each name and purpose",
    details: { fields },
  });
}

function keptElsewhere(path: string, custody: string): BaseError {
  return new BaseError({
    code: "Packet.KeptElsewhere",
    message: `${path} is the card of a key that is kept elsewhere (${custody}): there is nothing here to send`,
    fix: "hand the device over, with a transport's form, or have the receiver make a key of their own and rotate",
    details: { path, custody },
  });
}

function badLifetime(lifetime: number): BaseError {
  return new BaseError({
    code: "Packet.BadLifetime",
    message: `a packet cannot be open for ${lifetime / DAY} days`,
    fix: `give it some days, ${LIFETIME.most / DAY} at most; seal it anew if it does not arrive in time`,
    details: { lifetime, most: LIFETIME.most },
  });
}
