import { realpath } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pretty } from "../canonical.ts";
import { BaseError } from "../errors.ts";
import { cannotWrite, modeOf, writeAtomic } from "../files.ts";
import { locked } from "../usage/log/lock.ts";
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
 * Writes a drill's record, then its date into the manifest, each whole or not at all, and the date while nobody else writes there. If the
 * second fails, the record is there to be noted by hand. @returns the record's path
 * @throws `Files.*`, `Backup.CannotEdit`, `Backup.Locked`
 */
export async function noteDrill(manifest: string, folder: string, record: DrillRecord): Promise<string> {
  const { key, copies, at } = record.evidence;
  // To the millisecond: two people may drill copies of one key within a second.
  const path = join(folder, `${key}-${at.replaceAll(/[-:.]/g, "")}.json`);
  await writeAtomic(path, pretty(record), { overwrite: false });
  await alone(manifest, async (file) => {
    const { text } = await readManifest(file);
    const edited = withDrilled(text, key, copies, at.replace(/\.\d+Z$/, "Z"));
    parseManifest(edited, manifest);
    // It may be for its people only: it stays so.
    await writeAtomic(file, edited, { mode: Number.parseInt(await modeOf(file), 8) });
  });
  return path;
}

/**
 * Lends a file to change, which nobody else changes meanwhile: else of two who read it, the first's change would be lost. Where the
 * name is a link, the file it leads to is lent.
 */
async function alone(path: string, change: (file: string) => Promise<void>): Promise<void> {
  const file = await realpath(path).catch((cause: unknown) => {
    throw cannotWrite(path, cause);
  });
  try {
    await locked(dirname(file), () => change(file));
  } catch (error) {
    if (!(error instanceof BaseError)) throw error;
    if (error.code === "Log.CannotLock") throw cannotWrite(path, error.cause);
    throw error.code === "Log.Locked" ? isLocked(path, error) : error;
  }
}

function isLocked(path: string, cause: BaseError): BaseError {
  return new BaseError({
    code: "Backup.Locked",
    message: `somebody else writes to ${path} and does not finish; the drill's record is there, its date is not noted`,
    fix: "write the date into the copies' field `drilled` by hand; if nobody writes there any more, remove the lock files that are named",
    details: { path, locks: cause.details.locks },
    cause,
  });
}
