import { randomBytes } from "node:crypto";
import { unlink } from "node:fs/promises";
import { join } from "node:path";
import { pretty } from "../canonical.ts";
import { BaseError } from "../errors.ts";
import { writeAtomic } from "../files.ts";
import type { Secret } from "../keys/secret.ts";
import { readSeed } from "../keys/seed/store.ts";
import { assertShape } from "../keys/shape.ts";
import { type SeedShareSet, type ShareSet, type Sharing, shapeOf } from "../keys/share-set.ts";
import { assertLabel } from "../keys/store.ts";
import { inStrongroom } from "../keys/strongroom/door.ts";
import { writeSecretFolder } from "../new-folder.ts";
import { readKeyFile } from "../signer/key-file.ts";
import { withShares } from "./shares.ts";

/** Where shares go: one file for each person in a new folder, or one person after the other at a terminal (an open descriptor). */
export type ShareTarget =
  | { readonly kind: "folder"; readonly folder: string }
  | { readonly kind: "terminal"; readonly descriptor: number };

export type SplitRequest = {
  /** The keystore whose key is cut, or the file of a seed. */
  readonly path: string;
  readonly password: Secret;
  /** Empty for none. */
  readonly passphrase: Secret;
  readonly sharing: Sharing;
  readonly target: ShareTarget;
  /** Folder for the set's record. */
  readonly records: string;
  readonly created: Date;
};

type AnySet = ShareSet | SeedShareSet;
export type SplitResult<S extends AnySet = ShareSet> = {
  readonly set: S;
  readonly record: string;
  readonly files: readonly string[];
};

/** People need their time at the screen. */
const MANUAL = 60 * 60_000;
const AUTOMATIC = 5 * 60_000;

/**
 * Cuts the key of a keystore into SLIP-39 shares for people and paper (GR-31, GR-44). No share passes this process: each goes from
 * the strongroom to its file or screen. Files are read back and compared before they get their names.
 * @throws `Split.InDevice`, `Store.BadLabel`, `Share.*` (`Share.NoRecord`: people have their shares), `Keystore.*`, `Strongroom.*`, `Files.*`
 */
export async function splitKey(request: SplitRequest): Promise<SplitResult> {
  const { v3, label } = await readKeyFile(request.path);
  if (v3 === undefined) throw inDevice(request.path, label);
  const { asked, secrets } = prepared(request, label);
  return handOut(request, (places, options) =>
    inStrongroom("splitKey", { ...asked, v3, places }, secrets, options),
  );
}

/** The same with the words of a seed: their entropy is cut, its passphrase of BIP-39 is not in the shares. @throws also `Seed.*` */
export async function splitSeed(request: SplitRequest): Promise<SplitResult<SeedShareSet>> {
  const seed = await readSeed(request.path);
  const { asked, secrets } = prepared(request, seed.label);
  return handOut(request, (places, options) =>
    inStrongroom("splitSeed", { ...asked, seed, places }, secrets, options),
  );
}

function prepared({ sharing, created, password, passphrase }: SplitRequest, label: string) {
  // The file may be anybody's; its label is to stand on paper and in a file's name.
  assertLabel(label);
  assertNames(sharing);
  assertShape(shapeOf(sharing));
  return {
    asked: { label, created: created.toISOString(), sharing },
    secrets: { password, passphrase },
  };
}

type Splitting<S> = (
  places: "each" | "terminal",
  options: { readonly show: number | readonly number[]; readonly limit: number },
) => Promise<S>;

async function handOut<S extends AnySet>(
  request: SplitRequest,
  split: Splitting<S>,
): Promise<SplitResult<S>> {
  const { sharing, target } = request;
  if (target.kind === "terminal") {
    await assertRecordable(request);
    const set = await split("terminal", { show: target.descriptor, limit: MANUAL });
    const record = await keepRecord(request, set).catch((cause: unknown) => {
      throw noRecord(recordOf(request, set), set, cause);
    });
    return { set, record, files: [] };
  }
  const names = fileNames(sharing);
  let record: string | undefined;
  try {
    const set = await writeSecretFolder(target.folder, names, async ({ descriptors, paths }) => {
      const made = await split("each", { show: descriptors, limit: AUTOMATIC });
      await withShares({ files: paths }, (hear, shares) =>
        inStrongroom("checkShares", { set: made, names: shares }, {}, { hear }),
      );
      record = await keepRecord(request, made);
      return made;
    });
    return { set, record: record ?? "", files: names.map((name) => join(target.folder, name)) };
  } catch (error) {
    if (record !== undefined) await unlink(record);
    throw error;
  }
}

async function keepRecord(request: SplitRequest, set: AnySet): Promise<string> {
  const path = recordOf(request, set);
  await writeAtomic(path, pretty(set), { overwrite: false });
  return path;
}

function recordOf({ records }: SplitRequest, { label, id }: AnySet): string {
  return join(records, `${label}.set-${id}.json`);
}

/** More than the record of most sets. */
const ROOM = 4096;

/**
 * At a terminal the record comes last, for it tells which shares were made: a folder that takes none is to show before anybody has
 * seen a share. @throws `Files.CannotWrite`
 */
async function assertRecordable({ records }: SplitRequest): Promise<void> {
  const trial = join(records, `.set-${randomBytes(8).toString("hex")}.tmp`);
  await writeAtomic(trial, " ".repeat(ROOM));
  await unlink(trial);
}

/** People have their shares by now; what the record would have said goes with the error, for it is no secret. */
function noRecord(path: string, set: AnySet, cause: unknown): BaseError {
  return new BaseError({
    code: "Share.NoRecord",
    message: `the shares of set ${set.id} were shown and are good, but their record was not written to ${path}`,
    fix: "keep the shares: their papers say enough to recover without a record. With --json this error has the record under `set`; or split anew, and have these shares destroyed",
    details: { path, set },
    cause,
  });
}

function fileNames({ groups }: Sharing): string[] {
  return groups.flatMap(({ members }, group) =>
    members.map((name, member) => `share-${group + 1}-${member + 1}-${name.replaceAll(" ", "_")}.txt`),
  );
}

/** A name stands on paper, in file names and on screens. */
function assertNames({ groups }: Sharing): void {
  const bad = groups
    .flatMap(({ members }) => members)
    .find((name) => !/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,63}$/u.test(name));
  if (bad === undefined) return;
  throw new BaseError({
    code: "Share.BadName",
    message: `${JSON.stringify(bad)} cannot name who gets a share`,
    fix: "use letters, digits, spaces, dots, dashes and underscores, beginning with a letter or digit",
    details: { name: bad },
  });
}

function inDevice(path: string, label: string): BaseError {
  return new BaseError({
    code: "Split.InDevice",
    message: `${path} is the card of a key that does not come out of where it is: there is nothing to cut`,
    fix: "clone the device by its vendor's own means and list the clones in backups.yaml, or have a successor ready (`key rotate`)",
    details: { path, label },
  });
}
