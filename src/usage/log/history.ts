import { BaseError } from "../../errors.ts";
import { isUse, type Line, readLine } from "./line.ts";
import { type LogFolder, pathsOf } from "./place.ts";
import { openLog, rawLines } from "./read.ts";

/** A line, or the number of something that is none. */
export type Read = { readonly number: number; readonly line?: Line };

/** Everything that stands in a log, in order. Whether it is sound, `verifyLog` says. @throws `Log.CannotRead`, `Log.LineTooLong` */
export async function readHistory(folder: LogFolder): Promise<Read[]> {
  const file = await openLog(pathsOf(folder).lines);
  try {
    const found: Read[] = [];
    for await (const { bytes } of rawLines(file)) {
      const line = readLine(bytes);
      found.push({ number: found.length, ...(line === undefined ? {} : { line }) });
    }
    return found;
  } finally {
    await file.close();
  }
}

/** What somebody has to look at, and why. */
export type Alert = { readonly number: number; readonly why: string; readonly line?: Line };

/**
 * What in a log needs a look: refusals, uses that failed or have no outcome, policies that changed or went away, lines that were
 * cut short. KU-03.
 */
export function alertsOf(history: readonly Read[]): Alert[] {
  const policies = new Map<string, string | undefined>();
  const outcomes = new Set(history.flatMap(({ line }) => (line?.of === undefined ? [] : [line.of])));
  return history.flatMap(({ number, line }): Alert[] => {
    if (line === undefined) return [{ number, why: "this is no line" }];
    const why = reasonOf(line) ?? unfinished(line, outcomes) ?? changed(line, policies);
    if (isUse(line) && line.key !== undefined) policies.set(line.key.address, line.policy);
    return why === undefined ? [] : [{ number, why, line }];
  });
}

/** The error for lines that need a look; undefined if none does. */
export function lookNeeded(alerts: readonly Alert[]): BaseError | undefined {
  if (alerts.length === 0) return undefined;
  return new BaseError({
    code: "Log.Alerts",
    message: `${alerts.length} ${alerts.length === 1 ? "line needs" : "lines need"} a look`,
    fix: "find out who did what is told there; then ask with --since the number of the next line",
    details: { lines: alerts.map(({ number }) => number) },
  });
}

function reasonOf({ event, rule, code, of }: Line): string | undefined {
  if (event === "refused") return `refused: ${rule ?? code ?? "by the policy"}`;
  if (event === "failed") return `failed: ${code ?? "for no reason given"} (asked in line ${of ?? "?"})`;
  return event === "torn" ? "the line before was cut short" : undefined;
}

function unfinished({ event, number }: Line, outcomes: ReadonlySet<number>): string | undefined {
  if (event !== "asked" || outcomes.has(number)) return undefined;
  return "no line tells what came of it: a signature may exist";
}

function changed(line: Line, policies: ReadonlyMap<string, string | undefined>): string | undefined {
  const { key, policy } = line;
  if (!isUse(line) || key === undefined || !policies.has(key.address)) return undefined;
  if (policies.get(key.address) === policy) return undefined;
  return policy === undefined
    ? "the key's policy is gone"
    : "the key's policy was changed since its last use";
}
