import { spawnSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { report } from "../../../src/errors.ts";
import { signDigest } from "../../../src/keys/open.ts";
import { Secret } from "../../../src/keys/secret.ts";
import { DEFAULT_PATH } from "../../../src/keys/seed/path.ts";
import {
  derivePublicKey,
  generateSeed,
  listSeeds,
  readSeed,
  type SavedSeed,
} from "../../../src/keys/seed/store.ts";
import { read } from "../../../src/keys/store.ts";
import { list } from "../../../src/signer/inventory.ts";
import { binary } from "../../safe/cast.ts";
import { refusal } from "../refusal.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { ENTROPY, light, oldSeed, PASSWORD, password, shownWords } from "./words.ts";

const DIGEST = `0x${"5a".repeat(32)}` as const;

let folder: string;
let imported: SavedSeed;

beforeAll(async () => {
  ({ folder, imported } = await oldSeed());
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
