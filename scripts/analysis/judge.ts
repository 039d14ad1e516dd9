/** Findings against what is allowed: what is left, and what is allowed for nothing. */
import type { Finding } from "./finding.ts";

const LIST = "scripts/analysis/allowed.ts";

export function judge(
  findings: Finding[],
  allowed: Record<string, Record<string, string>>,
): { where: string; what: string }[] {
  const found = new Set(findings.map(({ detector, key }) => `${detector}: ${key}`));
  const entries = Object.entries(allowed).flatMap(([detector, keys]) =>
    Object.entries(keys).map(([key, reason]) => ({ name: `${detector}: ${key}`, reason })),
  );
  return [
    ...findings
      .filter(({ detector, key }) => allowed[detector]?.[key] === undefined)
      .map(({ detector, key, where }) => ({ where, what: `${detector}: ${key}` })),
    ...entries
      .filter(({ name }) => !found.has(name))
      .map(({ name }) => ({ where: LIST, what: `nothing is found any more for "${name}"` })),
    ...entries
      .filter(({ reason }) => reason.trim() === "")
      .map(({ name }) => ({ where: LIST, what: `"${name}" needs a reason` })),
  ];
}
