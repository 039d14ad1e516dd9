import { unlink } from "node:fs/promises";
import { BaseError } from "../../src/errors.ts";
import { handOut } from "../../src/keys/handout.ts";
import { KEY_WORDS, passphraseBits } from "../../src/keys/passphrase.ts";
import { readPassword } from "../../src/keys/password.ts";
import type { Secret } from "../../src/keys/secret.ts";
import { passwordSource } from "./secret.ts";

/** What a key is derived from: read, or generated. */
export type SourceOptions = {
  readonly keys: string;
  readonly sourceFile: string | undefined;
  readonly sourceFd: string | undefined;
  readonly generateSource: boolean;
  readonly sourceOut: string | undefined;
};

const SUBJECT = "the key itself, from which it follows";

/**
 * Lends the passphrase, and its bits if they are known. A file it was generated into goes if nothing was made.
 * @throws `Task.TwoSources`, what `readPassword` and `handOut` throw
 */
export async function withSourcePassphrase<T>(
  options: SourceOptions & { readonly record: string | undefined },
  use: (passphrase: Secret, counted?: number) => Promise<T>,
): Promise<T> {
  const { keys, sourceFile, sourceFd, generateSource, sourceOut: path, record } = options;
  const generated = generateSource || path !== undefined;
  if (generated && (sourceFile !== undefined || sourceFd !== undefined || record !== undefined)) {
    throw new BaseError({
      code: "Task.TwoSources",
      message: "a passphrase is to be generated, and one is given or a record needs an old one",
      fix: "leave one of the two out",
    });
  }
  const source = passwordSource({ passwordFile: sourceFile, passwordFd: sourceFd });
  const handout =
    path === undefined ? ({ kind: "terminal" } as const) : ({ kind: "file", path, keys } as const);
  const passphrase = generated
    ? await handOut(SUBJECT, handout, KEY_WORDS)
    : await readPassword(source, SUBJECT, { isTwice: record === undefined });
  try {
    return await use(passphrase, generated ? passphraseBits(KEY_WORDS) : undefined);
  } catch (error) {
    if (path !== undefined) await unlink(path).catch(() => undefined);
    throw error;
  } finally {
    passphrase.wipe();
  }
}
