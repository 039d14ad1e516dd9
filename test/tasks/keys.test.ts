import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import hre from "hardhat";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { Secret } from "../../src/keys/secret.ts";
import { drill } from "../../src/keys/store.ts";
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
