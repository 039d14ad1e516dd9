/** Languages of BIP-39's word lists. The words are what is stretched to the seed, so another language is another wallet. */
export const LANGUAGES = [
  "english",
  "czech",
  "french",
  "italian",
  "japanese",
  "korean",
  "portuguese",
  "simplified-chinese",
  "spanish",
  "traditional-chinese",
] as const;
export type Language = (typeof LANGUAGES)[number];

const LISTS = {
  english: () => import("@scure/bip39/wordlists/english.js"),
  czech: () => import("@scure/bip39/wordlists/czech.js"),
  french: () => import("@scure/bip39/wordlists/french.js"),
  italian: () => import("@scure/bip39/wordlists/italian.js"),
  japanese: () => import("@scure/bip39/wordlists/japanese.js"),
  korean: () => import("@scure/bip39/wordlists/korean.js"),
  portuguese: () => import("@scure/bip39/wordlists/portuguese.js"),
  "simplified-chinese": () => import("@scure/bip39/wordlists/simplified-chinese.js"),
  spanish: () => import("@scure/bip39/wordlists/spanish.js"),
  "traditional-chinese": () => import("@scure/bip39/wordlists/traditional-chinese.js"),
} as const;

/** The 2,048 words of a language, in NFKD. */
export async function wordsOf(language: Language): Promise<string[]> {
  return (await LISTS[language]()).wordlist;
}
