import { randomInt } from "node:crypto";
import { wordlist } from "@scure/bip39/wordlists/english.js";
import { BaseError } from "../errors.ts";
import { Secret } from "./secret.ts";
import { inStrongroom } from "./strongroom/door.ts";

const WORDS = 8;
/** Words of a passphrase that a key is derived from: 132 bits. */
export const KEY_WORDS = 12;
/** What a password that people thought of must be estimated at, to encrypt a key with. */
export const PASSWORD_BITS = 65;

/**
 * Words of the BIP-39 English list, drawn independently: eight have 88 bits. Joined by dashes, so that nobody takes them for a
 * mnemonic, from which they are not made. KD-04.
 */
export function generatePassphrase(words: number = WORDS): Secret {
  return Secret.text(Array.from({ length: words }, () => wordlist[randomInt(wordlist.length)]).join("-"));
}

/** What {@link generatePassphrase} gives, counted and not estimated. */
export function passphraseBits(words: number = WORDS): number {
  return words * Math.log2(wordlist.length);
}

/**
 * Refuses passwords that are too weak for a new keystore. The estimate is no proof: it knows many lists of words, and not what
 * is known of the password's owner. A generated passphrase is better.
 * @param options.known what a guesser would try first, such as the key's label and its holder's name
 * @param options.bits more than usual, then estimated cautiously
 * @returns the estimate in bits
 * @throws `Password.TooWeak`, what `inStrongroom` throws
 */
export async function assertStrong(
  password: Secret,
  options: { readonly known?: readonly string[]; readonly bits?: number } = {},
): Promise<number> {
  const { known = [], bits: wanted = PASSWORD_BITS } = options;
  const cautious = wanted > PASSWORD_BITS;
  const { bits } = await inStrongroom("estimate", { known, cautious }, { password });
  const estimated = Math.floor(bits);
  if (bits >= wanted) return estimated;
  throw new BaseError({
    code: "Password.TooWeak",
    message: `the password is too weak: about ${estimated} bits, ${wanted} are wanted`,
    fix: cautious
      ? `let it be generated: ${KEY_WORDS} words that are drawn have ${passphraseBits(KEY_WORDS)} bits`
      : "take a generated passphrase (--generate-passphrase); or six words that do not belong together, or 20 random characters",
    details: { bits: estimated, wanted },
  });
}
