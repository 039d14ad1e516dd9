import { realpath, stat } from "node:fs/promises";
import { basename, dirname, join, resolve, sep } from "node:path";
import { BaseError } from "../../errors.ts";
import { writeAtomic } from "../../files.ts";
import { isThere } from "../../folder.ts";
import type { Witness } from "./examine.ts";
import { checkpointName, keptCheckpoints, readKept } from "./key.ts";
import type { NoteKey } from "./note.ts";
import type { LogFolder } from "./place.ts";

/** Where checkpoints are kept besides the log: a folder for all of them, or a file for the latest. */
export type Place = { readonly path: string; readonly isFolder: boolean };

/** Checkpoints in fewer places than this do not keep somebody who can write to one of them from changing the log. */
export const PLACES = 2;

/**
 * The places named: folders that exist, or files to be.
 * @throws `Log.TooFewPlaces`, `Log.BadPlace`
 */
export async function placesOf(folder: LogFolder, named: readonly string[]): Promise<Place[]> {
  const own = await real(folder);
  const places = await Promise.all(
    named.map(async (path) => {
      const isFolder = await stat(path).then(
        (found) => found.isDirectory(),
        () => false,
      );
      const at = isFolder ? await real(path) : join(await real(dirname(resolve(path))), basename(path));
      if (at === own || at.startsWith(own + sep)) throw badPlace(path, "it is the log's own folder");
      return { path: at, isFolder };
    }),
  );
  if (new Set(places.map(({ path }) => path)).size >= PLACES) return places;
  throw new BaseError({
    code: "Log.TooFewPlaces",
    message: `a checkpoint goes to at least ${PLACES} places besides the log: a log that was cut or rewritten shows by them alone`,
    fix: "name two folders or files that different people or machines keep, such as a share and a removable disk",
    details: { named },
  });
}

/** The checkpoints that places have already. @throws `Files.*`: one that cannot be looked at may be the one that matters */
export async function witnessesAt(places: readonly Place[], key: NoteKey): Promise<Witness[]> {
  const found = await Promise.all(
    places.map(async ({ path, isFolder }) => {
      if (isFolder) return keptCheckpoints(path, key);
      return (await isThere(path)) ? [{ path, note: await readKept(path) }] : [];
    }),
  );
  return found.flat();
}

/** Writes a checkpoint to every place. @returns the files. @throws `Log.NotSent` if a place did not take it */
export async function sendTo(
  places: readonly Place[],
  key: NoteKey,
  size: number,
  note: string,
): Promise<string[]> {
  const sent = await Promise.allSettled(
    places.map(async ({ path, isFolder }) => {
      const target = isFolder ? join(path, checkpointName(key, size)) : path;
      await writeAtomic(target, note);
      return target;
    }),
  );
  const written = sent.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  const missed = places.filter((_, i) => sent[i]?.status === "rejected").map(({ path }) => path);
  if (missed.length === 0) return written;
  throw new BaseError({
    code: "Log.NotSent",
    message: `the checkpoint was signed, and could not be written to ${missed.join(", ")}`,
    fix: "copy it there from the log's folder `checkpoints`, or sign another once the place can be written to",
    details: { missed, written },
    cause: sent.find((one) => one.status === "rejected")?.reason,
  });
}

async function real(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    throw badPlace(path, "it is not there");
  }
}

function badPlace(path: string, why: string): BaseError {
  return new BaseError({
    code: "Log.BadPlace",
    message: `no checkpoint can be kept at ${path}: ${why}`,
    fix: "name a folder that exists, or a file in one, outside the log's own folder",
    details: { path, why },
  });
}
