import { type Finding, SEVERITIES, type Severity } from "./finding.ts";

/** Points that each finding of a severity takes, and the most that is left as long as there is one. */
const PRICES: Readonly<Record<Severity, { readonly points: number; readonly cap: number }>> = {
  critical: { points: 40, cap: 30 },
  high: { points: 15, cap: 60 },
  medium: { points: 5, cap: 85 },
  low: { points: 1, cap: 99 },
  ok: { points: 0, cap: 100 },
  unknown: { points: 0, cap: 100 },
};

/** 0 to 100, and how it comes about, a line for each step. */
export type Score = { readonly points: number; readonly arithmetic: readonly string[] };

/** What the findings leave of 100. Several findings about the same owner or module count each. */
export function score(findings: readonly Finding[]): Score {
  const counted = SEVERITIES.map((severity) => ({
    severity,
    count: findings.filter((finding) => finding.severity === severity).length,
    ...PRICES[severity],
  })).filter(({ count }) => count > 0);
  const lost = counted.reduce((sum, { count, points }) => sum + count * points, 0);
  const [worst] = counted.filter(({ points }) => points > 0);
  const cap = worst?.cap ?? 100;
  const points = Math.max(0, Math.min(100 - lost, cap));
  return {
    points,
    arithmetic: [
      "100 to begin with",
      ...counted
        .filter(({ points }) => points > 0)
        .map(({ severity, count, points }) => `− ${count * points}: ${count} ${severity} at ${points} each`),
      ...(100 - lost < 0 ? ["not below 0"] : []),
      ...(worst !== undefined && 100 - lost > cap ? [`at most ${cap} with a ${worst.severity} finding`] : []),
      ...counted
        .filter(({ severity }) => severity === "unknown")
        .map(({ count }) => `± 0: ${count} could not be told`),
      `= ${points}`,
    ],
  };
}
