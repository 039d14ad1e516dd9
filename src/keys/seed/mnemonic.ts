import { entropyToMnemonic, mnemonicToEntropy, mnemonicToSeedSync } from "@scure/bip39";
import { BaseError } from "../../errors.ts";
import { Secret } from "../secret.ts";
import { COUNTS } from "./format.ts";
import { type Language, wordsOf } from "./language.ts";

/**
 * Words of BIP-39, read as people write them: any spaces, capitals and Unicode forms, but nothing else is forgiven. Errors tell
 * places, never words.
 * @throws `Seed.BadCount`, `Seed.BadWord`, `Seed.BadChecksum`, `Seed.TooRegular`
 */
export async function entropyOf(words: Secret, language: Language): Promise<Secret> {
  const list = await wordsOf(language);
  const said = words.revealText().normalize("NFKD").toLowerCase().trim().split(/\s+/u);
  if (!COUNTS.some((count) => count === said.length)) throw badCount(said.length);
  const unknown = said.flatMap((word, i) => (list.includes(word) ? [] : [i + 1]));
  if (unknown.length > 0) throw badWord(unknown, language);
  let bytes: Uint8Array;
  try {
    bytes = mnemonicToEntropy(said.join(" "), list);
  } catch {
    // The library's error is dropped: it may carry what it was working on.
    throw badChecksum();
  }
  // Of twelve words drawn at random, five repeat others less than once in 10^9 times.
  if (new Set(said).size <= said.length / 2 + 1) {
    bytes.fill(0);
    throw tooRegular();
  }
  return Secret.take(bytes);
}

/** The words of an entropy. Warning: a string, which cannot be wiped. */
export async function mnemonicOf(entropy: Secret, language: Language): Promise<string> {
  const list = await wordsOf(language);
  return entropy.use((bytes) => entropyToMnemonic(Uint8Array.from(bytes), list));
}

/** The 64 bytes of BIP-39 from which BIP-32 makes its master key. */
export async function seedOf(entropy: Secret, passphrase: Secret, language: Language): Promise<Secret> {
  const words = await mnemonicOf(entropy, language);
  return Secret.take(mnemonicToSeedSync(words, passphrase.revealText()));
}

function badCount(count: number): BaseError {
  return new BaseError({
    code: "Seed.BadCount",
    message: `a mnemonic has 12, 15, 18, 21 or 24 words, these are ${count}`,
    fix: "write all words on one line, with spaces between them",
    details: { count },
  });
}

function badWord(positions: readonly number[], language: Language): BaseError {
  return new BaseError({
    code: "Seed.BadWord",
    message: `not in the ${language} list: word ${positions.join(", ")}`,
    fix: "compare with the paper; the first four letters tell a word. Another language is named by --language",
    details: { positions, language },
  });
}

function badChecksum(): BaseError {
  return new BaseError({
    code: "Seed.BadChecksum",
    message: "all words are in the list, but they do not belong together: the checksum is wrong",
    fix: "compare order and words with the paper: one is exchanged for another of the list, or two changed places",
  });
}

function tooRegular(): BaseError {
  return new BaseError({
    code: "Seed.TooRegular",
    message: "these words repeat as no random generator would have it: whoever tries known examples has them",
    fix: "use a seed that was generated; examples from tests and manuals are emptied within seconds",
  });
}
