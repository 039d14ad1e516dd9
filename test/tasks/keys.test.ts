import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import hre from "hardhat";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { Secret } from "../../src/keys/secret.ts";
import { drill } from "../../src/keys/store.ts";
import { broken } from "../usage/log/scene.ts";
import official from "../vectors/keystore/ethereum-tests.json" with { type: "json" };
import { type Ran, refusalOf, run, valueFrom } from "./stage.ts";

const POSIX = process.platform !== "win32";

/** Commands that make and keep keys; none of them asks a chain. */
let folder: string;
const printed: string[] = [];
const at = (...names: string[]) => join(folder, ...names);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "conclave-keys-"));
});
afterAll(() => rm(folder, { recursive: true }));

function task(id: readonly string[], args: Record<string, unknown>): Promise<Ran> {
  return run(hre, { printed }, id, { keys: at("keys"), ...args });
}

describe("key generate with a generated passphrase", () => {
  const args = { label: "ana", light: true };
  let passphrase = "";
  afterEach(() => {
    for (const text of printed) expect(passphrase !== "" && text.includes(passphrase)).toBe(false);
  });

  test("writes it to a new file of the owner's own, which opens the key, and prints it nowhere", async () => {
    const passphraseOut = at("pass", "ana");
    const made = valueFrom<{ path: string; point: `0x${string}` }>(
      await task(["key", "generate"], { ...args, passphraseOut, json: true }),
    );
    passphrase = (await readFile(passphraseOut, "utf8")).trim();
    expect(passphrase.split("-")).toHaveLength(8);
    if (POSIX) expect((await stat(passphraseOut)).mode & 0o7777).toBe(0o600);
    await drill(made.path, Secret.text(passphrase), made.point);
  });

  test("given that no key was made, takes the file away again", async () => {
    const passphraseOut = at("pass", "again");
    const refused = await task(["key", "generate"], { ...args, passphraseOut });
    expect(refusalOf(refused)).toBe("Files.Exists");
    expect(await readdir(at("pass"))).toEqual(["ana"]);
  });

  test("given a label that cannot be, makes no passphrase", async () => {
    const refused = await task(["key", "generate"], {
      ...args,
      label: "../ana",
      passphraseOut: at("pass", "x"),
    });
    expect(refusalOf(refused)).toBe("Store.BadLabel");
    expect(await readdir(at("pass"))).toEqual(["ana"]);
  });

  test("given nobody at a terminal, a file beside the keystores, or a password as well, refuses", async () => {
    const other = { ...args, label: "ben" };
    expect(refusalOf(await task(["key", "generate"], { ...other, generatePassphrase: true }))).toBe(
      "Passphrase.NobodySees",
    );
    expect(refusalOf(await task(["key", "generate"], { ...other, passphraseOut: at("keys", "ben") }))).toBe(
      "Passphrase.BesideKeys",
    );
    const both = { ...other, generatePassphrase: true, passwordFile: at("pass", "ana") };
    expect(refusalOf(await task(["key", "generate"], both))).toBe("Task.TwoPasswords");
    expect(await readdir(at("keys"))).toEqual(["ana.json"]);
  });

  test("given a weak password, says how weak, and makes nothing", async () => {
    const passwordFile = at("weak");
    await writeFile(passwordFile, "Summer2026!Summer\n", { mode: 0o600 });
    const refused = await task(["key", "generate"], { ...args, label: "ben", passwordFile });
    expect(refusalOf(refused)).toBe("Password.TooWeak");
    expect(refused.err).toMatch(/about \d+ bits, 65 are wanted/);
    expect(refused.err).not.toContain("Summer2026");
    expect(await readdir(at("keys"))).toEqual(["ana.json"]);
  });
});

describe("what makes a key, given a log that takes no line", () => {
  test.each([
    [["key", "generate"], "ana"],
    [["seed", "generate"], "root"],
  ])("%j shows what was made, fails, and says that it is done", async (id, label) => {
    const keys = at(`untold-${label}`);
    await broken(keys);
    const args = { keys, label, light: true, passphraseOut: at("pass", `untold-${label}`), json: true };
    const made = await task(id, args);
    const told = { code: "Log.NotTold", details: { key: label, event: "made" } };
    expect(made).toMatchObject({ ok: false, error: told });
    const { path, untold } = JSON.parse(made.out) as { path: string; untold: unknown };
    expect(untold).toMatchObject(told);
    expect(path).toBe(join(keys, `${label}.json`));
    expect(await readdir(keys)).toContain(`${label}.json`);
    expect(await readdir(at("pass"))).toContain(`untold-${label}`);
  });
});

describe("key reencrypt", () => {
  test("makes another program's weak file ours, and says what was weak and what is left to do", async () => {
    const { mycrypto } = official;
    await writeFile(at("old-key"), JSON.stringify(mycrypto.json), { mode: 0o600 });
    await writeFile(at("old-password"), mycrypto.password, { mode: 0o600 });
    const args = { file: at("old-key"), label: "taken", passwordFile: at("old-password"), light: true };
    const passphraseOut = at("pass", "taken");
    const address = `0x${"11".repeat(20)}`;
    expect(refusalOf(await task(["key", "reencrypt"], { ...args, passphraseOut, address }))).toBe(
      "Store.OtherAccount",
    );
    const made = await task(["key", "reencrypt"], {
      ...args,
      passphraseOut,
      address: `0x${mycrypto.json.address}`,
    });
    const { path, point } = valueFrom<{ path: string; point: `0x${string}` }>(made);
    await drill(path, Secret.text((await readFile(passphraseOut, "utf8")).trim()), point);
    expect(made.err).toMatch(/the old file: scrypt with N/);
    expect(made.err).toContain("still opens with its old password");
  });
});

describe("key derive", () => {
  const read = async (path: string) => (await readFile(path, "utf8")).trim();

  test("generates a passphrase of twelve words, and gives the same key again by the record", async () => {
    const args = {
      label: "dora",
      light: true,
      sourceOut: at("pass", "dora-source"),
      passphraseOut: at("pass", "dora"),
    };
    const made = await task(["key", "derive"], args);
    const { address, record } = valueFrom<{ address: string; record: string }>(made);
    const source = await read(args.sourceOut);
    expect(source.split("-")).toHaveLength(12);
    expect(made.err).toBe("");
    const again = {
      label: "dora-2",
      light: true,
      record,
      sourceFile: args.sourceOut,
      passwordFile: at("pass", "dora"),
    };
    expect(valueFrom<{ address: string }>(await task(["key", "derive"], again)).address).toBe(address);
    for (const text of printed) expect(text.includes(source)).toBe(false);
  });

  test("given one's own passphrase, takes it from 128 bits on, and warns", async () => {
    const sourceFile = at("own-source");
    const passwordFile = at("pass", "dora");
    const args = { label: "emil", light: true, sourceFile, passwordFile };
    await writeFile(sourceFile, "gravel-9117-Umbrella-ostrich\n", { mode: 0o600 });
    expect(refusalOf(await task(["key", "derive"], args))).toBe("Password.TooWeak");
    const strong = "ladle-quiver-ozone-brick-tundra-mirth-hazel-pivot-ember-slate-willow-crypt";
    await writeFile(sourceFile, `${strong}\n`, { mode: 0o600 });
    const made = await task(["key", "derive"], args);
    valueFrom(made);
    expect(made.err).toContain("no proof");
    for (const text of printed) expect(text.includes(strong)).toBe(false);
  });

  test("given two sources, refuses; given that nothing was made, takes the generated file away", async () => {
    const passwordFile = at("pass", "dora");
    const both = { label: "fay", passwordFile, sourceFile: at("own-source"), generateSource: true };
    expect(refusalOf(await task(["key", "derive"], both))).toBe("Task.TwoSources");
    const sourceOut = at("pass", "fay-source");
    const taken = await task(["key", "derive"], { label: "dora", light: true, passwordFile, sourceOut });
    expect(refusalOf(taken)).toBe("Files.Exists");
    expect(await readdir(at("pass"))).not.toContain("fay-source");
  });
});
