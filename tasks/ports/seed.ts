import { BaseError } from "../../src/errors.ts";
import { readPassword } from "../../src/keys/password.ts";
import { Secret } from "../../src/keys/secret.ts";
import { LANGUAGES, type Language } from "../../src/keys/seed/language.ts";
import { lendSecret } from "../../src/secret-files.ts";
import { passwordSource } from "./secret.ts";
import { withTerminal } from "./tty.ts";

export type WordsOptions = { readonly wordsFile: string | undefined; readonly wordsFd: string | undefined };

/** BIP-39's passphrase, which belongs to a seed for good. */
export type ExtraOptions = {
  readonly bip39Passphrase: boolean;
  readonly bip39PassphraseFile: string | undefined;
  readonly bip39PassphraseFd: string | undefined;
};

/** Lends a descriptor from which the strongroom reads words. @throws `Task.BadDescriptor`, `Task.TwoPasswords`, `Task.NoTerminal`, `Files.*` */
export async function withWords<T>(
  { wordsFile, wordsFd }: WordsOptions,
  use: (words: number) => Promise<T>,
): Promise<T> {
  const source = passwordSource({ passwordFile: wordsFile, passwordFd: wordsFd });
  if (source.kind === "descriptor") return use(source.descriptor);
  return source.kind === "terminal" ? withTerminal(use) : lendSecret(source.path, use);
}

/** Empty unless it is asked for. @throws `Password.Differs`, what `readPassword` throws */
export async function readExtra(options: ExtraOptions): Promise<Secret> {
  const { bip39Passphrase: asked, bip39PassphraseFile, bip39PassphraseFd } = options;
  const source = passwordSource({ passwordFile: bip39PassphraseFile, passwordFd: bip39PassphraseFd });
  if (source.kind === "terminal" && !asked) return Secret.text("");
  // Another one gives other keys, and nothing would tell.
  return readPassword(source, "the seed's own passphrase of BIP-39", { isTwice: true });
}

/** @throws `Task.NoSuchLanguage` */
export function readLanguage(text: string): Language {
  const language = LANGUAGES.find((name) => name === text);
  if (language !== undefined) return language;
  throw new BaseError({
    code: "Task.NoSuchLanguage",
    message: `there is no word list "${text}"`,
    fix: `use one of ${LANGUAGES.join(", ")}`,
    details: { language: text },
  });
}
