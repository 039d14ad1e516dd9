import type { Able } from "../../src/approval/status.ts";
import type { Status } from "../../src/execution/status.ts";
import type { ProposalFile } from "../../src/proposal/file.ts";
import { formatDate } from "../../src/time.ts";
import { facts, list, sections, table } from "./table.ts";

export function statusText({ context, id }: ProposalFile, status: Status): string {
  return sections(
    `${context.title}: ${status.phase}`,
    status.sentence,
    facts([["id", id], ...times(status)]),
    list("who could still sign", people(status.able)),
    list(
      "in the way",
      status.problems.map(({ message, fix }) => `${message} (${fix})`),
    ),
  );
}

function times({ phase, ready, until, reservedUntil, endedBy }: Status): (readonly [string, string])[] {
  switch (phase) {
    case "collecting":
    case "submittable":
    case "blocked":
      return [
        ["to be submitted by", formatDate(until)],
        ["ready if submitted now", formatDate(ready)],
      ];
    case "ended":
      return endedBy === null ? [] : [["transaction", endedBy]];
    case "expired":
    case "dead":
      return [["expires", formatDate(until)]];
    default:
      return [
        ["ready", formatDate(ready)],
        ...(reservedUntil === 0 ? [] : [["for executors only until", formatDate(reservedUntil)] as const]),
        ["expires", formatDate(until)],
      ];
  }
}

/** `Ana (k0) to propose`: one line a person and act, whatever the number of keys. */
function people(able: readonly Able[]): string[] {
  const lines = new Map<string, string[]>();
  for (const { person, label, act } of able) {
    const name = `${act}\n${person}`;
    lines.set(name, [...(lines.get(name) ?? []), label]);
  }
  return [...lines].map(([name, labels]) => {
    const [act, person] = name.split("\n");
    return `${person} (${labels.join(" or ")}) to ${act}`;
  });
}

/** A row of the list: a file that cannot be read says why and does not hide the others. */
export type Row = {
  readonly path: string;
  readonly id: string;
  readonly title: string;
  readonly phase: string;
  readonly sentence: string;
};

export function rowsText(folder: string, rows: readonly Row[]): string {
  if (rows.length === 0) return `no proposals in ${folder}`;
  return table(
    ["file", "id", "title", "phase", ""],
    rows.map(({ path, id, title, phase, sentence }) => [path, id.slice(0, 10), title, phase, sentence]),
  );
}
