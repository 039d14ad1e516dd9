import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { report } from "../../../src/errors.ts";
import { Secret } from "../../../src/keys/secret.ts";
import { DEFAULT_PATH } from "../../../src/keys/seed/path.ts";
import {
  checkWords,
  derivePublicKey,
  generateSeed,
  readSeed,
  type SavedSeed,
} from "../../../src/keys/seed/store.ts";
import { refusal } from "../refusal.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import {
  castAddress,
  importing,
  lending,
  light,
  oldSeed,
  PASSWORD,
  password,
  shownWords,
  WORDS,
} from "./words.ts";

let folder: string;
let imported: SavedSeed;

beforeAll(async () => {
  ({ folder, imported } = await oldSeed());
});

describe("generateSeed", () => {
  it("writes 24 words, encrypted, into one file of the owner's own, and tells none", async () => {
    const own = join(await temporaryFolder(), "keys");
    const saved = await generateSeed({
      ...light,
      folder: own,
      label: "root",
      holder: "Ana",
      password: password(),
    });
    expect(await readdir(own)).toEqual(["root.json"]);
    if (process.platform !== "win32") expect((await stat(saved.path)).mode & 0o7777).toBe(0o600);
    expect(await readSeed(saved.path)).toMatchObject({
      format: "conclave-seed",
      version: 1,
      kind: "bip39-entropy",
      holder: "Ana",
      origin: "generated",
      words: 24,
      passphrase: false,
      fingerprint: saved.fingerprint,
    });
    const said = (await shownWords(saved.path)).trim();
    expect(said.split(" ")).toHaveLength(24);
    const text = await readFile(saved.path, "utf8");
    expect(text).not.toContain(PASSWORD);
    expect(await lending(said, (words) => checkWords(saved.path, password(), words))).toBe(true);
  });

  it("given an existing file or a label that cannot be, refuses and keeps what there is", async () => {
    const before = await readFile(imported.path, "utf8");
    const again = () => generateSeed({ ...light, folder, label: "old", password: password() });
    expect((await refusal(again)).code).toBe("Files.Exists");
    expect(await readFile(imported.path, "utf8")).toBe(before);
    const bad = () => generateSeed({ ...light, folder, label: "../x", password: password() });
    expect((await refusal(bad)).code).toBe("Store.BadLabel");
  });

  it("makes another one each time", async () => {
    const own = await temporaryFolder();
    const a = await generateSeed({ ...light, folder: own, label: "a", password: password() });
    const b = await generateSeed({ ...light, folder: own, label: "b", password: password() });
    expect(a.fingerprint).not.toBe(b.fingerprint);
  });
});

describe("importSeed", () => {
  it("keeps the words it was given: they are shown and checked", async () => {
    expect(imported).toMatchObject({ words: 24 });
    expect(await shownWords(imported.path)).toBe(`${WORDS}\n`);
    const numbered = await shownWords(imported.path, password(), { wait: "Press Enter" });
    expect(numbered).toMatch(/^ {3}1 {2}panda {10}2 {2}eyebrow {8}3 {2}bullet/);
    expect(numbered.match(/\d+ {2}[a-z]+/g)?.map((cell) => cell.split("  ")[1])).toEqual(WORDS.split(" "));
    const check = (text: string) => lending(text, (words) => checkWords(imported.path, password(), words));
    expect(await check(WORDS)).toBe(true);
    const other =
      "beyond stage sleep clip because twist token leaf atom beauty genius food business side grid unable middle armed observe pair crouch tonight away coconut";
    expect(await check(other)).toBe(false);
  });

  it("given words that are none, writes nothing and quotes nothing", async () => {
    const own = await temporaryFolder();
    const error = await refusal(() => importing(own, { text: WORDS.replace("panda", "pander") }));
    expect(error.code).toBe("Seed.BadWord");
    expect(error.details).toMatchObject({ positions: [1] });
    expect(JSON.stringify(report(error))).not.toMatch(/pander|eyebrow/);
    expect(await readdir(own)).toEqual([]);
  });

  it("given a BIP-39 passphrase, gives other keys, says that there is one, and hides it", async () => {
    const own = await temporaryFolder();
    const passphrase = "wharf-Å-7741";
    const saved = await importing(own, { passphrase: Secret.text(passphrase) });
    expect(saved.fingerprint).not.toBe(imported.fingerprint);
    expect(await readSeed(saved.path)).toMatchObject({ passphrase: true });
    expect(await readFile(saved.path, "utf8")).not.toContain("wharf");
    expect(await shownWords(saved.path)).toBe(`${WORDS}\n`);
    const { address } = await derivePublicKey({ seed: saved.path, path: DEFAULT_PATH }, password());
    expect(address).toBe(castAddress(WORDS, DEFAULT_PATH, passphrase.normalize("NFKD")));
  });
});
