import * as Canonical from "../../canonical.ts";
import { escaped } from "../../markdown.ts";
import { formatDate } from "../../time.ts";
import type { Announced } from "./announcements.ts";
import type { Displaced } from "./claims.ts";
import type { Finding } from "./finding.ts";
import type { Consent, SafeHistory, Told } from "./history.ts";
import { personWords } from "./people.ts";
import type { SafeAudit } from "./verify.ts";

export const FORMAT = "conclave-safe-history/1";

/** What the audit takes the node's word for, whatever it finds. */
export const TRUSTED: readonly string[] = [
  "storage at the block that is audited: owners, nonce, settings, approved hashes",
  "times, blocks and hashes of transactions; who sent an execution, unless its signature is needed",
  "which of two transactions with one nonce ran, where owners signed both",
  "that a transaction with safeTxGas or gasPrice succeeded, and what it paid back",
  "how many transactions modules made: no nonce counts them",
];

/** What the history does not tell. */
export const LEFT_OUT = "Ether and tokens that come in are not part of this history.";

/** All of it, as one plain value. */
export type Report = {
  readonly audit: SafeAudit;
  readonly history: SafeHistory;
  readonly announcements: readonly Announced[];
  readonly displaced: readonly Displaced[];
};

/** The report as a plain value, for JSON. */
export function plain({ audit, history, announcements, displaced }: Report) {
  const { ok, proved, domain, fromBlock, block, state, findings, traced, guards } = audit;
  return {
    format: FORMAT,
    safe: domain.verifyingContract,
    chainId: domain.chainId,
    version: state.version,
    ...{ ok, proved, fromBlock, block, state, findings, traced },
    guards: guards.map(({ guard, conclave, head, links }) => ({
      guard,
      conclave,
      head,
      links: links.length,
    })),
    ...history,
    announcements,
    displaced,
    trusted: TRUSTED,
    leftOut: LEFT_OUT,
  };
}

/** Canonical JSON (docs/safe-history.md): the same history read up to the same block gives the same bytes. */
export function toJson(report: Report): string {
  return Canonical.pretty(plain(report));
}

/** One sentence: whether to rely on it. */
export function verdict({ ok, proved, findings }: SafeAudit): string {
  const count = (severity: Finding["severity"]) =>
    findings.filter((finding) => finding.severity === severity).length;
  if (!ok) return `the record does not hold: ${count("error")} findings`;
  if (!proved) return `the record holds as far as it can be proved; ${count("unproved")} things in it cannot`;
  return "the record holds: every nonce is accounted for, every consent recomputed, and storage is where it leads";
}

/** The same for people to read. */
export function toMarkdown(report: Report): string {
  const { audit, history, announcements, displaced } = report;
  const { domain, block, fromBlock, state, findings } = audit;
  return [
    `# History of Safe ${domain.verifyingContract}`,
    "",
    `Chain ${domain.chainId}, version ${state.version}, blocks ${fromBlock} to ${block.number} (${block.hash}, ${formatDate(block.time)}): ` +
      `${history.transactions.length} multisig transactions, ${history.modules.length} by modules.`,
    "",
    `**${escaped(verdict(audit))}.**`,
    ...section("Findings", findings.map(findingLine)),
    ...section("Transactions", history.transactions.flatMap(toldLines)),
    ...section(
      "By modules",
      history.modules.map(
        ({ module, calls, result, at }) =>
          `- ${formatDate(at.time)}: module ${module}, ${result}: ${escaped(calls.join("; ") || "not known what")}`,
      ),
    ),
    ...section(
      "Announced",
      announcements.map((one) => `- ${escaped(announcedWords(one))}`),
    ),
    ...section(
      "Proposed and displaced",
      displaced.map(
        ({ safeTxHash, nonce, by }) =>
          `- nonce ${nonce}: \`${safeTxHash}\` cannot run any more, ${by === null ? "another transaction" : `\`${by}\``} used its nonce`,
      ),
    ),
    ...section(
      "Approved on-chain, not run",
      history.unused.map(
        ({ hash, owner, person, at }) =>
          `- \`${hash}\` by ${escaped(personWords(owner, person))}, ${formatDate(at.time)}`,
      ),
    ),
    ...section(
      "Everything else in order",
      history.happenings.map(
        ({ sentence, at }) => `- ${formatDate(at.time)}, block ${at.block}: ${escaped(sentence)}`,
      ),
    ),
    ...section(
      "Taken from the node without proof",
      TRUSTED.map((one) => `- ${one}`),
    ),
    "",
    LEFT_OUT,
    "",
  ].join("\n");
}

/** `error missing, nonce 5: …` */
export function findingWords({ severity, kind, nonce, block, message, expected, actual }: Finding): string {
  const where = [nonce === null ? "" : `nonce ${nonce}`, block === null ? "" : `block ${block}`].filter(
    (part) => part !== "",
  );
  const place = where.length === 0 ? "" : `, ${where.join(", ")}`;
  const values = expected === undefined ? "" : ` (expected ${expected}, found ${actual ?? "nothing"})`;
  return `${severity} ${kind}${place}: ${message}${values}`;
}

/** `Ana (ana-laptop): ecdsa`, with what is to be said about it. */
export function consentWords({ owner, person, way, surplus, proof, transaction }: Consent): string {
  const remarks = [
    surplus ? "beyond the threshold" : "",
    way === "approved" && transaction !== null ? `in ${transaction}` : "",
    proof === "word" ? "the node's word" : "",
  ].filter((remark) => remark !== "");
  return `${personWords(owner, person)}: ${way}${remarks.length === 0 ? "" : ` (${remarks.join("; ")})`}`;
}

/** `nonce 4`, or what is known instead. */
export function nonceWords({ nonce, nonceBy }: Pick<Told, "nonce" | "nonceBy">): string {
  if (nonce === null) return "nonce not known";
  return nonceBy === "order" ? `nonce ${nonce} (by counting)` : `nonce ${nonce}`;
}

/** What was announced to a guard, and what became of it. */
export function announcedWords({
  hash,
  nonce,
  tier,
  proposer,
  tester,
  announcedAt,
  readyAt,
  fate,
}: Announced): string {
  const what = nonce === null ? `message ${hash}` : `nonce ${nonce}, ${hash}`;
  const tested = tester === null ? "" : `, tested by ${tester}`;
  const times = `on ${formatDate(announcedAt)}, ready on ${formatDate(readyAt)}`;
  return `${what}, ${tier}: announced by ${proposer}${tested} ${times}; ${fate}`;
}

/** Who proposed it, as far as anybody says; a signature does not. */
export function proposerWords({ proposer }: Pick<Told, "proposer">): string {
  if (proposer === null) return "not known: signatures do not say";
  return proposer.by === "claimed" ? `${proposer.words} (claimed by a service, not proved)` : proposer.words;
}

function findingLine(finding: Finding): string {
  return `- ${escaped(findingWords(finding))}`;
}

function toldLines(told: Told): string[] {
  const { safeTxHash, kind, calls, result, consents, executor, executorPerson, at, findings } = told;
  const what = kind === "rejection" ? ["rejects whatever else had this nonce"] : calls;
  return [
    `- ${nonceWords(told)}, \`${safeTxHash}\`, ${formatDate(at.time)}, block ${at.block}: ${result}`,
    ...(kind === "unknown" ? ["not known what it did"] : what).map((call) => `  - ${escaped(call)}`),
    `  - proposed by: ${escaped(proposerWords(told))}`,
    `  - approved by: ${escaped(consents.map(consentWords).join(", ") || "not known")}`,
    `  - executed by: ${escaped(executor === null ? "not known" : personWords(executor, executorPerson))} in \`${at.transaction}\``,
    ...findings.map((message) => `  - ${escaped(message)}`),
  ];
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ["", `## ${title}`, "", ...lines];
}
