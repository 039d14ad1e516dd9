import type { Told } from "../../src/audit/safe/history.ts";
import { personWords } from "../../src/audit/safe/people.ts";
import {
  announcedWords,
  consentWords,
  findingWords,
  LEFT_OUT,
  nonceWords,
  proposerWords,
  type Report,
  verdict,
} from "../../src/audit/safe/report.ts";
import { formatDate } from "../../src/time.ts";
import { facts, list, sections, table } from "./table.ts";

/** The verdict, what was found, each transaction with its people, then everything else in order. */
export function safeHistoryText({ audit, history, announcements, displaced }: Report): string {
  const { domain, block, fromBlock, state, findings } = audit;
  return sections(
    verdict(audit),
    facts([
      ["Safe", `${domain.verifyingContract}, ${state.version}`],
      ["blocks", `${fromBlock} to ${block.number} (${block.hash}), ${formatDate(block.time)}`],
      ["nonce", `${state.nonce}, ${history.transactions.length} multisig transactions found`],
      ["owners", `${state.threshold} of ${state.owners.length}`],
      ...audit.guards.map(({ guard, links }) => ["guard", `${guard}, ${links.length} links`] as const),
    ]),
    list("findings", findings.map(findingWords)),
    ...history.transactions.map(toldText),
    list(
      "by modules",
      history.modules.map(
        ({ module, calls, result, at }) =>
          `${formatDate(at.time)}: ${module}, ${result}: ${calls.join("; ") || "not known what"}`,
      ),
    ),
    list("announced", announcements.map(announcedWords)),
    list(
      "proposed, and cannot run any more",
      displaced.map(
        ({ nonce, safeTxHash, by }) => `nonce ${nonce}, ${safeTxHash}: ${by ?? "another one"} used the nonce`,
      ),
    ),
    list(
      "approved on-chain, not run",
      history.unused.map(({ hash, owner, person }) => `${hash} by ${personWords(owner, person)}`),
    ),
    table(
      ["when", "block", "what"],
      history.happenings.map(({ sentence, at }) => [formatDate(at.time), String(at.block), sentence]),
    ),
    LEFT_OUT,
  );
}

function toldText(told: Told): string {
  const { safeTxHash, kind, calls, result, consents, executor, executorPerson, at } = told;
  const what = kind === "rejection" ? ["rejects whatever else had this nonce"] : calls;
  return [
    `${nonceWords(told)}, ${safeTxHash}, ${result}`,
    ...(kind === "unknown" ? ["not known what it did"] : what).map((call) => `  - ${call}`),
    facts([
      ["  when", `${formatDate(at.time)}, block ${at.block}`],
      ["  proposed by", proposerWords(told)],
      ["  approved by", consents.map(consentWords).join(", ") || "not known"],
      ["  executed by", executor === null ? "not known" : personWords(executor, executorPerson)],
    ]),
  ].join("\n");
}
