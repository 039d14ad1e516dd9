import { execFileSync, spawnSync } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { recoverAddress } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { report } from "../../../src/errors.ts";
import { signDigest } from "../../../src/keys/open.ts";
import { Secret } from "../../../src/keys/secret.ts";
import { DEFAULT_PATH } from "../../../src/keys/seed/path.ts";
import {
  checkWords,
  derivePublicKey,
  deriveToKeystore,
  generateSeed,
  importSeed,
  listSeeds,
  readSeed,
  type SavedSeed,
  showWords,
  signFromSeed,
} from "../../../src/keys/seed/store.ts";
import { read } from "../../../src/keys/store.ts";
import { list } from "../../../src/signer/inventory.ts";
import { binary } from "../../safe/cast.ts";
import { refusal } from "../refusal.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const PASSWORD = "harbour-2210-Quartz-lantern";
const WORDS =
  "panda eyebrow bullet gorilla call smoke muffin taste mesh discover soft ostrich alcohol speed nation flash devote level hobby quick inner drive ghost inside";
const ENTROPY = "9f6a2878b2520799a44ef18bc7df394e7061a224d2c33cd015b157d746869863";
const DIGEST = `0x${"5a".repeat(32)}` as const;
const light = { cost: "light", created: new Date("2026-02-03T04:05:06Z") } as const;

const password = () => Secret.text(PASSWORD);

/** Lends words as a file's descriptor. */
async function lending<T>(text: string, use: (descriptor: number) => Promise<T>): Promise<T> {
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
function importing(into: string, more: { label?: string; passphrase?: Secret; text?: string } = {}) {
  const { text = WORDS, ...rest } = more;
  return lending(text, (words) =>
    importSeed(words, "english", { ...light, label: "x", ...rest, folder: into, password: password() }),
  );
}

/** The address that Foundry's cast finds for words and a path. */
function castAddress(mnemonic: string, path: string, passphrase?: string): string {
  const more = passphrase === undefined ? [] : ["--mnemonic-passphrase", passphrase];
  const args = ["wallet", "address", "--mnemonic", mnemonic, "--mnemonic-derivation-path", path, ...more];
  return execFileSync(binary(), args, { encoding: "utf8" }).trim();
}

/** What is shown on a file's descriptor. */
async function shownWords(path: string, opens = password(), more: { wait?: string } = {}): Promise<string> {
  const file = join(await temporaryFolder(), "words");
  const show = openSync(file, "wx", 0o600);
  try {
    await showWords(path, opens, { show, ...more });
  } finally {
    closeSync(show);
  }
  return readFile(file, "utf8");
}

let folder: string;
let imported: SavedSeed;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "conclave-"));
  imported = await importing(folder, { label: "old" });
});
afterAll(() => rm(folder, { recursive: true }));

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

describe("keys of a seed", () => {
  it.each([DEFAULT_PATH, "m/44'/60'/7'/0'/3'", "m/44'/60'/0'/0/0"])(
    "at %s are those that cast derives",
    async (path) => {
      const place = { seed: imported.path, path, unhardened: true };
      expect((await derivePublicKey(place, password())).address).toBe(castAddress(WORDS, path));
    },
  );

  it("given a last level that is not hardened, refuses before anything is opened", async () => {
    const place = { seed: imported.path, path: "m/44'/60'/0'/0/0" };
    const error = await refusal(() => derivePublicKey(place, Secret.text("wrong")));
    expect(error.code).toBe("Seed.NotHardened");
  });

  it("sign in the strongroom as the key that is expected, and as no other", async () => {
    const place = { seed: imported.path, path: DEFAULT_PATH };
    const { address, point } = await derivePublicKey(place, password());
    const signature = await signFromSeed({ ...place, point }, password(), DIGEST);
    expect(await recoverAddress({ hash: DIGEST, signature })).toBe(address);
    const other = await derivePublicKey({ ...place, path: "m/44'/60'/1'/0'/0'" }, password());
    const error = await refusal(() => signFromSeed({ ...place, point: other.point }, password(), DIGEST));
    expect(error.code).toBe("Seed.OtherKey");
    expect(error.details).toEqual({ path: DEFAULT_PATH, expected: other.point, found: point });
  });

  it("are written as keystores of their own, under another password", async () => {
    const own = await temporaryFolder();
    const another = "mosaic-8841-Falcon-thimble";
    const saved = await deriveToKeystore({ seed: imported.path, path: DEFAULT_PATH }, password(), {
      ...light,
      folder: own,
      label: "ana",
      holder: "Ana",
      password: Secret.text(another),
    });
    expect(saved.address).toBe(castAddress(WORDS, DEFAULT_PATH));
    const signed = await signDigest(saved.path, Secret.text(another), "secp256k1", DIGEST);
    expect(signed.publicKey.address).toBe(saved.address);
    expect((await read(saved.path))["x-conclave"]).toMatchObject({ label: "ana", holder: "Ana" });
  });
});

describe("the file of a seed", () => {
  it("given a wrong password, says so, and shows neither password nor entropy", async () => {
    const error = await refusal(() => shownWords(imported.path, Secret.text("wrong-password-9928")));
    expect(error.code).toBe("Seed.CannotOpen");
    expect(JSON.stringify(report(error))).not.toMatch(new RegExp(`${ENTROPY}|wrong-password|panda`));
  });

  it.each([
    ["label", { label: "other" }],
    ["fingerprint", { fingerprint: "00000000" }],
    ["language", { language: "spanish" }],
    ["passphrase", { passphrase: true }],
    ["origin", { origin: "generated" }],
    ["date", { created: "2020-01-01T00:00:00.000Z" }],
    ["holder", { holder: "Mallory" }],
  ])("given another %s in clear, does not open", async (_, change) => {
    const path = join(await temporaryFolder(), "seed.json");
    await writeFile(path, JSON.stringify({ ...(await readSeed(imported.path)), ...change }), { mode: 0o600 });
    const error = await refusal(() => derivePublicKey({ seed: path, path: DEFAULT_PATH }, password()));
    expect(error.code).toBe("Seed.CannotOpen");
  });

  it.each(["ciphertext", "tag", "nonce"] as const)("given a changed %s, does not open", async (field) => {
    const seed = await readSeed(imported.path);
    const value = seed.sealed[field];
    const changed = (value.startsWith("0") ? "1" : "0") + value.slice(1);
    const path = join(await temporaryFolder(), "seed.json");
    await writeFile(path, JSON.stringify({ ...seed, sealed: { ...seed.sealed, [field]: changed } }));
    const error = await refusal(() => derivePublicKey({ seed: path, path: DEFAULT_PATH }, password()));
    expect(error.code).toBe("Seed.CannotOpen");
  });

  it("given parameters that ask for more than a GiB, or a shorter tag, is refused before any work", async () => {
    const seed = await readSeed(imported.path);
    const { kdfparams, tag } = seed.sealed;
    const path = join(await temporaryFolder(), "seed.json");
    for (const sealed of [
      { ...seed.sealed, kdfparams: { ...kdfparams, n: 2 ** 21 } },
      { ...seed.sealed, kdfparams: { ...kdfparams, n: 2 ** 10 } },
      { ...seed.sealed, tag: tag.slice(0, 8) },
    ]) {
      await writeFile(path, JSON.stringify({ ...seed, sealed }));
      expect((await refusal(() => readSeed(path))).code).toBe("Files.WrongShape");
    }
  });

  it("is taken for a private key by nobody: not by us, not by cast, and it is in no list of keystores", async () => {
    expect((await refusal(() => read(imported.path))).code).toBe("Files.WrongShape");
    expect((await list(folder)).map(({ path }) => path)).not.toContain(imported.path);
    const args = ["wallet", "decrypt-keystore", "-k", folder, "old.json", "--unsafe-password", PASSWORD];
    const cast = spawnSync(binary(), args, { encoding: "utf8" });
    expect(cast.status).not.toBe(0);
    expect(cast.stdout + cast.stderr).not.toContain(ENTROPY);
    // Nor if somebody dresses it up as one.
    const { sealed } = await readSeed(imported.path);
    const { salt, n, r, p } = sealed.kdfparams;
    const crypto = {
      cipher: "aes-128-ctr",
      cipherparams: { iv: sealed.nonce.padEnd(32, "0") },
      ciphertext: sealed.ciphertext,
      kdf: "scrypt",
      kdfparams: { dklen: 32, n, r, p, salt },
      mac: sealed.tag.padEnd(64, "0"),
    };
    const path = join(await temporaryFolder(), "dressed.json");
    await writeFile(path, JSON.stringify({ version: 3, id: "x", crypto }), { mode: 0o600 });
    expect((await refusal(() => signDigest(path, password(), "secp256k1", DIGEST))).code).toBe(
      "Keystore.ShortKey",
    );
  });

  it("is listed with what it says in clear; broken ones and other files are passed over", async () => {
    const own = await temporaryFolder();
    await generateSeed({ ...light, folder: own, label: "root", password: password() });
    await writeFile(join(own, "broken.json"), '{"format":"conclave-seed"}');
    await writeFile(join(own, "note.txt"), "not JSON");
    expect((await listSeeds(own)).map(({ seed }) => seed.label)).toEqual(["root"]);
  });
});
