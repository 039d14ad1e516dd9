import type { ProposalFile } from "../../src/proposal/file.ts";
import { numberOf, tierOf } from "../../src/proposal/proposal.ts";
import type { Change } from "../../src/proposal/source.ts";
import { formatDate } from "../../src/time.ts";
import { facts, list, sections } from "./table.ts";

/** A title for a change nobody gave one to. */
export function titleOf(change: Change, sentences: readonly string[]): string {
  const [sentence] = sentences;
  if (sentence !== undefined) {
    return short(sentences.length === 1 ? sentence : `${sentence} and ${sentences.length - 1} more`);
  }
  const [signature] = change.interfaces;
  const name = signature === undefined ? undefined : /^function\s+(\w+)/.exec(signature)?.[1];
  return change.calls.length > 1 ? `${change.calls.length} calls` : (name ?? "a call");
}

export function createdText(path: string, file: ProposalFile, sentences: readonly string[]): string {
  const { proposal, id, signatures } = file;
  return sections(
    `wrote ${path}`,
    list("it would", sentences),
    facts([
      ["id", id],
      ["lane", `${numberOf(proposal.lane)} of tier ${tierOf(proposal.lane)}`],
      ["approvals demanded", String(proposal.approvals)],
      ["to be submitted by", formatDate(proposal.deadline)],
      [
        "signed",
        signatures.length === 0
          ? "by nobody yet"
          : signatures.map(({ act, key }) => `${act} by key ${key}`).join(", "),
      ],
    ]),
    `next: hardhat proposal test ${path}, then hardhat proposal approve ${path} --key <label>`,
  );
}

function short(text: string): string {
  return text.length <= 120 ? text : `${text.slice(0, 119)}…`;
}
