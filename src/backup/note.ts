import { join } from "node:path";
import { alone } from "../alone.ts";
import { pretty } from "../canonical.ts";
import { BaseError } from "../errors.ts";
import { writeAtomic } from "../files.ts";
import type { DrillRecord } from "./drill-record.ts";
import { type Mark, parseManifest, readManifest } from "./manifest.ts";
import { type Which, withDestroyed, withDrilled } from "./manifest-edit.ts";

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
 * Writes a drill's record, then its date into the manifest, each whole or not at all, and the date while nobody else writes there. If the
 * second fails, the record is there to be noted by hand. @returns the record's path
 * @throws `Files.*`, `Backup.CannotEdit`, `Backup.Locked`
 */
export async function noteDrill(manifest: string, folder: string, record: DrillRecord): Promise<string> {
  const { key, copies, at } = record.evidence;
  // To the millisecond: two people may drill copies of one key within a second.
  const path = join(folder, `${key}-${at.replaceAll(/[-:.]/g, "")}.json`);
  await writeAtomic(path, pretty(record), { overwrite: false });
  await edit(manifest, (text) => withDrilled(text, key, copies, at));
  return path;
}

/**
 * Marks a copy as destroyed, while nobody else writes there: from then on nobody counts it. A mark that is there stays.
 * @throws `Files.*`, `Backup.*`
 */
export async function noteDestroyed(manifest: string, copy: Which, mark: Mark): Promise<void> {
  await edit(manifest, (text) => {
    const key = parseManifest(text, manifest).keys.find(({ label }) => label === copy.label);
    if (key?.destroyed.some(({ id }) => id === copy.id)) return text;
    return withDestroyed(text, copy, mark);
  });
}

/** Changes a manifest, which nobody else changes meanwhile. */
async function edit(path: string, change: (text: string) => string): Promise<void> {
  await alone(path, async (file) => {
    const edited = change((await readManifest(file)).text);
    parseManifest(edited, path);
    await writeAtomic(file, edited);
  }).catch((error: unknown) => {
    throw error instanceof BaseError && error.code === "Files.Locked" ? isLocked(path, error) : error;
  });
}

function isLocked(path: string, cause: BaseError): BaseError {
  return new BaseError({
    code: "Backup.Locked",
    message: `somebody else writes to ${path} and does not finish; the record is there, and is not noted in the manifest`,
    fix: "write the date of a drill into the copies' field `drilled` by hand, or `destroyed` with the certificate; if nobody writes there any more, remove the lock files that are named",
    details: { path, locks: cause.details.locks },
    cause,
  });
}
