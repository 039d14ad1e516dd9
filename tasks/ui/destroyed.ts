import type { Verdict } from "../../src/life/certificate.ts";
import type { Destroyed, Destruction } from "../../src/life/destruction.ts";
import type { Struck } from "../../src/life/struck.ts";
import { facts, list, sections } from "./table.ts";

export function destroyedText({ path, record }: Destroyed, marked: Struck["marked"]): string {
  return sections(
    `${record.copy.name} of key ${record.key.label} is destroyed`,
    steps(record),
    marked === undefined ? "" : markedText(marked),
    `next: the witness signs, \`hardhat key certify ${path} --key <label>\`; then \`hardhat key attest\` puts its hash on record`,
  );
}

export function certificateText(path: string, record: Destruction, verdict: Verdict): string {
  const { key, copy, method, begun, ended, last, kept, override } = record;
  const rows: [string, string | undefined][] = [
    ["certificate", path],
    ["key", `${key.label} (${key.address})`],
    ["copy", [copy.name, copy.medium, copy.serial, copy.place].filter((one) => one !== undefined).join(", ")],
    ["its SHA-256", copy.sha256],
    ["method", method],
    ["begun", begun],
    ["ended", ended ?? "not yet"],
    [
      "what stays",
      last ? "nothing: this was the last copy" : `${kept?.name ?? "?"}, which signed ${kept?.signed ?? "?"}`,
    ],
    [
      "handed over",
      override === undefined ? undefined : `to ${override.owner}, ${override.received}: ${override.reason}`,
    ],
    ["operator", verdict.operator],
    ["witness", verdict.witness],
  ];
  return sections(
    facts(rows.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]))),
    steps(record),
    list(
      "chains said",
      record.use.map(({ asked, found }) => `${asked}: ${found}`),
    ),
    verdict.ok ? "it holds" : list("it does not hold", verdict.flaws),
  );
}

function markedText({ manifest, copy, left }: NonNullable<Struck["marked"]>): string {
  const rest =
    left.length === 0
      ? "it lists no other: take the key out if it is gone"
      : `still listed, and there as far as it knows: ${left.join(", ")}`;
  return `"${copy}" is marked as destroyed in ${manifest}; ${rest}`;
}

function steps({ steps }: Destruction): string {
  return list(
    "done",
    steps.map(
      ({ step, proves, leaves, note }) =>
        `${step}: ${proves}. Not shown: ${leaves}${note === undefined ? "" : ` (${note})`}`,
    ),
  );
}
