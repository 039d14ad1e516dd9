import { readdir, readFile, stat, unlink } from "node:fs/promises";
import { basename, join } from "node:path";
import { pretty } from "../canonical.ts";
import { BaseError } from "../errors.ts";
import { readJson, writeAtomic } from "../files.ts";
import type { ReadShares } from "../keys/file-shares.ts";
import { MAX_CONTENT, MAX_FILES, type SealedHeader, sealedFiles, sealedHeader } from "../keys/sealed-set.ts";
import { Secret } from "../keys/secret.ts";
import { inStrongroom } from "../keys/strongroom/door.ts";
import { writeSecretFolder } from "../new-folder.ts";
import { type ShareSource, withShares } from "./shares.ts";

export type SealRequest = {
  /** A file, or a folder with all that is below it. */
  readonly path: string;
  readonly people: readonly string[];
  readonly threshold: number;
  /** New file for what is sealed. */
  readonly out: string;
  /** New folder for the shares, one file each. */
  readonly shares: string;
  readonly created: Date;
};

/** @returns the header, and the shares' files */
export type Sealed = {
  readonly header: SealedHeader;
  readonly sealed: string;
  readonly files: readonly string[];
};

/** Shares may come from programs that ask people. */
const MANUAL = 60 * 60_000;

/**
 * Seals a file or a folder under a key that only shares give. Shares go from the strongroom to their files, and are read back before
 * these get their names. All is written, or nothing.
 * @throws `Sealed.*`, `Share.*`, `Strongroom.*`, `Files.*`
 */
export async function sealFiles({
  path,
  people,
  threshold,
  out,
  shares,
  created,
}: SealRequest): Promise<Sealed> {
  const found = await contentOf(path);
  const plan = { created: created.toISOString(), threshold, files: found.files, people };
  // What could not be read again is refused before it is made.
  const fault = sealedHeader.safeParse({
    ...{
      version: 1,
      type: "sealed-files",
      set: "0".repeat(16),
      created: plan.created,
      threshold,
      files: found.files,
    },
    shares: people.map((name) => ({ name, digest: "0".repeat(64) })),
  }).error?.issues[0];
  if (fault !== undefined || threshold > people.length)
    throw cannotSeal(
      path,
      fault === undefined
        ? "more shares are needed than there are"
        : `${fault.path.join(".")} ${fault.message}`,
    );
  const names = people.map((name, at) => `share-${at + 1}-${name.replaceAll(/[^\p{L}\p{N}._-]/gu, "_")}.txt`);
  let written = false;
  try {
    const header = await writeSecretFolder(shares, names, async ({ descriptors, paths }) => {
      const sealed = await inStrongroom("sealFiles", plan, { content: found.content }, { show: descriptors });
      await withShares({ files: paths }, (hear, given) =>
        inStrongroom("checkFileShares", { header: sealed.header, names: given }, {}, { hear }),
      );
      await writeAtomic(out, pretty(sealed), { overwrite: false });
      written = true;
      return sealed.header;
    });
    return { header, sealed: out, files: names.map((name) => join(shares, name)) };
  } catch (error) {
    if (written) await unlink(out);
    throw error;
  } finally {
    found.content.wipe();
  }
}

/**
 * Opens sealed files into a new folder (0700, files 0600), all of them or nothing. Their content does not pass this process.
 * @throws `Share.*`, `Sealed.Altered`, `Strongroom.*`, `Files.*`
 */
export async function openFiles(
  path: string,
  source: ShareSource,
  folder: string,
): Promise<{ readonly header: SealedHeader; readonly shares: ReadShares }> {
  const sealed = await readJson(path, sealedFiles);
  const { header } = sealed;
  const shares = await writeSecretFolder(
    folder,
    header.files.map((file) => file.path),
    ({ descriptors }) =>
      withShares(source, (hear, names) =>
        inStrongroom("openFiles", { sealed, names }, {}, { hear, show: descriptors, limit: MANUAL }),
      ),
  );
  return { header, shares };
}

async function contentOf(path: string) {
  const files: { path: string; size: number }[] = [];
  const parts: Buffer[] = [];
  let total = 0;
  try {
    for (const [name, file] of await filesOf(path)) {
      total += (await stat(file)).size;
      if (total > MAX_CONTENT || files.length >= MAX_FILES)
        throw cannotSeal(path, `more than ${MAX_FILES} files or ${MAX_CONTENT} bytes`);
      const bytes = await readFile(file);
      parts.push(bytes);
      files.push({ path: name, size: bytes.length });
    }
    if (files.length === 0) throw cannotSeal(path, "there are no files in it");
    return { files, content: Secret.take(Buffer.concat(parts)) };
  } catch (cause) {
    throw cause instanceof BaseError ? cause : cannotSeal(path, "it cannot be read", cause);
  } finally {
    for (const part of parts) part.fill(0);
  }
}

/** Names to seal under, and where the files are. Links are not followed: what they point to may change. */
async function filesOf(path: string): Promise<(readonly [name: string, file: string])[]> {
  const kind = await stat(path);
  if (kind.isFile()) return [[basename(path), path]];
  if (!kind.isDirectory()) throw cannotSeal(path, "it is neither a file nor a folder");
  const entries = await readdir(path, { withFileTypes: true });
  const found: (readonly [string, string])[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const file = join(path, entry.name);
    if (entry.isDirectory())
      found.push(...(await filesOf(file)).map(([name, at]) => [`${entry.name}/${name}`, at] as const));
    else if (entry.isFile()) found.push([entry.name, file]);
    else throw cannotSeal(file, "it is neither a file nor a folder");
  }
  return found;
}

function cannotSeal(path: string, why: string, cause?: unknown): BaseError {
  return new BaseError({
    code: "Sealed.CannotSeal",
    message: `${path} cannot be sealed: ${why}`,
    fix: "seal plain files with plain names, for 2 to 16 people",
    details: { path, why },
    cause,
  });
}
