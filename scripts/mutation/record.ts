/** Verdicts of earlier runs, a line each. They hold as long as the file's text does; a test that came since is what --again is for. */
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { lot, type Mutant } from "./mutant.ts";
import type { Tried } from "./pool.ts";
import { source } from "./sources.ts";
import type { Verdict } from "./trial.ts";

type Line = { id: string; at: string; verdict: Verdict; seconds: number; cpu: number };

export function recorded(path: string, mutants: readonly Mutant[]): Tried[] {
  if (path === "" || !existsSync(path)) return [];
  const lines = readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line): Line => JSON.parse(line));
  const latest = new Map(lines.map((line) => [line.id, line]));
  return mutants.flatMap((mutant) => {
    const line = latest.get(idOf(mutant));
    return line === undefined ? [] : [{ ...line, mutant }];
  });
}

export function write(path: string, { mutant, verdict, seconds, cpu }: Tried): void {
  if (path === "") return;
  const at = `${mutant.file}:${mutant.line} ${mutant.before} → ${mutant.after}`;
  const line: Line = { id: idOf(mutant), at, verdict, seconds, cpu };
  appendFileSync(path, `${JSON.stringify(line)}\n`);
}

function idOf(mutant: Mutant): string {
  return lot(mutant, source(mutant.file));
}
