import { encodeQR } from "qr";

/** Modules of white that must surround a code. */
const QUIET = 4;
const MOST_VERSION = 25;
/** Characters (capitals and digits) that a code of a version holds at medium error correction: ISO/IEC 18004, table 7. */
const CAPACITY = [
  20, 38, 61, 90, 122, 154, 178, 221, 262, 311, 366, 419, 483, 528, 600, 656, 734, 816, 909, 970, 1035, 1134,
  1248, 1326, 1451,
];

/** A terminal, in characters: each is one module wide and two high. */
export type Screen = { readonly columns: number; readonly rows: number };

/** Most characters in one frame whose code fits; 0 if none does. */
export function frameSize({ columns, rows }: Screen): number {
  const modules = Math.min(columns, 2 * rows) - 2 * QUIET;
  const version = Math.min(Math.floor((modules - 17) / 4), MOST_VERSION);
  return CAPACITY[version - 1] ?? 0;
}

/** The code of a frame: true is dark, with the white around it. */
export function codeOf(frame: string): boolean[][] {
  return encodeQR(frame, "raw", { ecc: "medium", encoding: "alphanumeric", border: QUIET });
}

/** Two modules a character. Full blocks are light, for terminals are mostly dark; `inverted` for those that are not. */
export function drawn(code: readonly (readonly boolean[])[], inverted = false): string {
  const blocks = inverted ? "█▀▄ " : " ▄▀█";
  const lines: string[] = [];
  for (let y = 0; y < code.length; y += 2) {
    const [upper = [], lower = []] = [code[y], code[y + 1]];
    // Below the last row there is nothing to print.
    lines.push(upper.map((dark, x) => blocks[(dark ? 0 : 2) + ((lower[x] ?? !inverted) ? 0 : 1)]).join(""));
  }
  return lines.join("\n");
}
