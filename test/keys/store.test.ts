import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { report } from "../../src/errors.ts";
import { publicKeyOf } from "../../src/keys/curve.ts";
import { decrypt } from "../../src/keys/keystore.ts";
import { Secret } from "../../src/keys/secret.ts";
import { drill, generate, read, reencrypt, save } from "../../src/keys/store.ts";
import { list } from "../../src/signer/inventory.ts";
import official from "../vectors/keystore/ethereum-tests.json" with { type: "json" };
import { refusal } from "./refusal.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const created = new Date("2026-02-03T04:05:06Z");
const light = { label: "ana", created, cost: "light" } as const;

/** A fresh password each time, for nobody wipes it here. */
function password(): Secret {
  return Secret.text("correct-battery-staple");
}

describe("generate", () => {
  it("writes one file, 0600, named by the label, that opens to the key it reports", async () => {
    const folder = join(await temporaryFolder(), "keys");
    const saved = await generate({
      ...light,
      folder,
      password: password(),
      holder: "Ana",
      purpose: "approver",
    });
    expect(await readdir(folder)).toEqual(["ana.json"]);
    expect(saved.path).toBe(join(folder, "ana.json"));
    if (process.platform !== "win32") expect((await stat(saved.path)).mode & 0o7777).toBe(0o600);
    const { secret, publicKey } = await decrypt(await read(saved.path), password());
    expect(publicKey).toEqual({ curve: "secp256k1", point: saved.point, address: saved.address });
    const text = await readFile(saved.path, "utf8");
    expect(text).not.toContain(secret.use((bytes) => bytes.toString("hex")));
    expect(text).not.toContain("correct-battery-staple");
    expect(JSON.parse(text)["x-conclave"]).toEqual({
      version: 1,
      label: "ana",
      holder: "Ana",
      purpose: "approver",
      created: "2026-02-03T04:05:06.000Z",
      curve: "secp256k1",
      point: saved.point,
    });
  });

  it("given an existing file, refuses and keeps it", async () => {
    const folder = await temporaryFolder();
    const first = await generate({ ...light, folder, password: password() });
    const before = await readFile(first.path, "utf8");
    expect((await refusal(() => generate({ ...light, folder, password: password() }))).code).toBe(
      "Files.Exists",
    );
    expect(await readFile(first.path, "utf8")).toBe(before);
    expect(await readdir(folder)).toEqual(["ana.json"]);
  });

  it.each(["", "../ana", "a/b", ".ana", "ana key", "a".repeat(65), "ana\n"])(
    "given the label %j, refuses and writes nothing",
    async (label) => {
      const folder = await temporaryFolder();
      const error = await refusal(() => generate({ ...light, label, folder, password: password() }));
      expect(error.code).toBe("Store.BadLabel");
      expect(await readdir(folder)).toEqual([]);
    },
  );

  it("makes different keys", async () => {
    const folder = await temporaryFolder();
    const a = await generate({ ...light, folder, password: password() });
    const b = await generate({ ...light, label: "ben", folder, password: password() });
    expect(a.address).not.toBe(b.address);
  });

  it.skipIf(process.platform === "win32")("given a folder that others may write to, refuses", async () => {
    const folder = await temporaryFolder();
    await chmod(folder, 0o770);
    const error = await refusal(() => generate({ ...light, folder, password: password() }));
    expect(error.code).toBe("Files.UnsafeFolder");
    expect(await readdir(folder)).toEqual([]);
  });
});

describe("generate at the standard cost", () => {
  it("writes scrypt with N = 2^18, r = 8, p = 1, which is not listed as weak", async () => {
    const folder = await temporaryFolder();
    const { path } = await generate({ label: "ana", folder, password: password() });
    expect((await read(path)).crypto.kdfparams).toMatchObject({ n: 2 ** 18, r: 8, p: 1, dklen: 32 });
    expect((await list(folder))[0]?.weaknesses).toEqual([]);
  });
});

describe("save", () => {
  it("given a file that does not open again, removes it and shows nothing of the key", async () => {
    const folder = await temporaryFolder();
    const key = Secret.take(Buffer.from(`${"00".repeat(31)}02`, "hex"));
    const faulty = password();
    const saving = save(key, { ...light, folder, password: faulty });
    // A fault of memory: the password changes once encryption has begun.
    faulty.use((bytes) => bytes.fill(0x78));
    const error = await refusal(() => saving);
    expect(error.code).toBe("Store.DrillFailed");
    expect(report(error).json.cause?.code).toBe("Keystore.WrongPassword");
    expect(JSON.stringify(report(error))).not.toContain("00".repeat(31));
    expect(await readdir(folder)).toEqual([]);
  });

  it("given a number that is no key, refuses", async () => {
    const folder = await temporaryFolder();
    const key = Secret.take(Buffer.alloc(32));
    const error = await refusal(() => save(key, { ...light, folder, password: password() }));
    expect(error.code).toBe("Store.NotAKey");
    expect(await readdir(folder)).toEqual([]);
  });
});

describe("drill", () => {
  it("given the right password and key, passes; another key or password, fails and keeps the file", async () => {
    const folder = await temporaryFolder();
    const a = await generate({ ...light, folder, password: password() });
    const b = await generate({ ...light, label: "ben", folder, password: password() });
    await drill(a.path, password(), a.point);
    expect((await refusal(() => drill(a.path, password(), b.point))).code).toBe("Store.DrillFailed");
    expect((await refusal(() => drill(a.path, Secret.text("wrong"), a.point))).code).toBe(
      "Store.DrillFailed",
    );
    expect(await readdir(folder)).toEqual(["ana.json", "ben.json"]);
  });
});

describe("reencrypt", () => {
  it("given another program's weak file without address, writes the same key in our form and keeps the old", async () => {
    const folder = await temporaryFolder();
    const old = join(folder, "cast-key");
    await writeFile(old, JSON.stringify(official.mycrypto.json));
    const target = { ...light, folder, password: password(), holder: "Ben" };
    const saved = await reencrypt(old, Secret.text("foobartest121"), target);
    expect(saved.address.toLowerCase()).toBe(`0x${official.mycrypto.json.address}`);
    const { secret } = await decrypt(await read(saved.path), password());
    expect(publicKeyOf(secret, "secp256k1")?.address).toBe(saved.address);
    expect((await readdir(folder)).sort()).toEqual(["ana.json", "cast-key"]);
  });

  it("keeps particulars, curve and date that are not given anew", async () => {
    const folder = await temporaryFolder();
    const old = await generate({ ...light, folder, password: password(), holder: "Ana", curve: "P-256" });
    const target = {
      label: "ana-2",
      folder,
      password: Secret.text("gannet-48-orchard-tilt-quay"),
      cost: "light",
    } as const;
    const saved = await reencrypt(old.path, password(), target);
    expect(saved.point).toBe(old.point);
    const metadata = (await read(saved.path))["x-conclave"];
    expect(metadata).toMatchObject({
      label: "ana-2",
      holder: "Ana",
      curve: "P-256",
      created: created.toISOString(),
    });
  });

  it("given a wrong password, writes nothing", async () => {
    const folder = await temporaryFolder();
    const old = await generate({ ...light, folder, password: password() });
    const target = { ...light, label: "ana-2", folder, password: password() };
    const error = await refusal(() => reencrypt(old.path, Secret.text("wrong"), target));
    expect(error.code).toBe("Keystore.WrongPassword");
    expect(await readdir(folder)).toEqual(["ana.json"]);
  });
});

describe("list", () => {
  let folder: string;
  let entries: Awaited<ReturnType<typeof list>>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "conclave-"));
    await generate({ ...light, folder, password: password(), holder: "Ana" });
    await writeFile(join(folder, "cast-key"), JSON.stringify(official.test1.json), { mode: 0o644 });
    await chmod(join(folder, "cast-key"), 0o644);
    await writeFile(join(folder, "broken.json"), '{"crypto":', { mode: 0o600 });
    await writeFile(join(folder, "old.json"), '{"version":1,"Crypto":{}}', { mode: 0o600 });
    await writeFile(join(folder, "other.json"), '{"name":"not a keystore"}', { mode: 0o600 });
    await writeFile(join(folder, "password"), "hunter2", { mode: 0o600 });
    await mkdir(join(folder, "sub"));
    entries = await list(folder);
    return () => rm(folder, { recursive: true });
  });

  it("given keystores, broken ones and other files, lists the first two by name", () => {
    expect(entries.map(({ label }) => label)).toEqual(["ana", "broken", "cast-key", "old"]);
  });

  it("given a keystore of ours, tells holder, address and that the light cost is weak, without a password", () => {
    expect(entries[0]).toMatchObject({
      metadata: { holder: "Ana", curve: "secp256k1" },
      address: expect.stringMatching(/^0x[0-9a-fA-F]{40}$/),
      weaknesses: [expect.stringContaining("scrypt")],
    });
  });

  it.skipIf(process.platform === "win32")("given another program's file, tells its weaknesses", () => {
    expect(entries[2]?.address).toBeUndefined();
    expect(entries[2]?.weaknesses).toEqual([
      expect.stringContaining("0644"),
      expect.stringContaining("PBKDF2"),
      expect.stringContaining("no address"),
    ]);
  });

  it("given a broken or an older keystore, names the problem and goes on", () => {
    expect(entries[1]?.problem).toBe("Files.NotJson");
    expect(entries[3]?.problem).toBe("Files.WrongShape");
  });

  it("given no such folder, lists nothing; given a file, refuses", async () => {
    expect(await list(join(folder, "absent"))).toEqual([]);
    expect((await refusal(() => list(join(folder, "password")))).code).toBe("Store.CannotList");
  });
});

describe("errors of the store", () => {
  it("given a wrong file that holds a key in clear, quote nothing of it", async () => {
    const path = join(await temporaryFolder(), "plain");
    await writeFile(path, `0x${"ab".repeat(32)}`);
    const error = await refusal(() => read(path));
    expect(error.code).toBe("Files.NotJson");
    expect(JSON.stringify(report(error)) + String(error.stack)).not.toContain("abab");
  });
});
