import { generateHybridIdentity, generateX25519Identity, identityToRecipient } from "age-encryption";
import { BaseError } from "../../errors.ts";
import { Secret } from "../secret.ts";
import { decryptUnder, encryptUnder, type WORK } from "./age.ts";
import type { RecipientKind } from "./recipient.ts";

/**
 * What a receiver holds: an age identity, encrypted under a password as `age -p` does, so that the age tool opens it too. These
 * run in the strongroom.
 */

const IDENTITY = /^AGE-SECRET-KEY-(PQ-)?1[A-Z0-9]+$/;

export type MadeIdentity = { readonly recipient: string; readonly encrypted: string };

/** Makes an identity. The file is opened once before it is given away. KX-01, KX-05. */
export async function makeIdentity(
  { kind, cost }: { readonly kind: RecipientKind; readonly cost: keyof typeof WORK },
  { password }: { password: Secret },
): Promise<MadeIdentity> {
  const identity = await (kind === "classic" ? generateX25519Identity() : generateHybridIdentity());
  const recipient = await identityToRecipient(identity);
  const file = Secret.text(`# public key: ${recipient}\n${identity}\n`);
  const encrypted = await encryptUnder(password, file, cost);
  file.wipe();
  await testIdentity({ recipient, encrypted }, { password });
  return { recipient, encrypted };
}

/** Proves that an identity opens and is the recipient's. @throws what {@link openIdentity} throws */
export async function testIdentity(made: MadeIdentity, { password }: { password: Secret }): Promise<null> {
  (await openIdentity(made, password)).wipe();
  return null;
}

/** The identity in clear: the caller wipes it. @throws what `decryptUnder` throws, `Identity.Mismatch` */
export async function openIdentity(
  { recipient, encrypted }: MadeIdentity,
  password: Secret,
): Promise<Secret> {
  const file = await decryptUnder(password, encrypted);
  const lines = file.revealText().split("\n");
  file.wipe();
  const found = lines.map((line) => line.trim()).filter((line) => line !== "" && !line.startsWith("#"));
  const [identity = ""] = found;
  if (found.length === 1 && IDENTITY.test(identity) && (await recipientOf(identity)) === recipient)
    return Secret.text(identity);
  throw new BaseError({
    code: "Identity.Mismatch",
    message: "the file holds another identity than the one of its recipient",
    fix: "do not use this file: it was altered or damaged; make a new identity and tell the senders",
    details: { recipient },
  });
}

async function recipientOf(identity: string): Promise<string | undefined> {
  try {
    return await identityToRecipient(identity);
  } catch {
    return undefined;
  }
}
