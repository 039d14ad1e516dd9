import { join } from "node:path";
import { type Hex, sha256 } from "viem";
import { z } from "zod";
import { BaseError } from "../errors.ts";
import { readBytes, readJson } from "../files.ts";
import { addressSchema, curveSchema, hashSchema, pointSchema } from "../json.ts";
import { addressOf } from "../keys/curve.ts";
import { instant, text } from "./fields.ts";

/** A copy of a key that people know of. */
const knownCopy = z.strictObject({
  id: text(64),
  kind: text(32),
  medium: text(64),
  place: text(64),
  custodian: text(64),
});
export type KnownCopy = z.output<typeof knownCopy>;

const ended = z.strictObject({
  chainId: z.int().min(1),
  conclave: addressSchema,
  state: z.enum(["Retired", "Compromised", "Ended"]),
  block: z.int().min(0),
  hash: hashSchema,
});

export const MANIFEST = "archive.json";
/** By what the pack holds: a keystore, or the card of a key that is in a device. */
export const CONTENT = { keystore: "keystore.json", card: "card.json" } as const;

/** What a pack says of itself. No secret; not authenticated either, so the key is always derived and compared. KR-02, KR-04. */
export const archiveSchema = z
  .strictObject({
    version: z.literal(1),
    type: z.literal("conclave-archive"),
    label: text(64),
    holder: z.string().optional(),
    purpose: z.string().optional(),
    created: instant.optional(),
    archived: instant,
    curve: curveSchema,
    point: pointSchema,
    address: addressSchema,
    custody: text(32),
    ended,
    file: z.enum([CONTENT.keystore, CONTENT.card]),
    /** SHA-256 of that file. */
    sha256: hashSchema,
    /** Copies besides this one, as the manifest of backups had them. */
    copies: z.array(knownCopy).max(200),
  })
  .refine((pack) => addressOf(pack.point) === pack.address, {
    path: ["address"],
    message: "is not that of the point",
  });
export type Archive = z.output<typeof archiveSchema>;

/** Larger than any key's file. */
const LIMIT = 2 ** 20;

/** A pack's manifest, its hash, and where its content lies. */
export type Pack = { readonly archive: Archive; readonly sha256: Hex; readonly content: string };

/** Reads a pack, and compares its content with the hash it was packed with. @throws `Archive.Altered`, `Files.*` */
export async function readPack(folder: string): Promise<Pack> {
  const path = join(folder, MANIFEST);
  const archive = await readJson(path, archiveSchema);
  const content = join(folder, archive.file);
  const found = await sha256Of(content);
  if (found === archive.sha256) return { archive, sha256: await sha256Of(path), content };
  throw new BaseError({
    code: "Archive.Altered",
    message: `${content} is not what was packed`,
    fix: "fetch another copy of the pack, and find out who could write to this one",
    details: { content, expected: archive.sha256, found },
  });
}

/** @throws `Files.*` */
export async function sha256Of(path: string): Promise<Hex> {
  return sha256(await readBytes(path, LIMIT));
}
