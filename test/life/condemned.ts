import { access, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Secret } from "../../src/keys/secret.ts";
import { generate } from "../../src/keys/store.ts";
import { temporaryFolder } from "../keys/temporary-folder.ts";
import { intentFor, people, room } from "./destroying.ts";
import { PASSWORD } from "./secrets.ts";

/** One keystore serves all tests of a file: making one takes a process. */
let made: Promise<{ readonly keystore: string; readonly address: string }> | undefined;

async function make() {
  const folder = await temporaryFolder();
  const saved = await generate({ label: "ana", folder, password: Secret.text(PASSWORD), cost: "light" });
  return { keystore: await readFile(saved.path, "utf8"), address: saved.address };
}

/** A copy of a keystore that is to be destroyed, the people who do it, and what they mean to do. */
export async function scene() {
  made ??= make();
  const { keystore, address } = await made;
  const folder = await temporaryFolder();
  const path = join(folder, "ana.json");
  await writeFile(path, keystore, { mode: 0o600 });
  const key = { folder, path, address };
  const { operator, witness, stranger } = people;
  const intent = await intentFor(key.path, operator.signerBytes, witness.signerBytes);
  return { key, keystore, operator, witness, stranger, intent, given: room(key.folder, operator) };
}

export const isGone = (path: string) =>
  access(path).then(
    () => false,
    () => true,
  );
