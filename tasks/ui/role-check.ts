import { atlasOf } from "../../src/role/atlas.ts";
import type { RoleReport } from "../../src/role/check/check.ts";
import { CHECKS, type CheckFinding } from "../../src/role/check/finding.ts";
import type { World } from "../../src/role/world.ts";
import { formatDate } from "../../src/time.ts";
import { facts, sections, table } from "./table.ts";

/** What is wrong comes first and at length, each kind with its reason once; what is meant to be so, or cannot be told, in one line each. */
export function roleReportText(name: string, world: World, { block, findings }: RoleReport): string {
  const atlas = atlasOf(world);
  const isBad = ({ severity }: CheckFinding) => severity !== "ok" && severity !== "unknown";
  const bad = findings.filter(isBad);
  const rest = findings.filter((finding) => !isBad(finding));
  const count = (severity: string) => findings.filter((one) => one.severity === severity).length;
  const said = new Set<string>();
  return sections(
    facts([
      ["charter", name],
      ["block", `${block.number} of ${formatDate(block.timestamp)}`],
      [
        "found",
        bad.length === 0
          ? "nothing that is not as the charter says"
          : ["critical", "high", "medium", "low"].map((one) => `${count(one)} ${one}`).join(", "),
      ],
    ]),
    ...bad.map((finding) => {
      const isFirst = !said.has(finding.check);
      said.add(finding.check);
      const where = finding.on === null ? "" : ` ${atlas.name(finding.on)}`;
      return [
        `${finding.severity.toUpperCase()} ${finding.check}${where}: ${finding.found}`,
        ...(isFirst ? [`  because ${CHECKS[finding.check]}`] : []),
        `  to do: ${finding.fix}`,
      ].join("\n");
    }),
    table(
      ["", "check", "about", "found"],
      rest.map((finding) => [
        finding.severity === "ok" ? "meant" : "?",
        finding.check,
        finding.on === null ? "" : atlas.name(finding.on),
        finding.accepted === undefined ? finding.found : `${finding.found} (${finding.accepted})`,
      ]),
    ),
  );
}
