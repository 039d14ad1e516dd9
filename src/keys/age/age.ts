import { armor, Decrypter, Encrypter } from "age-encryption";
import { BaseError } from "../../errors.ts";
import { Secret } from "../secret.ts";
import { assertRecipients } from "./recipient.ts";

/**
 * age files (age-encryption.org/v1), armoured. age keeps a secret and shows damage; it does not say who encrypted: anybody who
 * knows the recipient can. The sender's signature is `src/distribution/`'s.
 */

/** Work factors of scrypt as powers of two: about a second and 256 MiB, or next to nothing for tests and demonstrations. */
export const WORK = { standard: 18, light: 10 } as const;

const FOREIGN_FILE = "no identity matched any of the file's recipients";
const TOO_COSTLY = "scrypt work factor is too high";

/** Encrypts to recipients of one kind. @throws what `assertRecipients` throws */
export async function encryptTo(recipients: readonly string[], plaintext: Secret): Promise<string> {
  assertRecipients(recipients);
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  return encrypt(encrypter, plaintext);
}

/** Decrypts with an identity. @throws `Age.NotForThis`, `Age.Damaged` */
export async function decryptWith(identity: Secret, file: string): Promise<Secret> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity.revealText());
  return decrypt(decrypter, file, notForThis);
}

/** Encrypts under a password. @throws `Age.PasswordNotText` */
export async function encryptUnder(
  password: Secret,
  plaintext: Secret,
  cost: keyof typeof WORK,
): Promise<string> {
  const encrypter = new Encrypter();
  encrypter.setScryptWorkFactor(WORK[cost]);
  encrypter.setPassphrase(textOf(password));
  return encrypt(encrypter, plaintext);
}

/** Decrypts what is encrypted under a password. @throws `Age.WrongPassword`, `Age.TooCostly`, `Age.Damaged`, `Age.PasswordNotText` */
export async function decryptUnder(password: Secret, file: string): Promise<Secret> {
  const decrypter = new Decrypter();
  decrypter.addPassphrase(textOf(password));
  return decrypt(decrypter, file, wrongPassword);
}

async function encrypt(encrypter: Encrypter, plaintext: Secret): Promise<string> {
  // A copy, for the stream may take the bytes away.
  const copy = plaintext.use((bytes) => Uint8Array.from(bytes));
  const file = await encrypter.encrypt(copy);
  copy.fill(0);
  return armor.encode(file);
}

/** The library's errors are dropped but for what they mean: they may carry what was worked on. */
async function decrypt(decrypter: Decrypter, file: string, notMine: () => BaseError): Promise<Secret> {
  try {
    return Secret.take(await decrypter.decrypt(armor.decode(file)));
  } catch (error) {
    const message = error instanceof Error ? error.message : "";
    if (message === FOREIGN_FILE) throw notMine();
    throw message === TOO_COSTLY ? tooCostly() : damaged();
  }
}

/** age takes passwords as text, so two that are no text would count as the same. */
function textOf(password: Secret): string {
  try {
    return password.use((bytes) => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    throw new BaseError({
      code: "Age.PasswordNotText",
      message: "the password is not UTF-8 text, which age files need",
      fix: "use a password that can be typed, or a generated passphrase",
    });
  }
}

function notForThis(): BaseError {
  return new BaseError({
    code: "Age.NotForThis",
    message: "what is encrypted is for somebody else: the identity does not open it",
    fix: "open it with the identity whose recipient the sender was given; if it should be yours, have it sent anew",
  });
}

function wrongPassword(): BaseError {
  return new BaseError({
    code: "Age.WrongPassword",
    message: "the password does not open the identity",
    fix: "check the password and the file; passwords count byte by byte, so mind accents, spaces and the keyboard layout",
  });
}

function tooCostly(): BaseError {
  return new BaseError({
    code: "Age.TooCostly",
    message: "opening the file would take more than a gigabyte of memory",
    fix: "do not open this file: it may be meant to exhaust the machine",
  });
}

function damaged(): BaseError {
  return new BaseError({
    code: "Age.Damaged",
    message: "what is encrypted was altered, damaged or cut short",
    fix: "have it sent anew, and find out what changed it on the way",
  });
}
