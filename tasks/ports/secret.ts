import { BaseError } from "../../src/errors.ts";
import { type PasswordSource, readPassword } from "../../src/keys/password.ts";
import { Secret } from "../../src/keys/secret.ts";
import type { AskPassword } from "../../src/signer/keystore.ts";

/** Where passwords come from: `--password-file`, `--password-fd`, else the terminal. Never arguments or the environment. */
export type SecretOptions = {
  readonly passwordFile: string | undefined;
  readonly passwordFd: string | undefined;
};

/** @throws `Task.BadDescriptor`, `Task.TwoPasswords` */
export function passwordSource({ passwordFile, passwordFd }: SecretOptions): PasswordSource {
  if (passwordFile !== undefined && passwordFd !== undefined) {
    throw new BaseError({
      code: "Task.TwoPasswords",
      message: "--password-file and --password-fd are both given",
      fix: "give one of the two",
    });
  }
  if (passwordFile !== undefined) return { kind: "file", path: passwordFile };
  if (passwordFd === undefined) return { kind: "terminal" };
  if (/^\d{1,4}$/.test(passwordFd)) return { kind: "descriptor", descriptor: Number(passwordFd) };
  throw new BaseError({
    code: "Task.BadDescriptor",
    message: "--password-fd takes the number of an open descriptor",
    fix: "write for instance: --password-fd 3 3< <(your password manager)",
  });
}

/** Asks when a keystore is opened, not before. */
export function passwordFor(options: SecretOptions, subject: string): AskPassword {
  const source = passwordSource(options);
  return () => readPassword(source, subject);
}

/** Another copy of a secret, for an operation that wipes the one it is given. */
export function copyOf(secret: Secret): Secret {
  return secret.use((bytes) => Secret.take(Uint8Array.from(bytes)));
}
