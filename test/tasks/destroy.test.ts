import { copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import hre from "hardhat";
import { privateKeyToAccount } from "viem/accounts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseManifest } from "../../src/backup/manifest.ts";
import type { Destroyed } from "../../src/life/destruction.ts";
import { readKeyFile } from "../../src/signer/key-file.ts";
import { readHistory } from "../../src/usage/log/history.ts";
import { SOUND } from "../backup/manifest.ts";
import { unsigned } from "../usage/log/scene.ts";
import { expectNoSecrets } from "./secrets.ts";
import { chainOf, cleanUp, layOut, type Ran, refusalOf, runnerFor, type Stage, valueFrom } from "./stage.ts";

const WIM = privateKeyToAccount(`0x${"22".repeat(32)}`);
const EVE = privateKeyToAccount(`0x${"33".repeat(32)}`);

/** In order: each test goes on where the one before ended. */
describe("key destroy, of a key whose copies a manifest lists", () => {
  let stage: Stage;
  let args: Record<string, unknown>;
  let copy: string;
  const at = (name: string) => join(stage.folder, name);
  const destroy = (more: Record<string, unknown> = {}): Promise<Ran> =>
    runnerFor(hre, stage)(["key", "destroy"], { ...args, ...more });
  const events = async () =>
    (await readHistory(join(stage.keys, "log"))).flatMap(({ line }) =>
      line?.key?.label === "ana" ? [line.event] : [],
    );

  beforeAll(async () => {
    stage = await layOut(await (await chainOf(hre)).now());
    const { address = "" } = await readKeyFile(join(stage.keys, "ana.json"));
    const manifest = SOUND.replace(/0x0{38}a1/, address).replaceAll(
      "2026",
      String(new Date().getFullYear() - 1),
    );
    const today = new Date().toISOString().slice(0, 10);
    await writeFile(
      at("backups.yaml"),
      manifest.replace(/made: \d{4}-01-01/g, `made: ${today}`).replace(/, drilled: [0-9-]+/, ""),
    );
    await mkdir(at("copies"), { mode: 0o700 });
    copy = at("copies/ana.json");
    await copyFile(join(stage.keys, "ana.json"), copy);
    const people = { operator: "gus", witness: "hana", records: at("destructions"), yes: true };
    const kept = { kept: "ana", keptPasswordFile: stage.passwordFile };
    args = { key: copy, ...people, ...kept, backups: at("backups.yaml") };
    await unsigned(stage.keys);
  });
  afterAll(() => cleanUp(stage));

  test("asks which of them goes, and refuses one that is needed; the copy stays", async () => {
    expect(refusalOf(await destroy())).toBe("Destroy.WhichCopy");
    expect(refusalOf(await destroy({ listedAs: "ben" }))).toBe("Destroy.NotListed");
    expect(refusalOf(await destroy({ listedAs: "stick" }))).toBe("Destroy.NotRedundant");
    expect(await readdir(at("copies"))).toEqual(["ana.json"]);
    expect(await events()).toEqual([]);
  });

  test("marks it there, and tells the log of the folder that the key is used from, wherever the copy lay", async () => {
    const gone = await destroy({ listedAs: "stick", notRedundant: true });
    const { path, record } = valueFrom<Destroyed>(gone);
    expect(gone.value).toMatchObject({
      record: { status: "destroyed", copy: { name: "ana.json", listed: "stick" } },
      marked: { copy: "stick", left: ["laptop", "ben", "cleo", "dan"] },
    });
    expect(gone.out).toContain('"stick" is marked as destroyed');
    const [key] = parseManifest(await readFile(at("backups.yaml"), "utf8"), "backups.yaml").keys;
    expect(
      key?.destroyed.map(({ id, destroyed }) => [id, join(stage.folder, destroyed.certificate)]),
    ).toEqual([["stick", path]]);
    expect(await readdir(at("copies"))).toEqual([]);
    // The copy that stays signed first.
    expect(await events()).toEqual(["asked", "signed", "asked", "destroyed"]);
    expect(record.signatures.operator).toBeDefined();
  });

  test("once more does nothing but mark it, if that came too short", async () => {
    const text = await readFile(at("backups.yaml"), "utf8");
    await writeFile(at("backups.yaml"), text.replace(/, destroyed: \{[^}]*\}/, ""));
    expect((await destroy({ backups: at("none.yaml") })).error).toMatchObject({ code: "Destroy.NotMarked" });
    const again = await destroy();
    expect(valueFrom(again)).toMatchObject({ marked: { copy: "stick" } });
    expect(await readFile(at("backups.yaml"), "utf8")).toBe(text);
  });

  test("of a paper likewise: no second record is made of what is done", async () => {
    const paper = { key: "ana", copy: "ben", method: "burnt" };
    const before = await readFile(at("backups.yaml"), "utf8");
    const { path } = valueFrom<Destroyed>(await destroy({ ...paper, notRedundant: true }));
    const records = await readdir(at("destructions"));
    const marked = await readFile(at("backups.yaml"), "utf8");
    await writeFile(at("backups.yaml"), before);
    expect(valueFrom(await destroy(paper))).toMatchObject({ path, marked: { copy: "ben" } });
    expect(await readdir(at("destructions"))).toEqual(records);
    expect(await readFile(at("backups.yaml"), "utf8")).toBe(marked);
  });

  test("of a copy that is on no list says so, and that no manifest was found", async () => {
    await copyFile(join(stage.keys, "ana.json"), copy);
    const text = await readFile(at("backups.yaml"), "utf8");
    const gone = await destroy({ unlisted: true });
    expect(valueFrom(gone)).toMatchObject({ marked: null });
    expect(gone.err).toContain(`no copy is marked as destroyed in ${at("backups.yaml")}`);
    expect(await readFile(at("backups.yaml"), "utf8")).toBe(text);
    const paper = { key: "ana", copy: "a paper", method: "burnt", backups: undefined };
    const burnt = await destroy(paper);
    expect(valueFrom(burnt)).toMatchObject({ marked: null });
    expect(burnt.err).toContain("a manifest of backups: none was found");
  });

  test("is certified by a witness whose key is in a wallet, once", async () => {
    const burnt = { key: "ana", copy: "a second paper", method: "burnt", backups: undefined };
    const { path } = valueFrom<Destroyed>(await destroy({ ...burnt, witness: WIM.address }));
    const wallet = (name: string, more: object) =>
      runnerFor(hre, stage)(["key", name], { certificate: path, account: WIM.address, ...more });
    const shown = await wallet("typed-certificate", {});
    valueFrom(shown);
    expect(shown.err).toContain(`key add-certificate ${path} --account ${WIM.address} --signature`);
    const signature = await WIM.signTypedData(JSON.parse(shown.out));
    const stranger = { account: EVE.address, signature };
    expect(refusalOf(await wallet("typed-certificate", { account: EVE.address }))).toBe(
      "Certificate.NotNamed",
    );
    expect(refusalOf(await wallet("add-certificate", stranger))).toBe("Certificate.NotNamed");
    const others = { signature: await EVE.signTypedData(JSON.parse(shown.out)) };
    expect(refusalOf(await wallet("add-certificate", others))).toBe("Wallet.NotTheirs");
    expect(valueFrom(await wallet("add-certificate", { signature }))).toMatchObject({
      verdict: { ok: true },
    });
    expect(refusalOf(await wallet("add-certificate", { signature }))).toBe("Certificate.SignedAlready");
  });

  test("tells both logs, if there is one beside the copy as well", async () => {
    await copyFile(join(stage.keys, "ana.json"), copy);
    await unsigned(at("copies"));
    valueFrom(await destroy({ unlisted: true }));
    const beside = await readHistory(at("copies/log"));
    expect(beside.map(({ line }) => line?.event)).toEqual(["begun", "asked", "destroyed"]);
    expect((await events()).filter((event) => event === "destroyed")).toHaveLength(6);
    await rm(at("copies"), { recursive: true });
  });

  test("shows no secret", () => expectNoSecrets(stage));
});
