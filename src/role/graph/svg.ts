import type { Effect } from "../world.ts";
import { type Box, FONT, LINE, MARK, PADDING } from "./boxes.ts";
import { type Layout, laidOut, type Route } from "./layout.ts";
import type { Edge, Graph } from "./model.ts";
import { textWidth, wrapped } from "./text.ts";

/** Okabe and Ito's colours, which colour-blind people tell apart; each with a letter, for print without colours. */
const MARKS: Readonly<
  Record<
    Effect,
    { readonly letter: string; readonly fill: string; readonly ink: string; readonly word: string }
  >
> = {
  act: { letter: "A", fill: "#000000", ink: "#ffffff", word: "acts in its name" },
  any: { letter: "?", fill: "#ffffff", ink: "#000000", word: "not known: anything" },
  upgrade: { letter: "U", fill: "#d55e00", ink: "#ffffff", word: "changes its code" },
  charter: { letter: "C", fill: "#0072b2", ink: "#ffffff", word: "changes the charter" },
  funds: { letter: "F", fill: "#e69f00", ink: "#000000", word: "moves funds" },
  admin: { letter: "R", fill: "#cc79a7", ink: "#000000", word: "gives roles" },
  pause: { letter: "P", fill: "#56b4e9", ink: "#000000", word: "pauses" },
  veto: { letter: "V", fill: "#009e73", ink: "#ffffff", word: "stops what waits" },
  none: { letter: "·", fill: "#eeeeee", ink: "#000000", word: "none of these" },
};
const LEGEND: readonly Effect[] = [
  "act",
  "upgrade",
  "charter",
  "funds",
  "admin",
  "pause",
  "veto",
  "any",
  "none",
];

const LEGEND_WIDTH = 1120;

const INK = "#1a1a1a";
const FAINT = "#9a9a9a";
const STRONG = "#b03a00";
const FILL = { who: "#eaf2fb", outsider: "#fbeee6", group: "#f4f4f4", contract: "#ffffff" } as const;
const DASH = { exercises: "", gives: "7 4", also: "2 3" } as const;

/** A graph as an SVG file: no scripts, no fonts or pictures from elsewhere, all text escaped, the same bytes for the same graph. */
export function svg(graph: Graph): string {
  const layout = laidOut(graph);
  const width = Math.max(layout.size.width, LEGEND_WIDTH);
  const { height } = layout.size;
  const boxes = new Map(layout.boxes.map((box) => [box.node.id, box]));
  const ordered = layout.routes.toSorted((a, b) => Number(a.edge.marked) - Number(b.edge.marked));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="Helvetica, Arial, 'Liberation Sans', sans-serif" role="img">`,
    `<title>${escaped(graph.title)}</title>`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...heading(graph, width),
    ...ordered.map((route) => line(route, boxes, layout)),
    ...layout.boxes.flatMap(boxLines),
    "</svg>",
    "",
  ].join("\n");
}

function heading({ title, note }: Graph, width: number): string[] {
  const lines = wrapped(title, 18, width - 60, 2);
  const top = 32 + lines.length * 22;
  return [
    ...lines.map((text, i) => label(text, 30, 34 + i * 22, 18, INK, true)),
    label(note, 30, top, 11, "#555555"),
    ...legend(top + 24),
  ];
}

function legend(y: number): string[] {
  let x = 30;
  const marks = LEGEND.flatMap((effect) => {
    const at = x;
    x += 24 + textWidth(MARKS[effect].word, 11) + 12;
    return [mark(effect, at, y - 11), label(MARKS[effect].word, at + 20, y, 11, INK)];
  });
  const kinds: [Edge["kind"], string][] = [
    ["exercises", "exercises"],
    ["gives", "can make holders of it"],
    ["also", "is needed besides"],
  ];
  x = 30;
  const lines = kinds.flatMap(([kind, word]) => {
    const at = x;
    x += 46 + textWidth(word, 11) + 16;
    return [stroke(`M${at} ${y + 18}h38`, kind, false), label(word, at + 46, y + 22, 11, INK)];
  });
  return [
    ...marks,
    ...lines,
    stroke(`M${x} ${y + 18}h38`, "exercises", true),
    label("what is asked about", x + 46, y + 22, 11, INK),
  ];
}

function line(
  { edge, leaves, points }: Route,
  boxes: ReadonlyMap<string, Box>,
  { routes, below }: Layout,
): string {
  const [from, to] = [boxes.get(edge.from), boxes.get(edge.to)];
  if (from === undefined || to === undefined) return "";
  const start = { x: from.x + from.width, y: portOf(from, edge.fromRow) };
  // Lines that meet in a row keep a little apart.
  const meeting = routes.filter((other) => other.edge.to === edge.to && other.edge.toRow === edge.toRow);
  const nth = meeting.findIndex((other) => other.edge === edge) - (meeting.length - 1) / 2;
  const end = { x: to.x, y: portOf(to, edge.toRow) + nth * Math.min(3, 16 / meeting.length) };
  const down = below.get(edge);
  if (down !== undefined) {
    const path = `M${n(start.x)} ${n(start.y)}H${n(leaves + 20)}V${n(down)}H${n(end.x - 20)}V${n(end.y)}h20`;
    return stroke(path, edge.kind, edge.marked);
  }
  let path = `M${n(start.x)} ${n(start.y)}H${n(leaves)}`;
  let at = { x: leaves, y: start.y };
  for (const [i, point] of [...points, end].entries()) {
    // Lanes are straight beside boxes, curved between columns.
    if (i % 2 === 1) path += `L${n(point.x)} ${n(point.y)}`;
    else {
      const bend = (point.x - at.x) / 2;
      path += `C${n(at.x + bend)} ${n(at.y)} ${n(point.x - bend)} ${n(point.y)} ${n(point.x)} ${n(point.y)}`;
    }
    at = point;
  }
  return stroke(path, edge.kind, edge.marked);
}

function portOf(box: Box, row: string | null): number {
  const found = box.rows.find(({ id }) => id === row);
  return found === undefined
    ? box.y + Math.min(box.head, box.height) / 2
    : box.y + found.y + found.height / 2;
}

function stroke(path: string, kind: Edge["kind"], isMarked: boolean): string {
  const dash = DASH[kind] === "" ? "" : ` stroke-dasharray="${DASH[kind]}"`;
  const colour = isMarked ? `stroke="${STRONG}" stroke-width="2.4"` : `stroke="${FAINT}" stroke-width="1.1"`;
  return `<path d="${path}" fill="none" ${colour}${dash}/>`;
}

function boxLines(box: Box): string[] {
  const { node, x, y, width, height } = box;
  const edge = node.marked ? `stroke="${STRONG}" stroke-width="2.4"` : `stroke="${INK}" stroke-width="1"`;
  const round = node.kind === "who" || node.kind === "outsider" ? 14 : node.kind === "group" ? 8 : 2;
  return [
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${round}" fill="${FILL[node.kind]}" ${edge}/>`,
    ...block(box.title, x + PADDING, y + 6 + LINE.title - 4, LINE.title, FONT.title, INK, true),
    ...block(
      box.note,
      x + PADDING,
      y + 6 + box.title.length * LINE.title + LINE.note - 4,
      LINE.note,
      FONT.note,
      "#555555",
    ),
    ...box.rows.flatMap((row, i) => {
      const about = node.rows[i];
      const top = y + row.y;
      const ink = about?.marked === true ? STRONG : INK;
      const effects = about?.effects ?? [];
      return [
        `<path d="M${x} ${top}h${width}" stroke="#cccccc" stroke-width="1"/>`,
        ...block(
          row.title,
          x + PADDING,
          top + 4 + LINE.row - 4,
          LINE.row,
          FONT.row,
          ink,
          about?.marked === true,
        ),
        ...block(
          row.note,
          x + PADDING,
          top + 4 + row.title.length * LINE.row + LINE.note - 4,
          LINE.note,
          FONT.note,
          "#555555",
        ),
        ...effects.map((effect, j) =>
          mark(effect, x + width - PADDING - (effects.length - j) * MARK + 2, top + 4),
        ),
      ];
    }),
  ];
}

function mark(effect: Effect, x: number, y: number): string {
  const { letter, fill, ink } = MARKS[effect];
  return (
    `<rect x="${n(x)}" y="${n(y)}" width="15" height="14" rx="3" fill="${fill}" stroke="${INK}" stroke-width="0.8"/>` +
    `<text x="${n(x + 7.5)}" y="${n(y + 11)}" font-size="10" font-weight="bold" text-anchor="middle" fill="${ink}">${letter}</text>`
  );
}

function block(
  lines: readonly string[],
  x: number,
  y: number,
  step: number,
  size: number,
  ink: string,
  isBold = false,
): string[] {
  return lines.map((text, i) => label(text, x, y + i * step, size, ink, isBold));
}

function label(text: string, x: number, y: number, size: number, ink: string, isBold = false): string {
  const weight = isBold ? ` font-weight="bold"` : "";
  return `<text x="${n(x)}" y="${n(y)}" font-size="${size}"${weight} fill="${ink}">${escaped(text)}</text>`;
}

/** Numbers with one decimal at most, so that the bytes are the same on every machine. */
function n(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** Control characters, which XML forbids, are shown as a sign. */
function escaped(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu, "\ufffd")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
