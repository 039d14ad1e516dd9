import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { strongroomProgram } from "../../src/keys/strongroom/program.ts";
import { selfTest } from "../../src/kit/self-test.ts";
import { answerOf, placeKit, runKit } from "./kit-file.ts";

const PASSWORD = "quarry-58-lilac-hinge-otter";

describe("the kit, alone in a folder, with no environment and no network", () => {
  let kit: string;
  let folder: string;
  const run = (...args: string[]) => runKit(kit, args);

  beforeAll(async () => {
    // Node takes stars and commas in the paths that a process may read for something else.
    folder = join(await mkdtemp(join(tmpdir(), "conclave-kit-")), "a, b *c");
    await mkdir(folder);
    kit = await placeKit(folder);
    await writeFile(join(folder, "password"), `${PASSWORD}\n`, { mode: 0o600 });
    return () => rm(join(folder, ".."), { recursive: true });
  });

  it("computes published examples, and uses its strongroom", () => {
    const { trials } = answerOf<{ trials: { ok: boolean }[] }>(run("self-test", "--json"));
    expect(trials).toHaveLength(7);
    expect(trials.every(({ ok }) => ok)).toBe(true);
  });

  it("makes a key, shows it, and never its password", async () => {
    const made = run(
      "generate",
      "ana",
      "--holder",
      "Ana",
      "--password-file",
      "password",
      "--light",
      "--json",
    );
    const { address, path } = answerOf<{ address: string; path: string }>(made);
    const keystore = JSON.parse(await readFile(join(folder, path), "utf8")) as { address: string };
    expect(address.toLowerCase()).toBe(`0x${keystore.address}`);
    const shown = run("show", "ana");
    expect(shown.out).toContain(address);
    expect(run("show").out).toContain("Ana");
    for (const text of [made.out, made.err, shown.out, shown.err]) expect(text).not.toContain(PASSWORD);
  });

  it("says that keys which are elsewhere do not sign here", () => {
    const token = ["--custody", "pkcs11", "--module", "/nowhere.so", "--token", "owner"];
    const refused = run("generate", "hana", ...token, "--password-file", "password", "--json");
    expect(JSON.parse(refused.out)).toMatchObject({ error: { code: "Kit.NotHere" } });
  });

  it("names itself, by what sha256sum says of its file, where the program is noted", async () => {
    const { sha256 } = answerOf<{ sha256: string }>(run("hash", "--json"));
    const said = run("doctor", "--profile", "daily", "--json");
    expect(JSON.parse(said.out).software ?? JSON.parse(said.out)).toMatchObject({
      code: `0x${sha256}`,
      commit: null,
    });
  });

  it("says how to go on here, not where the project is", () => {
    expect(run("show", "--keys", "none").out).toContain("make one with `node kit.mjs generate <label>`");
    expect(run("show").out).not.toContain("hardhat");
  });

  it("refuses a password that others can read", async () => {
    await writeFile(join(folder, "open"), `${PASSWORD}\n`);
    await chmod(join(folder, "open"), 0o644);
    const refused = run("generate", "eve", "--password-file", "open", "--light", "--json");
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.out)).toMatchObject({ error: { code: "Files.OpenToOthers" } });
  });

  it.each([
    [["frobnicate"], "Kit.UnknownCommand"],
    [["generate"], "Kit.BadArguments"],
    [["generate", "a", "b"], "Kit.BadArguments"],
    [["show", "nobody"], "Kit.NoSuchKeystore"],
    [["sign", "fee.json", "--key", "ana"], "Kit.NoState"],
    [["inspect", "fee.json"], "Files.NotFound"],
  ])("given %j, says %s and does nothing", (args, code) => {
    const said = run(...args, "--json");
    expect(said.code).toBe(1);
    expect(JSON.parse(said.out)).toMatchObject({ error: { code } });
    const told = run(...args);
    expect(told.out).toBe("");
    expect(told.err).toContain(`error ${code}: `);
  });

  it("does not repeat an argument it does not know: it may be a password", () => {
    const typed = "ember-84-willow-gable-finch";
    const said = run("sign", "fee.json", `--${typed}`);
    expect(said.code).toBe(1);
    expect(said.out + said.err).not.toContain(typed);
  });

  it("has help for every command, with an example that begins with its name", () => {
    const overview = run("--help").out;
    const names = [...overview.matchAll(/^([a-z][a-z-]*(?: [a-z-]+)?) {2,}\S/gm)].map(
      ([, name = ""]) => name,
    );
    expect(names).toContain("self-test");
    for (const name of names) expect(run(...name.split(" "), "--help").out).toContain(`kit.mjs ${name}`);
  });
});

it("the self-test passes on the sources as well", async () => {
  expect((await selfTest()).filter(({ ok }) => !ok)).toEqual([]);
});

describe("the strongroom's program", () => {
  it.each([
    ["22.12.0", "--experimental-permission", false],
    ["22.13.0", "--permission", false],
    ["22.14.0", "--permission", true],
    ["23.4.0", "--experimental-permission", false],
    ["23.7.0", "--permission", true],
    ["24.0.0", "--permission", true],
  ])("given Node %s, begins with %s", (version, permission, closed) => {
    const program = strongroomProgram([], version);
    expect(program[0]).toBe(permission);
    expect(program.includes("--disable-sigusr1")).toBe(closed);
  });
});
