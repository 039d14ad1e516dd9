import {
  findingWords,
  grantWords,
  LEFT_OUT,
  operationWords,
  stepWords,
  verdict,
} from "../../src/audit/roles/report.ts";
import type { Report } from "../../src/audit/roles/tell.ts";
import { formatDate } from "../../src/time.ts";
import { facts, list, sections, table } from "./table.ts";

/** The verdict, what was found, each grant with what was done about it, then everything in order. */
export function roleHistoryText(report: Report): string {
  const { told } = report;
  return sections(
    rolesVerdict(report),
    ...told.grants.map((grant) => list(grantWords(grant), grant.steps.map(stepWords))),
    list("scheduled", told.operations.map(operationWords)),
    table(
      ["when", "block", "what"],
      told.happenings.map(({ time, block: number, sentence }) => [
        formatDate(time),
        String(number),
        sentence,
      ]),
    ),
    LEFT_OUT,
  );
}

/** Whether the record holds, of what, and what was found. */
export function rolesVerdict({ audit }: Pick<Report, "audit">): string {
  const { domain, conclave, fromBlock, block, links, findings } = audit;
  return sections(
    verdict(audit),
    facts([
      ["RoleManager", domain.verifyingContract],
      ["Conclave", conclave],
      ["blocks", `${fromBlock} to ${block.number} (${block.hash}), ${formatDate(block.time)}`],
      ["links", String(links.length)],
    ]),
    list("findings", findings.map(findingWords)),
  );
}
