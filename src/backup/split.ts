import { unlink } from "node:fs/promises";
import { basename, join } from "node:path";
import { pretty } from "../canonical.ts";
import { BaseError } from "../errors.ts";
import { writeAtomic } from "../files.ts";
import type { Secret } from "../keys/secret.ts";
import { assertShape } from "../keys/shape.ts";
import { type ShareSet, type Sharing, shapeOf } from "../keys/share-set.ts";
import { assertLabel, read } from "../keys/store.ts";
import { inStrongroom } from "../keys/strongroom/door.ts";
import { EXTENSION } from "../keys/v3.ts";
import { writeSecretFolder } from "../new-folder.ts";
import { withShares } from "./shares.ts";

/** Where shares go: one file for each person in a new folder, or one person after the other at a terminal (an open descriptor). */
export type ShareTarget =
  | { readonly kind: "folder"; readonly folder: string }
  | { readonly kind: "terminal"; readonly descriptor: number };

export type SplitRequest = {
  /** The keystore whose key is cut. */
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

export type SplitResult = {
  readonly set: ShareSet;
  readonly record: string;
  readonly files: readonly string[];
};

/** People need their time at the screen. */
const MANUAL = 60 * 60_000;
const AUTOMATIC = 5 * 60_000;

/**
 * Cuts the key of a keystore into SLIP-39 shares for people and paper (GR-31, GR-44). No share passes this process: each goes from
 * the strongroom to its file or screen. Files are read back and compared before they get their names.
 * @throws `Store.BadLabel`, `Share.*`, `Keystore.*`, `Strongroom.*`, `Files.*`
 */
export async function splitKey(request: SplitRequest): Promise<SplitResult> {
  const { path, password, passphrase, sharing, target, created } = request;
  assertNames(sharing);
  assertShape(shapeOf(sharing));
  const v3 = await read(path);
  const label = v3[EXTENSION]?.label ?? basename(path, ".json");
  // The file may be anybody's; its label is to stand on paper and in a file's name.
  assertLabel(label);
  const asked = { v3, label, created: created.toISOString(), sharing } as const;
  const secrets = { password, passphrase };
  if (target.kind === "terminal") {
    const options = { show: target.descriptor, limit: MANUAL };
    const set = await inStrongroom("splitKey", { ...asked, places: "terminal" }, secrets, options);
    return { set, record: await keepRecord(request, set), files: [] };
  }
  const names = fileNames(sharing);
  let record: string | undefined;
  try {
    const set = await writeSecretFolder(target.folder, names, async ({ descriptors, paths }) => {
      const options = { show: descriptors, limit: AUTOMATIC };
      const made = await inStrongroom("splitKey", { ...asked, places: "each" }, secrets, options);
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

async function keepRecord({ records }: SplitRequest, set: ShareSet): Promise<string> {
  const path = join(records, `${set.label}.set-${set.id}.json`);
  await writeAtomic(path, pretty(set), { overwrite: false });
  return path;
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
