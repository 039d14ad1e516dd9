/** Widths of letters in Helvetica and its like, in parts of the font's size; a little more than true, so that text fits in any of them. */
function widthOf(letter: string): number {
  if (/[ijltfrI.,:;'|!()[\]/ -]/.test(letter)) return 0.42;
  if (/[mwMW@%…→]/.test(letter)) return 1.05;
  if (/[A-Z0-9_&#]/.test(letter)) return 0.8;
  return /[\u0020-\u024f]/.test(letter) ? 0.68 : 1;
}

/** Pixels. */
export function textWidth(text: string, size: number): number {
  return size * [...text].reduce((sum, letter) => sum + widthOf(letter), 0);
}

/** Lines of at most `width` pixels: broken at spaces, else after `_`, `.`, `,`, `(` and `-`, else anywhere. At most `most` lines, the last cut with `…`. */
export function wrapped(text: string, size: number, width: number, most: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  const pieces = text.split(/(?<=[ _.,(\-/])/).flatMap((piece) => pieced(piece, size, width));
  for (const piece of pieces) {
    if (line !== "" && textWidth((line + piece).trimEnd(), size) > width) {
      lines.push(line.trimEnd());
      line = "";
    }
    line += piece;
  }
  if (line.trim() !== "") lines.push(line.trimEnd());
  if (lines.length <= most) return lines;
  let last = lines[most - 1] ?? "";
  while (textWidth(`${last}…`, size) > width) last = [...last].slice(0, -1).join("");
  return [...lines.slice(0, most - 1), `${last}…`];
}

function pieced(text: string, size: number, width: number): readonly string[] {
  const pieces: string[] = [];
  let piece = "";
  for (const letter of text) {
    if (textWidth((piece + letter).trimEnd(), size) > width) {
      pieces.push(piece);
      piece = "";
    }
    piece += letter;
  }
  return [...pieces, piece];
}
