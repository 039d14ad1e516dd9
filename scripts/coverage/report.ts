/** From marks and hits to figures: lines, branches and functions for each file, as a table, as lcov and as JSON. */
import Table from "cli-table3";
import type { Point } from "./instrument.ts";
import type { Marked } from "./tree.ts";

/** One way that a condition may go, or one arm of a `try`. */
export type Branch = { line: number; text: string; way: "true" | "false" | "taken"; count: number };

export type FileReport = {
  path: string;
  /** Lines on which a statement begins; the count is that of the statement that ran least often. */
  lines: Map<number, number>;
  branches: Branch[];
  functions: { line: number; text: string; count: number }[];
  unmeasured: number[];
};

export type Share = { hit: number; found: number };

export function report(marked: Marked[], hits: Map<number, number>): FileReport[] {
  const count = (id: number) => hits.get(id) ?? 0;
  return marked
    .filter(({ points }) => points.length > 0)
    .map(({ path, points, unmeasured }) => {
      const of = (...kinds: Point["kind"][]) => points.filter(({ kind }) => kinds.includes(kind));
      const lines = new Map<number, number>();
      for (const { id, line } of of("statement"))
        lines.set(line, Math.min(count(id), lines.get(line) ?? Number.POSITIVE_INFINITY));
      const branches = of("condition", "arm").flatMap(({ id, kind, line, text }): Branch[] =>
        kind === "arm"
          ? [{ line, text, way: "taken", count: count(id) }]
          : [
              { line, text, way: "true", count: count(id) },
              { line, text, way: "false", count: count(id + 1) },
            ],
      );
      const functions = of("function").map(({ id, line, text }) => ({ line, text, count: count(id) }));
      return { path, lines, branches, functions, unmeasured };
    });
}

export function shareOf(counts: Iterable<number>): Share {
  const all = [...counts];
  return { hit: all.filter((count) => count > 0).length, found: all.length };
}

/** In percent; nothing to find is all found. */
export function percent({ hit, found }: Share): number {
  return found === 0 ? 100 : (100 * hit) / found;
}

export function totals(files: FileReport[]): { lines: Share; branches: Share; functions: Share } {
  return {
    lines: shareOf(files.flatMap(({ lines }) => [...lines.values()])),
    branches: shareOf(files.flatMap(({ branches }) => branches.map(({ count }) => count))),
    functions: shareOf(files.flatMap(({ functions }) => functions.map(({ count }) => count))),
  };
}

/** What no test reached, as "path:line: what". */
export function missing({ path, lines, branches, functions }: FileReport): string[] {
  const entered = functions
    .filter(({ count }) => count === 0)
    .map(({ line, text }) => [line, `${text}() never entered`]);
  const ran = [...lines].filter(([, count]) => count === 0).map(([line]) => [line, "not run"]);
  const went = branches
    .filter(({ count }) => count === 0)
    .map(({ line, text, way }) => [line, `never ${way}: ${text}`]);
  return [...entered, ...ran, ...went].map(([line, what]) => `${path}:${line}: ${what}`);
}

export function table(files: FileReport[]): string {
  const out = new Table({
    head: ["file", "lines", "", "branches", "", "functions"],
    colAligns: ["left", "right", "right", "right", "right", "right"],
    style: { head: [], border: [] },
  });
  const row = (name: string, { lines, branches, functions }: ReturnType<typeof totals>) => {
    const [ofLines, ofBranches] = [lines, branches].map((share) => `${percent(share).toFixed(2)} %`);
    const [l, b, f] = [lines, branches, functions].map(({ hit, found }) => `${hit}/${found}`);
    out.push([name, l, ofLines, b, ofBranches, f]);
  };
  for (const file of files) row(file.path, totals([file]));
  row("all", totals(files));
  return out.toString();
}

/** The format that editors and review sites read: http://ltp.sourceforge.net/coverage/lcov/geninfo.1.php */
export function lcov(files: FileReport[]): string {
  return files
    .flatMap(({ path, lines, branches, functions }) => [
      "TN:",
      `SF:${path}`,
      ...functions.map(({ line, text }) => `FN:${line},${text}`),
      ...functions.map(({ text, count }) => `FNDA:${count},${text}`),
      ...summary("FN", shareOf(functions.map(({ count }) => count))),
      ...branches.map(({ line, count }, i) => `BRDA:${line},${Math.floor(i / 2)},${i % 2},${count || "-"}`),
      ...summary("BR", shareOf(branches.map(({ count }) => count))),
      ...[...lines].sort(([a], [b]) => a - b).map(([line, count]) => `DA:${line},${count}`),
      ...summary("L", shareOf(lines.values())),
      "end_of_record",
    ])
    .map((line) => `${line}\n`)
    .join("");
}

function summary(prefix: "FN" | "BR" | "L", { hit, found }: Share): string[] {
  return [`${prefix}F:${found}`, `${prefix}H:${hit}`];
}
