import type { Address } from "viem";
import { laneWords } from "../../src/audit/finding.ts";
import type { History, OperationHistory } from "../../src/audit/history.ts";
import type { Audit } from "../../src/audit/verify.ts";
import { formatDate } from "../../src/time.ts";
import { facts, list, sections, table } from "./table.ts";

export function auditText(
  conclave: Address,
  { ok, block, fromBlock, links, lanes, findings }: Audit,
): string {
  return sections(
    ok
      ? "the record holds: whole, in order, possible, and storage is where it leads"
      : "the record does not hold",
    facts([
      ["Conclave", conclave],
      ["blocks", `${fromBlock} to ${block.number} (${block.hash}), ${formatDate(block.time)}`],
      ["links", `${links.length} in ${lanes.length} lanes`],
    ]),
    table(
      ["lane", "links", "head in storage"],
      lanes.map(({ lane, links: count, head }) => [laneWords(lane), String(count), head]),
    ),
    list(
      "findings",
      findings.map(({ kind, message, expected, actual }) => {
        const values = expected === undefined ? "" : ` (expected ${expected}, is ${actual ?? "nothing"})`;
        return `${kind}: ${message}${values}`;
      }),
    ),
  );
}

/** Operations with who took part, then everything in order. */
export function historyText({ operations, happenings }: History): string {
  return sections(
    ...operations.map(operationText),
    table(
      ["when", "block", "lane", "", "what"],
      happenings.map(({ time, block, lane, position, sentence }) => [
        formatDate(time),
        String(block),
        laneWords(lane),
        String(position),
        sentence,
      ]),
    ),
  );
}

function operationText(operation: OperationHistory): string {
  const { id, lane, tier, calls, proposer, tester, approvers, isProtected } = operation;
  const { scheduledAt, ready, outcome, ending, endedAt } = operation;
  return [
    `${id}, ${tier}, ${laneWords(lane)}`,
    ...calls.map((call) => `  - ${call}`),
    facts([
      ["  proposed by", proposer],
      ...(tester === null ? [] : [["  tested by", tester] as const]),
      ["  approved by", approvers.length === 0 ? "nobody" : approvers.join(", ")],
      ["  scheduled", `${formatDate(scheduledAt)}${isProtected ? ", protected" : ""}`],
      ["  ready", formatDate(ready)],
      ["  outcome", `${ending ?? outcome}${endedAt === null ? "" : `, ${formatDate(endedAt)}`}`],
    ]),
  ].join("\n");
}
