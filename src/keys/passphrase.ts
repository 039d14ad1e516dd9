import { randomInt } from "node:crypto";
import { wordlist } from "@scure/bip39/wordlists/english.js";
import { BaseError } from "../errors.ts";
import { Secret } from "./secret.ts";
import { inStrongroom } from "./strongroom/door.ts";

const WORDS = 8;
/** What {@link generatePassphrase} gives: 88 bits. It is counted, not estimated. */
export const PASSPHRASE_BITS = WORDS * Math.log2(wordlist.length);
/** What a password that people thought of must be estimated at, to encrypt a key with. */
export const PASSWORD_BITS = 65;

/**
 * Eight words of the BIP-39 English list, drawn independently: 88 bits. Joined by dashes, so that nobody takes them for a
 * mnemonic, from which they are not made. KD-04.
 */
export function generatePassphrase(): Secret {
  return Secret.text(Array.from({ length: WORDS }, () => wordlist[randomInt(wordlist.length)]).join("-"));
}

/**
 * Refuses passwords that are too weak for a new keystore. The estimate is no proof: it knows many lists of words, and not what
 * is known of the password's owner. A generated passphrase is better.
 * @param options.known what a guesser would try first, such as the key's label and its holder's name
 * @throws `Password.TooWeak`, what `inStrongroom` throws
 */
export async function assertStrong(
  password: Secret,
  options: { readonly known?: readonly string[]; readonly bits?: number } = {},
): Promise<void> {
  const { known = [], bits: wanted = PASSWORD_BITS } = options;
  const { bits } = await inStrongroom("estimate", { known }, { password });
  if (bits >= wanted) return;
  const estimated = Math.floor(bits);
  throw new BaseError({
    code: "Password.TooWeak",
    message: `the password is too weak: about ${estimated} bits, ${wanted} are wanted`,
    fix: "take a generated passphrase (--generate-passphrase); or six words that do not belong together, or 20 random characters",
    details: { bits: estimated, wanted },
  });
}
