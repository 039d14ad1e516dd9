import type { SafeReport } from "../../src/safe/check/check.ts";
import { CHECKS, type Finding } from "../../src/safe/check/finding.ts";
import { facts, list, sections, table } from "./table.ts";

/** What is wrong comes first and at length; what is in order in one line each. */
export function safeReportText(name: string, { block, version, score, findings }: SafeReport): string {
  const isBad = ({ severity }: Finding) => severity !== "ok" && severity !== "unknown";
  const about = ({ subject }: Finding) => subject ?? "";
  const rest = findings.filter((finding) => !isBad(finding));
  return sections(
    facts([
      ["Safe", `${name}, version ${version}`],
      ["block", String(block)],
      ["score", `${score.points} of 100`],
    ]),
    ...findings.filter(isBad).map(findingText),
    table(
      ["", "check", "about", "found"],
      rest.map((finding) => [
        finding.severity === "ok" ? "ok" : "?",
        finding.check,
        about(finding),
        finding.found,
      ]),
    ),
    list("score", score.arithmetic),
  );
}

function findingText({ check, severity, subject, found, fix }: Finding): string {
  return [
    `${severity.toUpperCase()} ${check}${subject === undefined ? "" : ` ${subject}`}: ${found}`,
    `  because ${CHECKS[check]}`,
    ...(fix === null ? [] : [`  to do: ${fix}`]),
  ].join("\n");
}
