import { readPassword } from "../../src/keys/password.ts";
import { Secret } from "../../src/keys/secret.ts";
import { passwordSource } from "./secret.ts";

export type PassphraseOptions = {
  readonly passphrase: boolean;
  readonly passphraseFile: string | undefined;
  readonly passphraseFd: string | undefined;
};

/** The passphrase of shares: empty unless asked for. @param isNew it is typed twice, and must not be weak */
export async function readPassphrase(options: PassphraseOptions, isNew: boolean): Promise<Secret> {
  const { passphrase, passphraseFile, passphraseFd } = options;
  if (!passphrase && passphraseFile === undefined && passphraseFd === undefined) return Secret.text("");
  const source = passwordSource({ passwordFile: passphraseFile, passwordFd: passphraseFd });
  return readPassword(source, "the shares", { isNew });
}
