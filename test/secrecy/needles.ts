/**
 * How a secret looks where it is found. Texts are read by letters and digits alone: hex with spaces, base64 over several lines and of either
 * alphabet, JSON and what Node prints of bytes all come to one form. Words are also read without digits, for they may be numbered.
 */

/** Shorter forms are met by chance. */
const SHORTEST = 10;
/** Bytes of fewer kinds are a number, or fill something. */
const FEWEST = 6;
const WORDS = /^\p{L}+(?:[\s-]+\p{L}+){5,}$/u;

/** For each byte as what it is read; 0 is passed over. */
export const READINGS = { plain: tableOf(/[a-z0-9]/i), letters: tableOf(/[a-z]/i) } as const;
export type Reading = keyof typeof READINGS;

function tableOf(read: RegExp): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => {
    const char = String.fromCharCode(byte);
    if (byte >= 0x80) return byte;
    return read.test(char) ? char.toLowerCase().charCodeAt(0) : 0;
  });
}

/** What gives the bytes away, for each reading. Nothing for what is too short or too regular to be a secret. */
export function needlesOf(bytes: Buffer): Record<Reading, Buffer[]> {
  if (bytes.length < 8 || new Set(bytes).size < FEWEST) return { plain: [], letters: [] };
  const encoded = [
    bytes.toString("hex"),
    bytes.join(),
    ...[0, 1, 2].map((before) => base64Of(bytes, before)),
  ];
  const plain = [...(isText(bytes) ? [bytes] : []), ...encoded.map((text) => Buffer.from(text))];
  return {
    plain: plain.map((form) => readAs("plain", form)).filter(({ length }) => length >= SHORTEST),
    letters: isText(bytes) && WORDS.test(bytes.toString()) ? [readAs("letters", bytes)] : [],
  };
}

export function readAs(reading: Reading, bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.map((byte) => READINGS[reading][byte] ?? 0).filter((byte) => byte !== 0));
}

export function isText(bytes: Buffer): boolean {
  return bytes.every((byte) => byte >= 0x20 && byte !== 0x7f) && Buffer.from(bytes.toString()).equals(bytes);
}

/** In base64 of something longer, by how many bytes come before (modulo 3), less the ends, which depend on the neighbours. */
function base64Of(bytes: Buffer, before: number): string {
  const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64url");
  return encoded.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
}
