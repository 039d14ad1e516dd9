import { realpath } from "node:fs/promises";
import { join } from "node:path";
import { pretty } from "../canonical.ts";
import { BaseError } from "../errors.ts";
import { modeOf, writeAtomic } from "../files.ts";
import type { DrillRecord } from "./drill-record.ts";
import { parseManifest, readManifest } from "./manifest.ts";
import { withDrilled } from "./manifest-edit.ts";

/** @throws `Drill.UnknownKey` */
export async function backedKey(path: string, label: string) {
  const { manifest } = await readManifest(path);
  const key = manifest.keys.find((one) => one.label === label);
  if (key !== undefined) return key;
  throw new BaseError({
    code: "Drill.UnknownKey",
    message: `${path} has no key "${label}"`,
    fix: "name a key by its label in the manifest",
    details: { path, label },
  });
}

/**
 * Writes a drill's record, then its date into the manifest, each whole or not at all. If the second fails, the record is there to
 * be noted by hand. @returns the record's path
 * @throws `Files.*`, `Backup.CannotEdit`
 */
export async function noteDrill(manifest: string, folder: string, record: DrillRecord): Promise<string> {
  const { key, copies, at } = record.evidence;
  const path = join(folder, `${key}-${at.replaceAll(/[-:]|\.\d+/g, "")}.json`);
  await writeAtomic(path, pretty(record), { overwrite: false });
  const { text } = await readManifest(manifest);
  const edited = withDrilled(text, key, copies, at.replace(/\.\d+Z$/, "Z"));
  parseManifest(edited, manifest);
  // It may be for its people only: it stays so. Where the name is a link, the file it leads to is meant, not the link's own mode.
  const file = await realpath(manifest);
  await writeAtomic(file, edited, { mode: Number.parseInt(await modeOf(file), 8) });
  return path;
}
