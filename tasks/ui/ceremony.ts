import type { Finding } from "../../src/ceremony/finding.ts";
import { peopleOf, quorumOf } from "../../src/ceremony/script.ts";
import type { whose } from "../../src/ceremony/sign.ts";
import { documentHash, type Entry, keysOf, type Transcript } from "../../src/ceremony/transcript.ts";
import type { Answer } from "../ports/answer.ts";
import { command } from "./command.ts";
import { facts, list, sections, table } from "./table.ts";

export function heldText(path: string, hash: string, transcript: Transcript): string {
  return sections(
    `${path} is complete. Its hash, for everybody to note down:`,
    hash,
    keysTable(transcript),
    `Now everybody who was there signs: \`${command("key ceremony sign")}\`, here or on a machine of their own.`,
  );
}

export function signedText(path: string, hash: string, transcript: Transcript): string {
  const { signatures, record } = transcript;
  const names = new Set(signatures.map(({ name }) => name));
  const missing = peopleOf(record.script).filter(({ person }) => !names.has(person.name));
  return sections(
    facts([
      ["transcript", path],
      ["hash", hash],
      ["signed", signatures.map(({ name, role }) => `${name} (${role})`).join(", ") || "nobody"],
    ]),
    list(
      "Not signed",
      missing.map(({ role, person }) => `${person.name} (${role})`),
    ),
  );
}

/** What is told to who has just signed. */
export function signedAnswer(
  path: string,
  transcript: Transcript,
  { role, person: { name } }: ReturnType<typeof whose>,
): Answer {
  const hash = documentHash(transcript);
  const signed = transcript.signatures.map((one) => one.name);
  return { json: { path, hash, name, role, signed }, text: signedText(path, hash, transcript) };
}

export function verifiedText(
  path: string,
  hash: string,
  transcript: Transcript,
  {
    findings,
    attested = [],
  }: { readonly findings: readonly Finding[]; readonly attested?: readonly string[] },
): string {
  const { record, signatures } = transcript;
  const { script, software } = record;
  const said = (severity: Finding["severity"]) =>
    findings.flatMap((one) =>
      one.severity === severity ? [`${one.where}: ${one.message} (${one.code})`] : [],
    );
  const errors = said("error");
  return sections(
    facts([
      ["transcript", path],
      ["hash", hash],
      ["ceremony", record.rehearsal ? `${script.title} (a REHEARSAL)` : script.title],
      ["held", `${record.started} to ${record.finished ?? "(it has not ended)"}`],
      ["program", `${software.version}, commit ${software.commit ?? "unknown"}, ${software.code}`],
    ]),
    table(
      ["who", "role", "signs with", "signed"],
      peopleOf(script).map(({ role, person }) => [
        person.name,
        role,
        "address" in person ? person.address : `P-256 ${person.point.slice(0, 18)}…`,
        signatures.find(({ name }) => name === person.name)?.signed ?? "no",
      ]),
    ),
    `${quorumOf(script)} of ${script.witnesses.length} witnesses must sign.`,
    keysTable(transcript),
    list("What was done", record.entries.map(entryWords)),
    list("On the Conclave's record", attested),
    list("To be known", said("warning")),
    list("WRONG", errors),
    errors.length === 0 ? "It holds." : "It does not hold.",
  );
}

function keysTable({ record }: Transcript): string {
  return table(
    ["key", "holder", "curve", "custody", "address", "randomness from"],
    keysOf(record).map(({ label, curve, custody, address, sources }) => [
      label,
      record.script.keys.find((one) => one.label === label)?.holder ?? "",
      curve,
      custody,
      address,
      sources.join(", "),
    ]),
  );
}

function entryWords(entry: Entry): string {
  return `${entry.at}  ${doneWords(entry)}`;
}

function doneWords(entry: Entry): string {
  const noted =
    "deviation" in entry && entry.deviation !== undefined ? `; they went on: ${entry.deviation}` : "";
  switch (entry.do) {
    case "machine":
      return `the machine was looked at for "${entry.profile}": ${entry.fit ? "fit" : "NOT FIT"}${noted}`;
    case "confirm":
      return `${entry.by} said ${entry.said}${noted}`;
    case "record":
      return `${entry.by} read out: ${entry.as} = ${entry.value}`;
    case "make":
      return `key ${entry.key.label} was made, ${entry.key.address}, and opened again`;
    case "resume":
      return `it had been interrupted${entry.aside === undefined ? "" : `; ${entry.aside} was put aside`}`;
  }
}
