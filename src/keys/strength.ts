import type { Secret } from "./secret.ts";

/** Longer passwords are judged by their beginning: the work grows faster than the text. */
const JUDGED = 128;

/**
 * Texts that are long and yet first guesses. The estimator knows words and not which of them everybody puts in this order.
 * Patterns, repeats, dates, keyboard runs and what was changed in spelling it finds by itself.
 */
const FAMOUS = [
  "conclave",
  "ethereum",
  "keystore",
  "passphrase",
  "correct horse battery staple",
  "the quick brown fox jumps over the lazy dog",
  "lorem ipsum dolor sit amet",
  "to be or not to be",
  "that is the question",
  "in the beginning",
  "it was the best of times",
  "chancellor on brink of second bailout for banks",
  "not your keys not your coins",
  "31415926535897932384626433832795",
  "27182818284590452353602874713526",
];

/**
 * How many guesses a password withstands, as a power of two, by an estimator that knows common passwords, names, words, dates,
 * keyboard runs, repeats and usual replacements of letters. Runs in the strongroom, for the estimator leaves pieces of the
 * password all over memory.
 * @param request.known what a guesser would try for this key before all else, such as its label and its holder's name
 * @param request.cautious count each word as drawn from a list of 7,776, and no more: the estimator takes words that it does not know
 * for random letters, and those that it knows for more than a passphrase of such words has
 */
export async function estimate(
  { known, cautious = false }: { readonly known: readonly string[]; readonly cautious?: boolean },
  { password }: { password: Secret },
): Promise<{ readonly bits: number }> {
  // Some 4 MB of word lists, which only new passwords need.
  const [{ ZxcvbnFactory }, common, english] = await Promise.all([
    import("@zxcvbn-ts/core"),
    import("@zxcvbn-ts/language-common"),
    import("@zxcvbn-ts/language-en"),
  ]);
  const estimator = new ZxcvbnFactory({
    dictionary: { ...common.dictionary, ...english.dictionary },
    graphs: common.adjacencyGraphs,
    translations: english.translations,
    maxLength: JUDGED,
  });
  const text = [...password.revealText()].slice(0, JUDGED).join("");
  const { guessesLog10 } = estimator.check(text, [...FAMOUS.flatMap(spellings), ...known.flatMap(spellings)]);
  const bits = Math.max(0, guessesLog10 * Math.log2(10));
  return { bits: cautious ? Math.min(bits, ceiling(text)) : bits };
}

const WORD = Math.log2(7776);
const LETTER = Math.log2(26);
const DIGIT = Math.log2(10);
const SIGN = Math.log2(32);

/** What a text has at most if its letters are words, each written as usual or with a capital, and one sign separates them. */
function ceiling(text: string): number {
  const letters = (text.match(/\p{L}+/gu) ?? []).map((run) => {
    const capitals = /\p{Lu}/u.test(run) ? 1 : 0;
    return Math.min([...run].length * (LETTER + capitals), WORD + capitals);
  });
  const digits = text.match(/\p{N}/gu)?.length ?? 0;
  const signs = text.match(/[^\p{L}\p{N}]/gu) ?? [];
  const separators = new Set(signs).size === 1 ? 1 : signs.length;
  return letters.reduce((sum, bits) => sum + bits, 0) + digits * DIGIT + separators * SIGN;
}

/** As it stands, and with its words joined in the usual ways. */
function spellings(text: string): string[] {
  const words = text.split(/[\s._-]+/).filter((word) => word !== "");
  return [text, words.join(""), words.join("-"), words.join("_"), words.join(".")];
}
