import { randomInt } from "node:crypto";
import { wordlist } from "@scure/bip39/wordlists/english.js";
import { BaseError } from "../errors.ts";
import { Secret } from "./secret.ts";

const WORDS = 8;
const MIN_LENGTH = 12;
const MIN_DIFFERENT = 5;
/** What must be left of a password besides the patterns that every guesser tries first. */
const MIN_REST = 6;
const COMMON =
  /password|passwort|passphrase|conclave|ethereum|keystore|wallet|qwert[yz]|asdfgh|letmein|welcome|admin|iloveyou|dragon|monkey|secret|changeme|abc123|\d{4,}|(.)\1{2,}/gu;

/**
 * Eight words of the BIP-39 English list, drawn independently: 88 bits. Joined by dashes, so that nobody takes them for a
 * mnemonic, from which they are not made. KD-04.
 */
export function generatePassphrase(): Secret {
  return Secret.text(Array.from({ length: WORDS }, () => wordlist[randomInt(wordlist.length)]).join("-"));
}

/**
 * Refuses passwords that are surely too weak for a new keystore. It is a floor and no measure: what passes may still be easy
 * to guess for somebody who knows its owner. A generated passphrase is better. @throws `Password.TooWeak`
 */
export function assertStrong(password: Secret): void {
  const text = password.revealText();
  const why = weakness(text);
  if (why === undefined) return;
  throw new BaseError({
    code: "Password.TooWeak",
    message: `the password is too weak: ${why}`,
    fix: "take a generated passphrase, or at least 12 characters that are not words and numbers from the top of the list",
  });
}

function weakness(text: string): string | undefined {
  const characters = [...text];
  if (characters.length < MIN_LENGTH) return `it has fewer than ${MIN_LENGTH} characters`;
  if (new Set(characters).size < MIN_DIFFERENT)
    return `it has fewer than ${MIN_DIFFERENT} different characters`;
  const rest = [...text.toLowerCase().replace(COMMON, "")].length;
  return rest < MIN_REST ? "without common words, number runs and repeats little is left of it" : undefined;
}
