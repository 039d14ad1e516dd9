import { dirname, relative } from "node:path";
import type { Address, Hex } from "viem";
import { entriesOf, type Mark, readManifest } from "../backup/manifest.ts";
import { markText } from "../backup/manifest-edit.ts";
import { noteDestroyed } from "../backup/note.ts";
import { BaseError } from "../errors.ts";
import { isSignedBy } from "../signer/signature.ts";
import { certificateData, type Destroyed } from "./destruction.ts";
import { isMadeAfter } from "./listed.ts";
import { assertBegunBy } from "./records.ts";

/** What became of the manifest of backups after a destruction. */
export type Struck = {
  /** Where the copy is marked as destroyed, and which copies of the key are listed still. */
  readonly marked?: { readonly manifest: string; readonly copy: string; readonly left: readonly string[] };
  /** The copy is gone, and the manifest does not say so. */
  readonly failure?: BaseError;
};

/**
 * Marks in the manifest the copy that was destroyed: not before its certificate is there, and as often as it is asked. Nobody counts what
 * is marked, so a record of somebody else's making marks nothing.
 * @param operator signer bytes of whoever destroyed it, and says so
 * @throws `Destroy.ForeignRecord`, `Destroy.NotCertified`
 */
export async function strike(done: Destroyed, manifest: string | undefined, operator: Hex): Promise<Struck> {
  const { path, record } = done;
  const copy = record.copy.listed;
  if (copy === undefined) return {};
  await assertBegunBy(done, operator);
  await assertCertified(done);
  const mark = { at: record.ended ?? record.begun, certificate: path };
  if (manifest === undefined) return { failure: notMarked(copy, mark) };
  const certificate = relative(dirname(manifest), path).replaceAll("\\", "/");
  try {
    const own = await copiesOf(manifest, record.key.address);
    const isIt = ({ id }: { readonly id: string }) => id === copy;
    const key = own.find((one) => [...one.copies, ...one.destroyed].some(isIt));
    if (key === undefined) throw notThere(manifest, copy);
    const made = key.copies.find(isIt)?.made;
    if (made !== undefined && isMadeAfter(made, mark.at)) return { failure: madeSince(copy, made, mark.at) };
    await noteDestroyed(manifest, { label: key.label, id: copy }, { ...mark, certificate });
    const left = (await copiesOf(manifest, record.key.address)).flatMap(({ copies }) => copies);
    return { marked: { manifest, copy, left: left.map(({ id }) => id) } };
  } catch (cause) {
    return { failure: notMarked(copy, { ...mark, certificate }, cause) };
  }
}

/** The operator signs once it is done; until then a record is what anybody may have made of one that was begun. */
async function assertCertified({ path, record }: Destroyed): Promise<void> {
  const { operator, signatures } = record;
  const signature = signatures.operator;
  const typed = certificateData(record, "operator");
  if (signature !== undefined && (await isSignedBy(operator, typed, signature))) return;
  throw new BaseError({
    code: "Destroy.NotCertified",
    message: `${path} says that a copy is destroyed, and its operator has not signed that`,
    fix: "make sure that it is gone; then let the operator sign with `key certify`, and run this again",
    details: { path, operator },
  });
}

async function copiesOf(path: string, address: Address) {
  const { manifest } = await readManifest(path);
  return entriesOf(manifest, address);
}

function notThere(manifest: string, copy: string): BaseError {
  return new BaseError({
    code: "Destroy.ListedNoMore",
    message: `${manifest} has no copy of the key called "${copy}" any more`,
    fix: "see by the certificate what was destroyed, and whether the manifest still lists it under another name",
    details: { manifest, copy },
  });
}

function madeSince(copy: string, made: string, at: string): BaseError {
  return new BaseError({
    code: "Destroy.MadeSince",
    message: `the copy "${copy}" of the manifest was made on ${made}, and the one that was destroyed went on ${at}: it is another, and stays listed`,
    fix: "if this one is to go, find its file; give each copy a name of its own in the manifest",
    details: { copy, made, at },
  });
}

function notMarked(copy: string, mark: Mark, cause?: unknown) {
  return new BaseError({
    code: "Destroy.NotMarked",
    message: `the copy "${copy}" is destroyed, as its certificate says, and the manifest of backups does not: ${cause === undefined ? "none was found" : "it could not be marked there"}`,
    fix: `write \`destroyed: ${markText(mark)}\` beside it by hand: until then it counts as a copy that is there`,
    details: { copy, ...mark },
    ...(cause === undefined ? {} : { cause }),
  });
}
