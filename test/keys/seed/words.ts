import { execFileSync } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";
import { Secret } from "../../../src/keys/secret.ts";
import { importSeed, type SavedSeed, showWords } from "../../../src/keys/seed/store.ts";
import { binary } from "../../safe/cast.ts";
import { temporaryFolder } from "../temporary-folder.ts";

export const PASSWORD = "harbour-2210-Quartz-lantern";
/** 24 words that were drawn, and the entropy they stand for. */
export const WORDS =
  "panda eyebrow bullet gorilla call smoke muffin taste mesh discover soft ostrich alcohol speed nation flash devote level hobby quick inner drive ghost inside";
export const ENTROPY = "9f6a2878b2520799a44ef18bc7df394e7061a224d2c33cd015b157d746869863";
export const light = { cost: "light", created: new Date("2026-02-03T04:05:06Z") } as const;

export const password = () => Secret.text(PASSWORD);

/** Lends words as a file's descriptor. */
export async function lending<T>(text: string, use: (descriptor: number) => Promise<T>): Promise<T> {
  const file = join(await mkdtemp(join(tmpdir(), "conclave-")), "words");
  await writeFile(file, `${text}\n`, { mode: 0o600 });
  const descriptor = openSync(file, "r");
  try {
    return await use(descriptor);
  } finally {
    closeSync(descriptor);
    await rm(dirname(file), { recursive: true });
  }
}

/** A seed of the words above, in a folder. */
export function importing(into: string, more: { label?: string; passphrase?: Secret; text?: string } = {}) {
  const { text = WORDS, ...rest } = more;
  return lending(text, (words) =>
    importSeed(words, "english", { ...light, label: "x", ...rest, folder: into, password: password() }),
  );
}

/** A seed of the words above, labelled `old`, in a folder that the tests of a file share; for its `beforeAll`. */
export async function oldSeed(): Promise<{ folder: string; imported: SavedSeed }> {
  const folder = await mkdtemp(join(tmpdir(), "conclave-"));
  afterAll(() => rm(folder, { recursive: true }));
  return { folder, imported: await importing(folder, { label: "old" }) };
}

/** The address that Foundry's cast finds for words and a path. */
export function castAddress(mnemonic: string, path: string, passphrase?: string): string {
  const more = passphrase === undefined ? [] : ["--mnemonic-passphrase", passphrase];
  const args = ["wallet", "address", "--mnemonic", mnemonic, "--mnemonic-derivation-path", path, ...more];
  return execFileSync(binary(), args, { encoding: "utf8" }).trim();
}

/** What is shown on a file's descriptor. */
export async function shownWords(
  path: string,
  opens = password(),
  more: { wait?: string } = {},
): Promise<string> {
  const file = join(await temporaryFolder(), "words");
  const show = openSync(file, "wx", 0o600);
  try {
    await showWords(path, opens, { show, ...more });
  } finally {
    closeSync(show);
  }
  return readFile(file, "utf8");
}
