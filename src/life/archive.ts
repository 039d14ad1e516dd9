import { writeSync } from "node:fs";
import { join } from "node:path";
import { type Hex, isAddressEqual, sha256 } from "viem";
import { pretty } from "../canonical.ts";
import { BaseError } from "../errors.ts";
import { isThere } from "../folder.ts";
import { archivedSchema } from "../keys/archived.ts";
import type { Cost } from "../keys/keystore.ts";
import { particulars } from "../keys/particulars.ts";
import type { Secret } from "../keys/secret.ts";
import { assertLabel, drill } from "../keys/store.ts";
import { inStrongroom } from "../keys/strongroom/door.ts";
import { EXTENSION } from "../keys/v3.ts";
import { writeSecretFolder } from "../new-folder.ts";
import { type KeyFile, readKeyFile } from "../signer/key-file.ts";
import { type AskPassword, lend } from "../signer/keystore.ts";
import {
  type Archive,
  archiveSchema,
  CONTENT,
  type KnownCopy,
  MANIFEST,
  type Pack,
  readPack,
} from "./archive-file.ts";
import type { Ended } from "./ended.ts";
import { assertErasable, replace } from "./erase.ts";
import { addressIn } from "./key-of.ts";

export type Archiving = {
  /** The key's file. */
  readonly path: string;
  /** The folder the pack is made in, under the key's label. */
  readonly to: string;
  readonly ended: Ended;
  readonly copies: readonly KnownCopy[];
  /** Of the keystore as it is; not asked of a card. */
  readonly password: AskPassword;
  /**
   * Lends the password of the keystore in the pack; not asked of a card. Whoever generated it may throw it away if what it was lent for fails,
   * and must keep it otherwise, whatever fails later.
   */
  readonly archivePassword: <T>(use: (password: Secret) => Promise<T>) => Promise<T>;
  readonly cost: Cost;
  readonly now: Date;
};

export type Filed = { readonly folder: string; readonly archive: Archive; readonly sha256: Hex };

/**
 * Packs a key that is done with for a place that is off-line, and leaves a note where its file was. The pack is opened again from the disk
 * before the file goes: whenever it is interrupted, one of the two is there, and running it again goes on. KR-02, KR-04, GR-27.
 * @throws `Life.NoIdentity`, `Archive.OtherKey`, `Store.*`, `Keystore.*`, `Erase.*`, `Files.*`
 */
export async function archive(given: Archiving): Promise<Filed> {
  const file = await readKeyFile(given.path);
  // It names the pack, and whoever could write to the file chose it.
  assertLabel(file.label);
  addressIn(file);
  await assertErasable(given.path);
  const folder = join(given.to, file.label);
  const packed = async (password?: Secret) => {
    const pack = (await isThere(folder))
      ? await samePack(folder, file)
      : await makePack(folder, file, given, password);
    await prove(pack, password);
    return pack;
  };
  const pack = file.card === undefined ? await given.archivePassword(packed) : await packed();
  const { archive, sha256: hash } = pack;
  const { label, holder, purpose, created, archived, curve, point, address } = archive;
  const note = { label, holder, purpose, created, archived, curve, point, address, pack: hash };
  const stub = pretty(archivedSchema.parse({ format: "conclave-archived", version: 1, ...note }));
  await replace(given.path, stub);
  return { folder, archive, sha256: hash };
}

/**
 * Proves that a pack is whole, and with its password that the key is in it.
 * @throws `Archive.Altered`, `Archive.OtherKey`, `Store.DrillFailed`
 */
export async function prove(pack: Pack, password: Secret | undefined): Promise<void> {
  const { archive, content } = pack;
  if (archive.file === CONTENT.keystore) {
    if (password === undefined) throw noPassword(archive.label);
    return drill(content, password, archive.point);
  }
  const { point } = await readKeyFile(content);
  if (point !== archive.point) throw otherKey(content, archive.point, point);
}

async function makePack(
  folder: string,
  file: KeyFile,
  given: Archiving,
  password: Secret | undefined,
): Promise<Pack> {
  const { label, curve, custody, card } = file;
  const content =
    card === undefined ? await sealed(file, given, password) : { text: pretty(card), point: card.point };
  const name = card === undefined ? CONTENT.keystore : CONTENT.card;
  const { holder, purpose, created } = card ?? file.v3?.[EXTENSION] ?? {};
  const manifest = pretty(
    archiveSchema.parse({
      version: 1,
      type: "conclave-archive",
      label,
      holder,
      purpose,
      created,
      archived: given.now.toISOString(),
      curve,
      point: content.point,
      address: addressIn(file),
      custody,
      ended: given.ended,
      file: name,
      sha256: sha256(Buffer.from(content.text, "utf8")),
      copies: given.copies,
    }),
  );
  await writeSecretFolder(folder, [name, MANIFEST], async ({ descriptors }) => {
    for (const [index, text] of [content.text, manifest].entries()) put(descriptors[index], text);
  });
  return readPack(folder);
}

/** The keystore under the archive's password, made in the strongroom. */
async function sealed({ v3, label }: KeyFile, { password, cost, now }: Archiving, own: Secret | undefined) {
  if (own === undefined || v3 === undefined) throw noPassword(label);
  const { created = now.toISOString(), holder, purpose } = v3[EXTENSION] ?? {};
  const description = { label, created, ...particulars({ holder, purpose }) };
  const written = await lend(password, (old) =>
    inStrongroom("reencrypt", { v3, description, cost }, { old, password: own }),
  );
  return { text: pretty(written.v3), point: written.publicKey.point };
}

function put(descriptor: number | undefined, text: string): void {
  const bytes = Buffer.from(text, "utf8");
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor ?? -1, bytes, at);
}

/** A pack that an interrupted run left: it must be of the same key. @throws `Archive.OtherKey` */
async function samePack(folder: string, file: KeyFile): Promise<Pack> {
  const pack = await readPack(folder);
  const address = addressIn(file);
  if (isAddressEqual(pack.archive.address, address)) return pack;
  throw otherKey(folder, address, pack.archive.address);
}

function noPassword(label: string): BaseError {
  return new BaseError({
    code: "Archive.NoPassword",
    message: `the keystore of ${label} in the pack needs a password of its own`,
    fix: "add --archive-password-file or --archive-password-fd",
    details: { label },
  });
}

function otherKey(path: string, expected: string | undefined, found: string | undefined): BaseError {
  return new BaseError({
    code: "Archive.OtherKey",
    message: `${path} is of another key`,
    fix: "name another folder for the pack; never mix packs of two keys",
    details: { path, expected, found },
  });
}
