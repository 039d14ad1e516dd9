import type { GraphNode } from "./model.ts";
import { wrapped } from "./text.ts";

export type Size = { readonly width: number; readonly height: number };

/** A row of a box: a power, with its lines of text; `y` from the box's top. */
export type BoxRow = {
  readonly id: string;
  readonly title: readonly string[];
  readonly note: readonly string[];
  readonly y: number;
  readonly height: number;
};

export type Box = Size & {
  readonly node: GraphNode;
  readonly title: readonly string[];
  readonly note: readonly string[];
  readonly head: number;
  readonly rows: readonly BoxRow[];
  readonly x: number;
  readonly y: number;
};

export const FONT = { title: 13, row: 12, note: 10 } as const;
export const LINE = { title: 17, row: 15, note: 13 } as const;
/** Between boxes of a column. */
export const GAP = 16;
export const PADDING = 9;
/** What an effect's mark takes at the end of a row. */
export const MARK = 17;

const WIDTH = { who: 140, outsider: 160, group: 160, contract: 270 } as const;

/** How large a node is, and how its text breaks. */
export function boxOf(node: GraphNode): Box {
  const width = WIDTH[node.kind];
  const inner = width - 2 * PADDING;
  const title = wrapped(node.title, FONT.title, inner, 3);
  const note = wrapped(node.note, FONT.note, inner, 2);
  const head = 2 * 6 + title.length * LINE.title + note.length * LINE.note;
  let y = head;
  const rows = node.rows.map((row): BoxRow => {
    const left = inner - row.effects.length * MARK;
    const lines = {
      title: wrapped(row.title, FONT.row, left, 3),
      note: wrapped(row.note, FONT.note, inner, 3),
    };
    const height = 8 + lines.title.length * LINE.row + lines.note.length * LINE.note;
    const at = y;
    y += height;
    return { id: row.id, ...lines, y: at, height };
  });
  return { node, width, height: y, title, note, head, rows, x: 0, y: 0 };
}
