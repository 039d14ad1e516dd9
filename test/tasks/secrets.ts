import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect } from "vitest";
import { decrypt, hexOf } from "../../src/keys/keystore.ts";
import { Secret } from "../../src/keys/secret.ts";
import { candidates, read } from "../../src/keys/store.ts";
import { looksLikeKeystore } from "../../src/keys/v3.ts";
import { PASSWORD, type Stage } from "./stage.ts";

/** The password and every private key of a stage, as text, hex and base64. */
export async function secretsOf({ keys }: Stage): Promise<string[]> {
  const secrets = [PASSWORD, Buffer.from(PASSWORD).toString("hex"), Buffer.from(PASSWORD).toString("base64")];
  for (const path of await candidates(keys)) {
    // Policies and records of shares lie there too.
    if (!path.endsWith(".json") || !looksLikeKeystore(JSON.parse(await readFile(path, "utf8")))) continue;
    const { secret } = await decrypt(await read(path), Secret.text(PASSWORD));
    const hex = hexOf(secret).slice(2);
    secrets.push(hex, Buffer.from(hex, "hex").toString("base64"));
  }
  return secrets;
}

/** Searches what tasks printed, and every file they wrote but keystores and the password's own, for secrets. */
export async function expectNoSecrets(stage: Stage): Promise<void> {
  const entries = await readdir(stage.folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => path !== stage.passwordFile && dirname(path) !== stage.keys);
  const keystores = await Promise.all((await candidates(stage.keys)).map((path) => readFile(path, "utf8")));
  const texts = [...stage.printed, ...(await Promise.all(files.map((path) => readFile(path, "utf8"))))];
  const secrets = await secretsOf(stage);
  expect(secrets.length).toBeGreaterThan(9);
  expect(texts.join("").length).toBeGreaterThan(1000);
  for (const text of [...texts, ...keystores]) {
    for (const [index, secret] of secrets.entries()) {
      // Not `toContain`: its message would print the secret.
      expect(
        text.toLowerCase().includes(secret.toLowerCase()),
        `secret ${index} in: ${text.slice(0, 80)}`,
      ).toBe(false);
    }
  }
}
