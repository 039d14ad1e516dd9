import type { Filed } from "../../src/life/archive.ts";
import { type Archive, CONTENT, type KnownCopy } from "../../src/life/archive-file.ts";
import type { Due } from "../../src/life/due.ts";
import { formatDuration } from "../../src/time.ts";
import { facts, list, sections, table } from "./table.ts";

export function dueText(items: readonly Due[], within: number): string {
  if (items.length === 0) return `nothing is due within ${formatDuration(within)}`;
  return table(
    ["due", "key", "of", "what", "why", "to do"],
    items.map(({ date, overdue, key, person, kind, why, todo }) => [
      overdue ? `${dayOf(date)} overdue` : dayOf(date),
      key,
      person ?? "",
      kind,
      why,
      todo,
    ]),
  );
}

function dayOf(iso: string): string {
  return iso.replace(/T.*$/, "");
}

export function archiveText({ folder, archive, sha256 }: Filed, path: string): string {
  return sections(
    facts([
      ["pack", folder],
      ["address", archive.address],
      ["its hash", sha256],
    ]),
    `the pack was opened again, and ${path} is now a note of it: nothing signs with this key any more`,
    copiesWords(archive.copies),
    "take the medium off-line; check it from time to time with `hardhat key archived <pack> --open`",
  );
}

export function packText(archive: Archive, sha256: string, opened: boolean): string {
  return sections(
    facts([
      ["key", `${archive.label}${archive.holder === undefined ? "" : ` of ${archive.holder}`}`],
      ["address", archive.address],
      ["custody", archive.custody],
      ["state", `${archive.ended.state} on chain ${archive.ended.chainId} (${archive.ended.conclave})`],
      ["archived", archive.archived],
      ["hash", sha256],
    ]),
    opened
      ? "it opens to this key"
      : archive.file === CONTENT.card
        ? "the key is in its device"
        : "whole; not opened",
    copiesWords(archive.copies),
  );
}

function copiesWords(copies: readonly KnownCopy[]): string {
  if (copies.length === 0) return "no other copies are registered";
  return list(
    "other copies, to be destroyed unless they are kept as backup",
    copies.map(
      ({ id, kind, medium, place, custodian }) => `${id}: ${kind} on ${medium}, ${place}, with ${custodian}`,
    ),
  );
}
