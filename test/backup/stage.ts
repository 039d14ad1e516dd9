import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { splitKey } from "../../src/backup/split.ts";
import { decrypt, hexOf } from "../../src/keys/keystore.ts";
import { Secret } from "../../src/keys/secret.ts";
import type { Sharing } from "../../src/keys/share-set.ts";
import { generate, read, type Saved } from "../../src/keys/store.ts";

export const PASSWORD = "granite-willow-38-lantern-fox";
export const NEW_PASSWORD = "meadow-copper-61-violin-arch";
export const CREATED = new Date("2026-03-01T10:00:00.000Z");
export const PEOPLE = ["Ana", "Ben", "Cleo"] as const;

/** Fresh each time, for whoever is given one wipes it. */
export const password = () => Secret.text(PASSWORD);
export const none = () => Secret.text("");

export function twoOfThree(people: readonly string[] = PEOPLE): Sharing {
  return { threshold: 1, groups: [{ threshold: 2, members: people }] };
}

/** A keystore in `<folder>/keys`. */
export async function keyIn(
  folder: string,
  label = "ana",
  curve: "secp256k1" | "P-256" = "secp256k1",
): Promise<Saved> {
  return generate({ label, curve, folder: join(folder, "keys"), password: password(), cost: "light" });
}

/** Splits a keystore into files of `<folder>/<name>`. */
export async function splitIn(
  folder: string,
  key: Saved,
  options: { name?: string; shares?: string; sharing?: Sharing; passphrase?: string } = {},
) {
  const { name = "shares", sharing = twoOfThree(), passphrase = "" } = options;
  return splitKey({
    path: key.path,
    password: password(),
    passphrase: Secret.text(passphrase),
    sharing,
    target: { kind: "folder", folder: options.shares ?? join(folder, name) },
    records: join(folder, "keys"),
    created: CREATED,
  });
}

/** Private key as hex, to look for it where it must not be. */
export async function hexIn(key: Saved, phrase = PASSWORD): Promise<string> {
  const { secret } = await decrypt(await read(key.path), Secret.text(phrase));
  return hexOf(secret).slice(2);
}

/** Every file below a folder, by path. */
export async function filesBelow(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  return new Map(
    await Promise.all(paths.sort().map(async (path) => [path, await readFile(path, "utf8")] as const)),
  );
}

/** Not `toContain`, whose message would print the secret. */
export function expectAbsent(text: string, secrets: readonly string[]): void {
  for (const [at, secret] of secrets.entries()) {
    expect(secret.length).toBeGreaterThan(7);
    expect(text.toLowerCase().includes(secret.toLowerCase()), `secret ${at}`).toBe(false);
  }
}
