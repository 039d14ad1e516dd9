import { execFileSync, spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decryptKeystoreJson, encryptKeystoreJson } from "ethers";
import type { Hex } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { signDigest } from "../../src/keys/open.ts";
import { Secret } from "../../src/keys/secret.ts";
import { reencrypt, save } from "../../src/keys/store.ts";
import { list } from "../../src/signer/inventory.ts";
import { binary } from "../safe/cast.ts";
import { refusal } from "./refusal.ts";

/** Foundry's cast and this project open each other's keystores, and sign the same. */

const KEY = "4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318";
const ADDRESS = "0x2c7536E3605D9C16a7a3D7b1898e529396a65c23";
const PASSWORD = "quarry-6604-Magnet-thistle";
const DIGEST: Hex = `0x${"5a".repeat(32)}`;

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "conclave-"));
});
afterAll(() => rm(folder, { recursive: true }));

const key = () => Secret.take(Buffer.from(KEY, "hex"));

function cast(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(binary(), ["wallet", ...args], { encoding: "utf8" });
  return { ok: status === 0, out: stdout.trim(), err: stderr };
}

/** What cast signs with a keystore; the password comes from a file. */
async function castSigns(path: string, password: string) {
  const file = join(folder, "password");
  await writeFile(file, password, { mode: 0o600 });
  return cast("sign", "--no-hash", "--keystore", path, "--password-file", file, DIGEST);
}

/** A keystore that cast makes. */
function castImports(name: string, password: string): string {
  const args = ["wallet", "import", "-k", folder, name, "--private-key", KEY, "--unsafe-password", password];
  execFileSync(binary(), args, { stdio: "ignore" });
  return join(folder, name);
}

describe("our keystores in cast", () => {
  it("open to the same key, and sign the same digest in the same way", async () => {
    const { path } = await save(key(), {
      folder,
      label: "ours",
      cost: "light",
      password: Secret.text(PASSWORD),
    });
    const decrypted = cast("decrypt-keystore", "-k", folder, "ours.json", "--unsafe-password", PASSWORD);
    expect(decrypted.out.includes(KEY)).toBe(true);
    const { signature } = await signDigest(path, Secret.text(PASSWORD), "secp256k1", DIGEST);
    expect((await castSigns(path, PASSWORD)).out).toBe(signature);
  });

  it("open also at the standard cost", async () => {
    const { path } = await save(key(), { folder, label: "standard", password: Secret.text(PASSWORD) });
    expect((await castSigns(path, PASSWORD)).ok).toBe(true);
  });

  it("given a password with ligatures and accents, open by the very bytes", async () => {
    const password = "cliﬀ-Ångström-ﬁgure-5512";
    expect(password.normalize("NFKC")).not.toBe(password);
    const { path } = await save(key(), {
      folder,
      label: "ligature",
      cost: "light",
      password: Secret.text(password),
    });
    expect((await castSigns(path, password)).ok).toBe(true);
    expect((await castSigns(path, password.normalize("NFKC"))).ok).toBe(false);
  });
});

describe("keystores by ethers alone, whose defects ours do not have", () => {
  const light = { scrypt: { N: 4096, r: 8, p: 1 } };
  const account = { address: ADDRESS, privateKey: `0x${KEY}` };

  it("are refused by cast for their capital Crypto; we read them", async () => {
    const path = join(folder, "capital.json");
    await writeFile(path, await encryptKeystoreJson(account, Buffer.from(PASSWORD), light), { mode: 0o600 });
    const refused = await castSigns(path, PASSWORD);
    expect(refused.ok).toBe(false);
    expect(refused.err).toContain("missing field `crypto`");
    const signed = await signDigest(path, Secret.text(PASSWORD), "secp256k1", DIGEST);
    expect(signed.publicKey.address).toBe(ADDRESS);
  });

  it("normalise a password given as text: neither cast nor we open them by what was typed", async () => {
    const password = "cliﬀ-Ångström-ﬁgure-5512";
    const path = join(folder, "normal.json");
    const { Crypto: crypto, ...rest } = JSON.parse(await encryptKeystoreJson(account, password, light)) as {
      Crypto: object;
    };
    await writeFile(path, JSON.stringify({ ...rest, crypto }), { mode: 0o600 });
    expect((await castSigns(path, password)).ok).toBe(false);
    const typed = await refusal(() => signDigest(path, Secret.text(password), "secp256k1", DIGEST));
    expect(typed.code).toBe("Keystore.WrongPassword");
    const normal = Secret.text(password.normalize("NFKC"));
    expect((await signDigest(path, normal, "secp256k1", DIGEST)).publicKey.address).toBe(ADDRESS);
  });
});

describe("our keystores in ethers, of which they share no code", () => {
  it("open to the same key, at both costs", async () => {
    for (const cost of ["light", "standard"] as const) {
      const saved = await save(Secret.take(Buffer.from(KEY, "hex")), {
        folder,
        label: `for-ethers-${cost}`,
        password: Secret.text(PASSWORD),
        cost,
      });
      const opened = await decryptKeystoreJson(await readFile(saved.path, "utf8"), PASSWORD);
      expect(opened).toMatchObject({ address: ADDRESS, privateKey: `0x${KEY}` });
    }
  });
});

describe("cast's keystores here", () => {
  it("open and sign the same; are listed as weak; and are ours after `reencrypt`", async () => {
    const path = castImports("theirs", "short");
    const { signature, publicKey } = await signDigest(path, Secret.text("short"), "secp256k1", DIGEST);
    expect(publicKey.address).toBe(ADDRESS);
    expect((await castSigns(path, "short")).out).toBe(signature);
    const weak = (await list(folder)).find(({ label }) => label === "theirs")?.weaknesses;
    expect(weak).toEqual([
      ...(process.platform === "win32" ? [] : [expect.stringContaining("mode 0644")]),
      expect.stringContaining("N · r = 65536"),
      expect.stringContaining("names no address"),
    ]);
    const target = {
      folder,
      label: "taken",
      holder: "Ana",
      password: Secret.text(PASSWORD),
      address: ADDRESS,
    } as const;
    const saved = await reencrypt(path, Secret.text("short"), target);
    expect(saved.address).toBe(ADDRESS);
    expect((await list(folder)).find(({ label }) => label === "taken")?.weaknesses).toEqual([]);
    expect((await castSigns(saved.path, PASSWORD)).out).toBe(signature);
    expect(await readFile(path, "utf8")).toContain("8192");
  });

  it("given that another account is expected, write nothing", async () => {
    const path = castImports("swapped", "short");
    const address = "0x0000000000000000000000000000000000000a11";
    const target = { folder, label: "never", password: Secret.text(PASSWORD), address } as const;
    const error = await refusal(() => reencrypt(path, Secret.text("short"), { ...target, cost: "light" }));
    expect(error.code).toBe("Store.OtherAccount");
    expect(error.details).toEqual({ path, expected: address, found: ADDRESS });
    expect((await list(folder)).map(({ label }) => label)).not.toContain("never");
  });
});
