import type { BaseError } from "../../src/errors.ts";
import { forConclave, undecided } from "../../src/role/review/ballot.ts";
import type { Due, ReviewList } from "../../src/role/review/list.ts";
import type { Change, ReviewFile, ReviewGrant, ReviewRole } from "../../src/role/review/schema.ts";
import type { Ballot } from "../../src/role/review/sign.ts";
import type { Submitted } from "../../src/role/review/submit.ts";
import { formatDate, formatDuration } from "../../src/time.ts";
import { facts, list, sections, table } from "./table.ts";

/** A review by roles: each grant, what speaks for and against it, and what is decided. */
export function reviewText(file: ReviewFile): string {
  const left = undecided(file).length;
  return sections(
    facts([
      ["RoleManager", file.domain.verifyingContract],
      ["block", `${file.block.number}, ${formatDate(file.block.time)}`],
      ["to be submitted by", formatDate(file.deadline)],
      ["undecided", String(left)],
    ]),
    ...file.roles.flatMap((role) => [roleHead(role), grantTable(role.grants)]),
    changeList(file.changes, file.changesSince),
    list("to be known", file.remarks),
  );
}

/** What is about to be signed, at length. */
export function ballotText(
  file: ReviewFile,
  { ballots, warnings }: { readonly ballots: readonly Ballot[]; readonly warnings: readonly string[] },
): string {
  return sections(
    facts([
      ["RoleManager", file.domain.verifyingContract],
      ["Conclave", file.conclave],
      ["good until", formatDate(file.deadline)],
    ]),
    ...ballots.flatMap(({ role, grants }) => [roleHead(role), grantTable(grants)]),
    list("differs from what your node says", warnings),
    list("to be known", file.remarks),
  );
}

export function submittedReviewText(
  file: ReviewFile,
  sent: readonly Submitted[],
  proposal: string | null,
  left: {
    readonly undecided: number;
    readonly unsigned: number;
    readonly problems: readonly BaseError[];
  },
): string {
  const nameOf = (id: bigint) => file.roles.find((role) => role.id === id)?.name ?? String(id);
  const lines = sent.map(
    ({ role, reviewer, decided, ...outcome }) =>
      `${nameOf(role)}: ${decided} decisions of ${reviewer} ${outcomeWords(outcome)}`,
  );
  const waiting = file.roles.flatMap(forConclave).length;
  return sections(
    lines.length === 0 ? "no signature to hand in" : lines,
    proposal === null
      ? ""
      : `${waiting} decisions are the Conclave's alone: they are in ${proposal}; next: hardhat proposal test, approve and submit it`,
    list("left", [
      ...left.problems.map(({ message, fix }) => `${message}; ${fix}`),
      ...(left.undecided > 0 ? [`${left.undecided} grants nobody has decided over`] : []),
      ...(left.unsigned > 0 ? [`${left.unsigned} decisions nobody has signed`] : []),
    ]),
  );
}

function outcomeWords({ receipt, problem }: Pick<Submitted, "receipt" | "problem">): string {
  if (problem !== null) return `NOT HANDED IN: ${problem.message}; ${problem.fix}`;
  return receipt === null ? "were carried out before" : `carried out in ${receipt.transactionHash}`;
}

export function reviewListText(found: ReviewList): string {
  const head = ["role", "member", "due", "lapses"];
  const rows = (dues: readonly Due[]) =>
    dues.map((due) => [due.role, memberName(due), formatDate(due.due), lapseWords(due)]);
  const titled = (title: string, body: string) => (body === "" ? "" : `${title}\n${body}`);
  const reasons = <T extends Due>(dues: readonly T[], why: (due: T) => string) =>
    dues.map((due) => `${due.role}: ${memberName(due)}: ${why(due)}`);
  const blocks = [
    titled("OVERDUE", table(head, rows(found.overdue))),
    titled("due soon", table(head, rows(found.due))),
    titled("ended, still stored", table(head, rows(found.ended))),
    list(
      "conflicts of duties",
      reasons(found.conflicts, (due) => `also ${due.with.join(", ")}`),
    ),
    list(
      "unused",
      reasons(found.unused, ({ how }) => how),
    ),
    list(
      "use cannot be known",
      reasons(found.unknowable, ({ why }) => why),
    ),
    changeList(found.changes),
    list("to be known", found.remarks),
  ];
  return sections(
    facts([
      ["RoleManager", found.domain.verifyingContract],
      ["block", `${found.block.number}, ${formatDate(found.block.time)}`],
    ]),
    ...(blocks.every((block) => block === "") ? ["nothing waits for reviewers"] : blocks),
  );
}

function roleHead(role: ReviewRole): string {
  const { name, id, critical, reviewers, reviewer, period, grace } = role;
  const who = reviewer === 0n ? "the Conclave alone" : reviewers.map(memberName).join(", ") || "NOBODY";
  const lapse = critical ? "critical: does not lapse" : `lapses ${formatDuration(grace)} after`;
  return `${name} (${id}): reviewed every ${formatDuration(period)} by ${who}; ${lapse}`;
}

function grantTable(grants: readonly ReviewGrant[]): string {
  return table(
    ["member", "is", "until", "due", "lapses", "use", "suggested", "decided"],
    grants.map((grant) => [
      memberName(grant),
      grant.standing,
      grant.until === null ? "no end" : formatDate(grant.until),
      formatDate(grant.due),
      lapseWords(grant),
      useWords(grant),
      verdictWords(grant.suggestion),
      grant.decision === null ? "-" : verdictWords(grant.decision),
    ]),
  );
}

function memberName({ name, person }: { readonly name: string; readonly person: string | null }): string {
  return person === null ? name : `${person} (${name})`;
}

function lapseWords({ lapses }: { readonly lapses: number | null }): string {
  return lapses === null ? "never" : formatDate(lapses);
}

function useWords({ use }: ReviewGrant): string {
  return use.kind === "used" ? formatDate(use.at) : use.kind === "unused" ? "unused" : "not knowable";
}

function verdictWords({ keep, reason }: { readonly keep: boolean; readonly reason: string }): string {
  return `${keep ? "keep" : "DROP"}${reason === "" ? "" : `: ${reason}`}`;
}

function changeList(changes: readonly Change[], since?: number): string {
  const when = since === undefined ? "" : ` since ${formatDate(since)}`;
  return list(
    `joined, moved, left${when}`,
    changes.map(({ person, what }) => `${person} ${what}`),
  );
}
