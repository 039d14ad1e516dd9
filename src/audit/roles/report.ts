import * as Canonical from "../../canonical.ts";
import { escaped } from "../../markdown.ts";
import { formatDate } from "../../time.ts";
import type { Finding } from "./finding.ts";
import type { Report } from "./tell.ts";
import type { ToldGrant, ToldOperation } from "./told.ts";
import type { RolesAudit } from "./verify.ts";

export const FORMAT = "conclave-role-history/1";

/** What the audit takes the node's word for, whatever it finds. */
export const TRUSTED: readonly string[] = [
  "storage at the block that is audited, and the head of the record at former blocks if the logs do not lead to the last",
  "in which transactions and blocks it was; times are in the record",
  "that nobody scheduled what no log and no later nonce tells of: ordinary operations make no links",
];

/** What the history does not tell. */
export const LEFT_OUT =
  "Calls of members without a delay leave no trace at the manager: they are in the logs of the contracts that were called, if anywhere.";

/** The report as a plain value, for JSON. */
export function plain({ audit, told }: Report) {
  const { ok, domain, conclave, fromBlock, block, head, links, findings } = audit;
  return {
    format: FORMAT,
    manager: domain.verifyingContract,
    chainId: domain.chainId,
    ...{ conclave, ok, fromBlock, block, head, links: links.length, findings },
    ...told,
    trusted: TRUSTED,
    leftOut: LEFT_OUT,
  };
}

/** Canonical JSON (docs/role-history.md): the same history read up to the same block gives the same bytes. */
export function toJson(report: Report): string {
  return Canonical.pretty(plain(report));
}

/** One sentence: whether to rely on it. */
export function verdict({ ok, findings }: RolesAudit): string {
  const count = findings.length === 1 ? "1 finding" : `${findings.length} findings`;
  if (!ok) return `the record of roles does not hold: ${count}`;
  return "the record of roles holds: whole, in order, possible, and the contract answers what it leads to";
}

/** The same for people to read. */
export function toMarkdown(report: Report): string {
  const { audit, told } = report;
  const { domain, conclave, fromBlock, block, links, head, findings } = audit;
  return [
    `# History of roles of ${domain.verifyingContract}`,
    "",
    `Chain ${domain.chainId}, Conclave ${conclave}, blocks ${fromBlock} to ${block.number} (${block.hash}, ${formatDate(block.time)}): ` +
      `${links.length} links up to the head \`${head}\`.`,
    "",
    `**${escaped(verdict(audit))}.**`,
    ...section("Findings", findings.map(findingWords)),
    ...section("Grants", told.grants.flatMap(grantLines)),
    ...section("Scheduled", told.operations.map(operationWords)),
    ...section(
      "Everything in order",
      told.happenings.map(
        ({ time, block: number, sentence }) => `${formatDate(time)}, block ${number}: ${sentence}`,
      ),
    ),
    ...section("Taken from the node without proof", TRUSTED),
    "",
    LEFT_OUT,
    "",
  ].join("\n");
}

/** `missing, block 12: … (expected …, found …)` */
export function findingWords({ kind, block, message, expected, actual }: Finding): string {
  const where = block === null ? "" : `, block ${block}`;
  const values = expected === undefined ? "" : ` (expected ${expected}, found ${actual ?? "nothing"})`;
  return `${kind}${where}: ${message}${values}`;
}

/** `Ana (ana-phone), keeper (role 7): counts, until 2027-05-01, review due 2027-03-01` */
export function grantWords({ member, roleName, standing, live, ends, reviewDue }: ToldGrant): string {
  const until = ends === null ? "no end" : `until ${formatDate(ends)}`;
  const due = reviewDue === null ? "" : `, review due ${formatDate(reviewDue)}`;
  const counts = live && standing === "counts" ? "counts while the Conclave lets the key be used" : standing;
  return `${member}, ${roleName}: ${standing === "gone" ? "gone" : `${counts}, ${until}${due}`}`;
}

/** `granted by … on …` */
export function stepWords({ what, by, time }: ToldGrant["steps"][number]): string {
  return `${what} by ${by} on ${formatDate(time)}`;
}

export function operationWords(operation: ToldOperation): string {
  const { member, roleName, call, scheduledAt, ready, outcome, endedAt } = operation;
  const end = endedAt === null ? outcome : `${outcome} on ${formatDate(endedAt)}`;
  return `${call}, by ${member} (${roleName}): scheduled on ${formatDate(scheduledAt)}, ready on ${formatDate(ready)}; ${end}`;
}

function grantLines(grant: ToldGrant): string[] {
  return [grantWords(grant), ...grant.steps.map((step) => `  ${stepWords(step)}`)];
}

function section(title: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  const items = lines.map((line) =>
    line.replace(/^( *)(.*)$/s, (_, indent, text) => `${indent}- ${escaped(text)}`),
  );
  return ["", `## ${title}`, "", ...items];
}
