import { unlink } from "node:fs/promises";
import { BaseError } from "../../src/errors.ts";
import { handOut } from "../../src/keys/handout.ts";
import { type PasswordSource, readPassword } from "../../src/keys/password.ts";
import { Secret } from "../../src/keys/secret.ts";
import type { AskPassword } from "../../src/signer/keystore.ts";

/** Where a secret comes from: a file or a descriptor that an option names, else the terminal. Never arguments or the environment. */
export type SecretOptions = {
  readonly passwordFile: string | undefined;
  readonly passwordFd: string | undefined;
};

/** @throws `Task.BadDescriptor`, `Task.TwoPasswords` */
export function passwordSource({ passwordFile, passwordFd }: SecretOptions): PasswordSource {
  if (passwordFile !== undefined && passwordFd !== undefined) throw twoPasswords();
  if (passwordFile !== undefined) return { kind: "file", path: passwordFile };
  if (passwordFd === undefined) return { kind: "terminal" };
  if (/^\d{1,4}$/.test(passwordFd)) return { kind: "descriptor", descriptor: Number(passwordFd) };
  throw new BaseError({
    code: "Task.BadDescriptor",
    message: "an option that ends in -fd takes the number of an open descriptor",
    fix: "write for instance: --password-fd 3 3< <(your password manager)",
  });
}

/** The password of something new: read, or a passphrase that is generated. */
export type NewSecretOptions = SecretOptions & {
  readonly generatePassphrase: boolean;
  readonly passphraseOut: string | undefined;
  readonly keys: string;
};

/** Two passwords: of what is opened, and of what is made from it. */
export type RenewedOptions = NewSecretOptions & {
  readonly newPasswordFile: string | undefined;
  readonly newPasswordFd: string | undefined;
};

/** The options of the second one. */
export function renewed({ newPasswordFile, newPasswordFd, ...options }: RenewedOptions): NewSecretOptions {
  return { ...options, passwordFile: newPasswordFile, passwordFd: newPasswordFd };
}

/**
 * Lends the password for something new, and wipes it. A passphrase that was generated into a file goes if nothing was made.
 * @param known what a guesser would try first
 * @throws `Task.TwoPasswords`, what `readPassword` and `handOut` throw
 */
export async function withNewPassword<T>(
  options: NewSecretOptions,
  subject: string,
  known: readonly (string | undefined)[],
  use: (password: Secret) => Promise<T>,
): Promise<T> {
  const { generatePassphrase, passphraseOut: path, passwordFile, passwordFd, keys } = options;
  const generated = generatePassphrase || path !== undefined;
  if (generated && (passwordFile !== undefined || passwordFd !== undefined)) throw twoPasswords();
  const password = generated
    ? await handOut(subject, path === undefined ? { kind: "terminal" } : { kind: "file", path, keys })
    : await readPassword(passwordSource(options), subject, {
        isNew: true,
        known: known.filter((text) => text !== undefined),
      });
  try {
    return await use(password);
  } catch (error) {
    if (path !== undefined) await unlink(path).catch(() => undefined);
    throw error;
  } finally {
    password.wipe();
  }
}

/** Asks when a keystore is opened, not before. */
export function passwordFor(options: SecretOptions, subject: string): AskPassword {
  const source = passwordSource(options);
  return () => readPassword(source, subject);
}

/** Asks once and lends copies, for operations that need a password several times: a descriptor is read only once. The caller wipes what is kept. */
export function keeping(ask: AskPassword): { readonly ask: AskPassword; readonly wipe: () => void } {
  let kept: Secret | undefined;
  return {
    async ask() {
      kept ??= await ask();
      return copyOf(kept);
    },
    wipe: () => kept?.wipe(),
  };
}

/** Another copy of a secret, for an operation that wipes the one it is given. */
export function copyOf(secret: Secret): Secret {
  return secret.use((bytes) => Secret.take(Uint8Array.from(bytes)));
}

function twoPasswords(): BaseError {
  return new BaseError({
    code: "Task.TwoPasswords",
    message:
      "a secret is to come from more than one place: a file, a descriptor, or a passphrase that is generated",
    fix: "of the options that end in -file and -fd, and those that generate a passphrase, keep one for each secret",
  });
}
