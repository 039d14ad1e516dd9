import { readFileSync } from "node:fs";

/** The charter that ships. */
export const EXAMPLE = readFileSync(new URL("../../examples/charter.yaml", import.meta.url), "utf8");

/** The example with one passage replaced; the passage must be there. */
export function edited(...changes: readonly [from: string, to: string][]): string {
  return changes.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`the example has no "${from}"`);
    return text.replace(from, to);
  }, EXAMPLE);
}

/** Line and column (from 1) of the first `needle` in `text`. */
export function placeOf(text: string, needle: string): { line: number; column: number } {
  const before = text.slice(0, text.indexOf(needle)).split("\n");
  return { line: before.length, column: (before.at(-1) ?? "").length + 1 };
}
