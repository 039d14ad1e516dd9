import Table from "cli-table3";
import type { Table as Content } from "./tables.ts";

/** For the terminal. */
export function printed({ title, head, rows }: Content): string {
  const out = new Table({
    head: [...head],
    colAligns: head.map((_, column) => (column === 0 ? "left" : "right")),
    style: { head: [], border: [] },
  });
  out.push(...rows.map((row) => [...row]));
  return `${title}\n${out.toString()}`;
}

/** For a Markdown page. */
export function markdown({ head, rows }: Content): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const rule = head.map((_, column) => (column === 0 ? "---" : "--:"));
  return [line(head), `|${rule.join("|")}|`, ...rows.map(line)].join("\n");
}

/**
 * The page with each table between its marks, `<!-- table: id -->` and `<!-- end -->`, replaced.
 * @throws If the page has no place for one of the tables.
 */
export function intoPage(page: string, tables: readonly Content[]): string {
  return tables.reduce((text, table) => {
    const begin = `<!-- table: ${table.id} -->`;
    const start = text.indexOf(begin);
    const end = text.indexOf("<!-- end -->", start);
    if (start === -1 || end === -1) throw new Error(`the page has no marks for the table ${table.id}`);
    return `${text.slice(0, start + begin.length)}\n${markdown(table)}\n${text.slice(end)}`;
  }, page);
}
