import { unlink } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { pretty } from "../canonical.ts";
import { readJson } from "../files.ts";
import type { WORK } from "../keys/age/age.ts";
import { kindOfRecipient, type RecipientKind } from "../keys/age/recipient.ts";
import type { Secret } from "../keys/secret.ts";
import { assertLabel } from "../keys/store.ts";
import { inStrongroom } from "../keys/strongroom/door.ts";
import { writeSecret } from "../secret-files.ts";

/** An armoured age file of an identity has some 600 characters. */
const LIMIT = 2 ** 15;

/** A receiver's identity: the recipient in clear, the identity as an age file under a password. */
const schema = z.strictObject({
  version: z.literal(1),
  type: z.literal("conclave-identity"),
  label: z.string().max(64),
  created: z.iso.datetime(),
  recipient: z.string().max(2100),
  encrypted: z.string().max(LIMIT),
});
export type IdentityFile = z.output<typeof schema>;

export type NewIdentity = {
  /** Names the file. */
  readonly label: string;
  readonly folder: string;
  readonly password: Secret;
  readonly kind?: RecipientKind;
  readonly cost?: keyof typeof WORK;
  readonly created?: Date;
};

/**
 * Makes an identity to receive packets with, and writes it to `<folder>/<label>.json`. It is read back and opened before anybody
 * is told its recipient (KX-01, GR-27).
 * @throws `Store.BadLabel`, what `writeSecret` and the strongroom throw
 */
export async function makeIdentity(
  wanted: NewIdentity,
): Promise<{ readonly path: string; readonly recipient: string }> {
  const { label, folder, password, kind = "classic", cost = "standard", created = new Date() } = wanted;
  assertLabel(label);
  const made = await inStrongroom("makeIdentity", { kind, cost }, { password });
  const file = {
    version: 1,
    type: "conclave-identity",
    label,
    created: created.toISOString(),
    ...made,
  } as const;
  const path = join(folder, `${label}.json`);
  await writeSecret(path, pretty(file satisfies IdentityFile));
  try {
    const { recipient, encrypted } = await readIdentity(path);
    await inStrongroom("testIdentity", { recipient, encrypted }, { password });
  } catch (error) {
    await unlink(path);
    throw error;
  }
  return { path, recipient: made.recipient };
}

/** Reads an identity without opening it. @throws what `readJson` throws, `Recipient.Bad` */
export async function readIdentity(path: string): Promise<IdentityFile> {
  const file = await readJson(path, schema, LIMIT);
  kindOfRecipient(file.recipient);
  return file;
}
