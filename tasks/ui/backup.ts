import type { DrillRecord } from "../../src/backup/drill-record.ts";
import type { BackupReport } from "../../src/backup/lint.ts";
import type { Sealed } from "../../src/backup/sealed-files.ts";
import { identityOf } from "../../src/signer/signature.ts";
import { command } from "./command.ts";
import { facts, list, sections, table } from "./table.ts";

export function lintText({ keys, findings, drills }: BackupReport): string {
  const rows = keys.map(({ label, copies, media, places, recoverableBy }) => {
    const next = drills.find(({ key }) => key === label);
    const sets = recoverableBy.map((people) => people.join(" + ")).join("; ");
    return [label, String(copies), media.join(", "), places.join(", "), sets, next?.due.slice(0, 10) ?? ""];
  });
  const told = (severity: string) =>
    findings
      .filter((finding) => finding.severity === severity)
      .map(({ key, code, message }) => `${key}: ${message} (${code})`);
  return sections(
    table(["key", "copies", "media", "places", "recoverable by", "next drill"], rows),
    list("errors", told("error")),
    list("warnings", told("warning")),
    findings.length === 0 ? "nothing is wrong with these backups" : "",
  );
}

export function recordText({ evidence, present }: DrillRecord): string {
  const { key, address, copies, serial, at } = evidence;
  return sections(
    facts([
      ["drilled", key],
      ["address", address],
      ["from", copies.join(", ")],
      ...(serial === undefined ? [] : [["device", `serial number ${serial}`] as const]),
      ["at", at],
      ["signed by", present.length === 0 ? "nobody yet" : present.map(signedBy).join(", ")],
    ]),
  );
}

/** The label is not signed, and may be anybody's: the key tells who it was. */
function signedBy({ label, signer }: DrillRecord["present"][number]): string {
  return `${label} (${identityOf(signer) ?? signer})`;
}

export function drilledText(path: string, record: DrillRecord): string {
  return sections(
    recordText(record),
    `The key was recovered, signed a challenge, and is gone again. Record: ${path}`,
    `Whoever was present signs it: ${command(`backup sign ${path} --key <label>`)}`,
  );
}

export function sealedText({ header, sealed, files }: Sealed): string {
  return sections(
    facts([
      ["sealed", sealed],
      ["set", header.set],
      ["needed", `${header.threshold} of ${header.shares.length} shares`],
      ["files", header.files.map(({ path }) => path).join(", ")],
    ]),
    list("share files", files),
    "Give each share to its person, then remove it here. The files that were sealed are still where they were.",
  );
}
