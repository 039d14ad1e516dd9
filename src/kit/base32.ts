import { BaseError } from "../errors.ts";

/** RFC 4648, without padding. */
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

export function encode32(bytes: Uint8Array): string {
  let text = "";
  let [held, bits] = [0, 0];
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET[(held >> bits) & 31];
    }
    held &= 31;
  }
  return bits === 0 ? text : text + ALPHABET[(held << (5 - bits)) & 31];
}

/** Only what {@link encode32} writes: one text for one value. @throws `Base32.Malformed` */
export function decode32(text: string): Buffer {
  const bytes = Buffer.alloc(Math.floor((text.length * 5) / 8));
  let [held, bits, at] = [0, 0, 0];
  for (const letter of text) {
    const value = ALPHABET.indexOf(letter);
    if (value === -1) throw malformed();
    held = ((held << 5) | value) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at++] = (held >> bits) & 255;
  }
  if (bits >= 5 || (held & ((1 << bits) - 1)) !== 0) throw malformed();
  return bytes;
}

function malformed(): BaseError {
  return new BaseError({
    code: "Base32.Malformed",
    message: "not base 32 as it is written here",
    fix: "use capitals and the digits 2 to 7, and copy all of it",
  });
}
