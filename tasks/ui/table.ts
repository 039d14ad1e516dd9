import Table from "cli-table3";

const NONE = "";
const BARE = {
  top: NONE,
  "top-mid": NONE,
  "top-left": NONE,
  "top-right": NONE,
  bottom: NONE,
  "bottom-mid": NONE,
  "bottom-left": NONE,
  "bottom-right": NONE,
  left: NONE,
  "left-mid": NONE,
  mid: NONE,
  "mid-mid": NONE,
  right: NONE,
  "right-mid": NONE,
  middle: "  ",
};

/** Columns with a header and no lines or colours, so that it reads the same in a log. Empty if there are no rows. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return "";
  const made = new Table({
    chars: BARE,
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
  });
  made.push([...head], ...rows.map((row) => [...row]));
  return trimmed(made.toString());
}

/** `name  value` lines, names padded to one width. A value of several lines stays in its column: none can pass for another fact. */
export function facts(entries: readonly (readonly [name: string, value: string])[]): string {
  const width = Math.max(...entries.map(([name]) => name.length));
  return entries
    .map(([name, value]) => `${name.padEnd(width)}  ${indented(value, width + 2)}`.trimEnd())
    .join("\n");
}

/** Blocks with an empty line between them; empty ones are left out. */
export function sections(...blocks: readonly (string | readonly string[])[]): string {
  return blocks
    .map((block) => (typeof block === "string" ? block : block.join("\n")))
    .filter((block) => block !== "")
    .join("\n\n");
}

/** A headed list; empty if there are no items. */
export function list(title: string, items: readonly string[]): string {
  return items.length === 0
    ? ""
    : [`${title}:`, ...items.map((item) => `  - ${indented(item, 4)}`)].join("\n");
}

function indented(text: string, by: number): string {
  return text.replaceAll("\n", `\n${" ".repeat(by)}`);
}

function trimmed(text: string): string {
  return text
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}
