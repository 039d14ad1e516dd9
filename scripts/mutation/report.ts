/** What came of a run: counts by file and by operator, and the survivors one by one. */
import Table from "cli-table3";
import { type Explanation, explains } from "./explained.ts";
import type { Tried } from "./pool.ts";

export type Survivor = { at: string; operator: string; before: string; after: string; explanation?: string };
export type Counts = {
  mutants: number;
  killed: number;
  survived: number;
  explained: number;
  unconfirmed: number;
  stillborn: number;
  idle: number;
};
export type Report = {
  total: Counts;
  byFile: Record<string, Counts>;
  byOperator: Record<string, Counts>;
  survivors: Survivor[];
  /** Explained, yet a test tells them from the original. */
  killedAfterAll: Survivor[];
  notTried: number;
  /** A mutant's time on the clock, and of the processor, on average. */
  secondsEach: number;
  cpuSecondsEach: number;
};

export function report(tried: readonly Tried[], known: readonly Explanation[], planned: number): Report {
  const total = none();
  const byFile: Record<string, Counts> = {};
  const byOperator: Record<string, Counts> = {};
  const survivors: Survivor[] = [];
  const killedAfterAll: Survivor[] = [];
  let seconds = 0;
  let cpu = 0;
  for (const entry of [...tried].sort(byPlace)) {
    const { file, operator } = entry.mutant;
    const explanation = known.find((one) => explains(entry.mutant, one));
    const isExplained = explanation !== undefined;
    const isAlive = entry.verdict.status === "survived" || entry.verdict.status === "unconfirmed";
    byFile[file] ??= none();
    byOperator[operator] ??= none();
    for (const counts of [total, byFile[file], byOperator[operator]]) {
      counts.mutants++;
      if (isAlive && isExplained) counts.explained++;
      else counts[entry.verdict.status]++;
    }
    if (isAlive) survivors.push(survivor(entry, explanation));
    if (entry.verdict.status === "killed" && isExplained) killedAfterAll.push(survivor(entry, explanation));
    seconds += entry.seconds;
    cpu += entry.cpu;
  }
  const each = (sum: number): number => Math.round((10 * sum) / Math.max(1, tried.length)) / 10;
  const times = { secondsEach: each(seconds), cpuSecondsEach: each(cpu) };
  return { total, byFile, byOperator, survivors, killedAfterAll, notTried: planned - tried.length, ...times };
}

export function show({
  total,
  byFile,
  byOperator,
  survivors,
  killedAfterAll,
  notTried,
  secondsEach,
  cpuSecondsEach,
}: Report): string {
  const lines = [table("file", byFile, total), table("operator", byOperator, total)];
  for (const { at, operator, before, after, explanation } of survivors) {
    lines.push(
      `${explanation === undefined ? "SURVIVED" : "explained"} ${at} (${operator})\n  - ${before}\n  + ${after}`,
    );
    if (explanation !== undefined) lines.push(`  ${explanation}`);
  }
  for (const { at, after } of killedAfterAll) lines.push(`explained, but killed: ${at} ${after}`);
  lines.push(
    `${secondsEach} s a mutant and worker, ${cpuSecondsEach} s of processor time${notTried > 0 ? `; ${notTried} not tried: time was up` : ""}`,
  );
  return lines.join("\n");
}

function survivor({ mutant }: Tried, explanation: Explanation | undefined): Survivor {
  const { file, line, operator, before, after } = mutant;
  const reason =
    explanation === undefined ? {} : { explanation: `${explanation.kind}: ${explanation.reason}` };
  return { at: `${file}:${line}`, operator, before, after, ...reason };
}

function table(title: string, rows: Record<string, Counts>, total: Counts): string {
  const out = new Table({
    head: [
      title,
      "mutants",
      "killed",
      "survived",
      "explained",
      "unconfirmed",
      "stillborn",
      "no change in code",
    ],
    colAligns: ["left", "right", "right", "right", "right", "right", "right", "right"],
    style: { head: [], border: [] },
  });
  for (const [name, counts] of [
    ...Object.entries(rows).sort(([a], [b]) => (a < b ? -1 : 1)),
    ["all", total] as const,
  ]) {
    const { mutants, killed, survived, explained, unconfirmed, stillborn, idle } = counts;
    out.push([name, mutants, killed, survived, explained, unconfirmed, stillborn, idle]);
  }
  return out.toString();
}

function none(): Counts {
  return { mutants: 0, killed: 0, survived: 0, explained: 0, unconfirmed: 0, stillborn: 0, idle: 0 };
}

function byPlace(a: Tried, b: Tried): number {
  return a.mutant.file === b.mutant.file
    ? a.mutant.start - b.mutant.start
    : a.mutant.file < b.mutant.file
      ? -1
      : 1;
}
