import * as Canonical from "../canonical.ts";
import { escaped } from "../markdown.ts";
import { formatDate } from "../time.ts";
import { type Finding, laneWords } from "./finding.ts";
import type { History, OperationHistory } from "./history.ts";
import type { Audit } from "./verify.ts";

export const FORMAT = "conclave-audit/1";

/** An audit as canonical JSON (docs/audit.md). The same history read up to the same block gives the same bytes. */
export function toJson(audit: Audit, history: History): string {
  const { setting, fromBlock, block, ok, lanes, findings, state } = audit;
  return Canonical.pretty({
    format: FORMAT,
    conclave: setting.domain.verifyingContract,
    chainId: setting.domain.chainId,
    fromBlock,
    block,
    ok,
    links: audit.links.length,
    lanes: lanes.map(({ lane, links, head }) => ({ lane, links, head })),
    findings,
    config: state?.config ?? null,
    ...history,
  });
}

/** The same for people to read. */
export function toMarkdown(audit: Audit, history: History): string {
  const { setting, block } = audit;
  const verdict = audit.ok
    ? "The history is whole and in order, nothing in it is impossible, and storage is where it leads."
    : `**${audit.findings.length} findings. Do not rely on this history.**`;
  return [
    `# Audit of Conclave ${setting.domain.verifyingContract}`,
    "",
    `Chain ${setting.domain.chainId}, blocks ${audit.fromBlock} to ${block.number} (${block.hash}, ${formatDate(block.time)}): ` +
      `${audit.links.length} links in ${audit.lanes.length} lanes.`,
    "",
    verdict,
    ...section("Findings", audit.findings.map(findingLine)),
    ...section("Operations", history.operations.flatMap(operationLines)),
    ...section(
      "Everything in order",
      history.happenings.map(
        ({ time, block: number, lane, position, sentence }) =>
          `- ${formatDate(time)}, block ${number}, ${laneWords(lane)} ${position}: ${escaped(sentence)}`,
      ),
    ),
    ...section(
      "Heads in storage",
      audit.lanes.map(({ lane, links, head }) => `- ${laneWords(lane)}: \`${head}\` after ${links} links`),
    ),
    "",
  ].join("\n");
}

/** One line for the terminal: where it goes wrong first. */
export function findingLine({ kind, message, expected, actual }: Finding): string {
  const values =
    expected === undefined && actual === undefined
      ? ""
      : ` (expected ${expected ?? "nothing"}${actual === undefined ? "" : `, found ${actual}`})`;
  return `- ${kind}: ${escaped(message + values)}`;
}

function operationLines(operation: OperationHistory): string[] {
  const { tier, lane, id, outcome, ending, endedAt } = operation;
  const tested = operation.tester === null ? "" : `, tested by ${operation.tester}`;
  const approved = operation.approvers.length === 0 ? "nobody" : operation.approvers.join(", ");
  const end = ending === null ? outcome : `${ending}${endedAt === null ? "" : ` on ${formatDate(endedAt)}`}`;
  return [
    `- ${tier}, ${laneWords(lane)}, \`${id}\``,
    ...operation.calls.map((call) => `  - ${escaped(call)}`),
    `  - proposed by ${escaped(operation.proposer)}${escaped(tested)}, approved by ${escaped(approved)}${operation.isProtected ? "; protected" : ""}`,
    `  - scheduled on ${formatDate(operation.scheduledAt)}, ready on ${formatDate(operation.ready)}; ${escaped(end)}`,
  ];
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ["", `## ${title}`, "", ...lines];
}
