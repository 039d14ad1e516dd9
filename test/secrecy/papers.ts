/** What people are given, on paper or in files: wherever it stands, it is known by its form, and is a secret everywhere else. */

const SHARE = /^# SLIP-39 share for /m;
const NUMBERED = /(?<=^|\s)\d{1,2}\. ([a-z]+)/g;
const IDENTITY = /AGE-SECRET-KEY-(?:PQ-)?1[A-Z0-9]{20,}/g;
const FILE_SHARE = /conclave-file-share:1:[0-9a-f]{16}:\d+:\d+:([0-9a-f]{66})/g;
/** The first words of a share are those of its set. */
const LAST_WORDS = 6;

export function papersIn(text: string): string[] {
  return [...wordsIn(text), ...found(IDENTITY, text), ...found(FILE_SHARE, text)];
}

/** The words of each share in a text: all, and the last, which no other share has. */
function wordsIn(text: string): string[] {
  const shares = text.split(SHARE).slice(1);
  return shares.flatMap((share) => {
    const words = found(NUMBERED, share);
    return words.length < LAST_WORDS ? [] : [words.join(" "), words.slice(-LAST_WORDS).join(" ")];
  });
}

function found(pattern: RegExp, text: string): string[] {
  return [...text.matchAll(pattern)].map(([whole, part = whole]) => part);
}
