import slip39 from "slip39";
import helper from "slip39/src/slip39_helper.js";
import { BaseError } from "../errors.ts";
import { Secret } from "./secret.ts";
import { assertShape, minimalSubsets, type Shape } from "./shape.ts";
import { splitFailed, unreadable } from "./share-errors.ts";

/**
 * SLIP-39: a secret as shares of words, of which some groups' thresholds recover it. In the strongroom alone: the library
 * neither wipes nor computes in constant time.
 */

/** What a share says of itself. */
export type Header = {
  /** 15 random bits that all shares of a set have in common. */
  readonly id: number;
  readonly extendable: number;
  readonly exponent: number;
  readonly group: number;
  readonly groupThreshold: number;
  readonly groupCount: number;
  readonly member: number;
  readonly memberThreshold: number;
};
/** A share whose checksum holds: its words in full, single spaces between. */
export type Share = Header & { readonly words: string };

/** 20,000 rounds of PBKDF2: what Trezor uses. A passphrase is worth its own entropy, hardly more. */
const EXPONENT = 1;
/** Above this a share asks for minutes of work. */
const MAX_EXPONENT = 5;
/** Words of shares of 16, 20, 24, 28, 32 and 64 bytes. */
const LENGTHS = [20, 23, 27, 30, 33, 59];

const INDEX = new Map(helper.WORD_LIST.map((word, index) => [word, index]));
/** The first four letters name a word of the list. */
const SHORT = new Map(helper.WORD_LIST.map((word) => [word.slice(0, 4), word]));

/**
 * Cuts a secret of 16 to 64 bytes, then recovers it from every minimal subset of the shares, so that none is shown which
 * would not do.
 * @returns words, by group and member
 * @throws `Share.BadShape`, `Share.TooManySubsets`, `Share.BadPassphrase`, `Share.SplitFailed`
 */
export function split(secret: Secret, shape: Shape, passphrase: string): string[][] {
  assertShape(shape);
  assertPassphrase(passphrase);
  const subsets = minimalSubsets(shape);
  const made = secret.use((bytes) =>
    slip39.fromArray(Array.from(bytes), {
      passphrase,
      threshold: shape.threshold,
      groups: shape.groups.map(({ threshold, members }) => [threshold, members]),
      iterationExponent: EXPONENT,
      extendableBackupFlag: 1,
    }),
  );
  const words = made.root.children.map(({ mnemonics }) => mnemonics);
  for (const subset of subsets) {
    const recovered = combine(
      subset.map(([group, member]) => words[group]?.[member] ?? ""),
      passphrase,
    );
    const same = recovered?.equals(secret) === true;
    recovered?.wipe();
    if (!same) throw splitFailed();
  }
  return words;
}

/** The secret; undefined if these are not exactly as many shares as are needed, of one set, unaltered. */
export function combine(words: readonly string[], passphrase: string): Secret | undefined {
  try {
    return Secret.take(Uint8Array.from(slip39.recoverSecret([...words], passphrase)));
  } catch {
    // The library's errors quote words.
    return undefined;
  }
}

/**
 * Reads a share as people write it: in any case, on several lines, numbered, words cut to four letters, comments after `#`.
 * @throws `Share.Unreadable` with what is wrong, never with a word
 */
export function readShare(text: string, name: string): Share {
  const given = text
    .replace(/#.*$/gm, " ")
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "" && !/^\d+[.):]?$/.test(word));
  if (!LENGTHS.includes(given.length))
    throw unreadable(name, `has ${given.length} words; a share has 20 or 33, rarely 23, 27, 30 or 59`);
  const words = given.map((word, at) => {
    const full = INDEX.has(word) ? word : word.length === 4 ? SHORT.get(word) : undefined;
    if (full === undefined) throw unreadable(name, `its word ${at + 1} is not in the word list`, at + 1);
    return full;
  });
  const joined = words.join(" ");
  if (!slip39.validateMnemonic(joined))
    throw unreadable(name, "its checksum does not hold: a word is wrong, or two changed places");
  const header = headerOf(words.map((word) => INDEX.get(word) ?? 0));
  if (header.exponent > MAX_EXPONENT) throw unreadable(name, "it asks for too much work to be opened");
  return { ...header, words: joined };
}

/** The first four words hold forty bits: 15 id, 1 extendable, 4 exponent, then five fields of 4. */
function headerOf(indices: readonly number[]): Header {
  const [a = 0, b = 0, c = 0, d = 0] = indices;
  const [first, second] = [a * 1024 + b, c * 1024 + d];
  const nibble = (at: number) => (second >> at) & 15;
  return {
    id: first >> 5,
    extendable: (first >> 4) & 1,
    exponent: first & 15,
    group: nibble(16),
    groupThreshold: nibble(12) + 1,
    groupCount: nibble(8) + 1,
    member: nibble(4),
    memberThreshold: nibble(0) + 1,
  };
}

/** @throws `Share.BadPassphrase` */
export function assertPassphrase(passphrase: string): void {
  if (/^[\x20-\x7e]*$/.test(passphrase)) return;
  throw new BaseError({
    code: "Share.BadPassphrase",
    message: "the passphrase of shares has a character that the format does not allow",
    fix: "use printable ASCII only",
  });
}
