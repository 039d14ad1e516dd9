import { createHash } from "node:crypto";
import { wordlist } from "@scure/bip39/wordlists/english.js";
import type { Hex } from "viem";
import { BaseError } from "../errors.ts";

/** Eight words of 11 bits each: 88 bits, so that nobody finds another packet or recipient with the same. */
const WORDS = 8;
const BITS = 11;

/**
 * Words to be read over another channel than the one the thing itself went. They are not secret. Dictated, they are never
 * mistaken for a mnemonic, of which none has eight words.
 */
export function words(hash: Hex): string {
  const bits = BigInt(hash.slice(0, 2 + 64));
  const word = (i: number) => wordlist[Number((bits >> BigInt(256 - BITS * (i + 1))) & 0x7ffn)];
  return Array.from({ length: WORDS }, (_, i) => word(i)).join(" ");
}

/** The words of an age recipient: the receiver reads them to the sender. */
export function fingerprint(recipient: string): string {
  const digest = createHash("sha256").update(`conclave recipient\n${recipient}`, "utf8").digest("hex");
  return words(`0x${digest}`);
}

/**
 * Compares recipients with the words their owners read out, in the same order: whoever can exchange the text on its way would
 * get the key (KX-03). @throws `Recipient.OtherWords`
 */
export function assertFingerprints(recipients: readonly string[], heard: string): void {
  if (sameWords(heard, recipients.map(fingerprint).join(" "))) return;
  throw new BaseError({
    code: "Recipient.OtherWords",
    message: "the recipient is not the one whose words you heard",
    fix: "hear the words again, and have the recipient sent anew: it may have been exchanged on its way",
  });
}

/** Whether words that were heard and typed are those; capitals, commas and dashes do not matter. */
export function sameWords(typed: string, expected: string): boolean {
  return plain(typed) === plain(expected);
}

function plain(text: string): string {
  return text
    .toLowerCase()
    .split(/[\s,-]+/)
    .filter((word) => word !== "")
    .join(" ");
}
