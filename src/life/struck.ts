import { dirname, relative } from "node:path";
import { type Address, isAddressEqual } from "viem";
import { readManifest } from "../backup/manifest.ts";
import { noteDestroyed } from "../backup/note.ts";
import { BaseError } from "../errors.ts";
import type { Destroyed } from "./destruction.ts";

/** What became of the manifest of backups after a destruction. */
export type Struck = {
  /** Where the copy is marked as destroyed, and which copies of the key are listed still. */
  readonly marked?: { readonly manifest: string; readonly copy: string; readonly left: readonly string[] };
  /** The copy is gone, and the manifest does not say so. */
  readonly failure?: BaseError;
};

/** Marks in the manifest the copy that was destroyed: not before its certificate is there, and as often as it is asked. */
export async function strike({ path, record }: Destroyed, manifest: string | undefined): Promise<Struck> {
  const copy = record.copy.listed;
  if (copy === undefined) return {};
  const mark = { at: record.ended ?? record.begun, certificate: path };
  if (manifest === undefined) return { failure: notMarked(copy, mark) };
  const certificate = relative(dirname(manifest), path).replaceAll("\\", "/");
  try {
    const own = await copiesOf(manifest, record.key.address);
    const key = own.find((one) => [...one.copies, ...one.destroyed].some(({ id }) => id === copy));
    if (key === undefined) throw notThere(manifest, copy);
    await noteDestroyed(manifest, { label: key.label, id: copy }, { ...mark, certificate });
    const left = (await copiesOf(manifest, record.key.address)).flatMap(({ copies }) => copies);
    return { marked: { manifest, copy, left: left.map(({ id }) => id) } };
  } catch (cause) {
    return { failure: notMarked(copy, { ...mark, certificate }, cause) };
  }
}

async function copiesOf(path: string, address: Address) {
  const { manifest } = await readManifest(path);
  return manifest.keys.filter((one) => isAddressEqual(one.address as Address, address));
}

function notThere(manifest: string, copy: string): BaseError {
  return new BaseError({
    code: "Destroy.ListedNoMore",
    message: `${manifest} has no copy of the key called "${copy}" any more`,
    fix: "see by the certificate what was destroyed, and whether the manifest still lists it under another name",
    details: { manifest, copy },
  });
}

function notMarked(
  copy: string,
  mark: { readonly at: string; readonly certificate: string },
  cause?: unknown,
) {
  const text = `destroyed: { at: ${mark.at.replace(/\.\d+Z$/, "Z")}, certificate: ${JSON.stringify(mark.certificate)} }`;
  return new BaseError({
    code: "Destroy.NotMarked",
    message: `the copy "${copy}" is destroyed, as its certificate says, and the manifest of backups does not: ${cause === undefined ? "none was found" : "it could not be marked there"}`,
    fix: `write \`${text}\` beside it by hand: until then it counts as a copy that is there`,
    details: { copy, ...mark },
    ...(cause === undefined ? {} : { cause }),
  });
}
