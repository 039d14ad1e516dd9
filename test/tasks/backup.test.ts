import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import hre from "hardhat";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DrillRecord } from "../../src/backup/drill-record.ts";
import type { BackupReport } from "../../src/backup/lint.ts";
import type { SplitResult } from "../../src/backup/split.ts";
import { hash } from "../../src/canonical.ts";
import type { Saved } from "../../src/keys/store.ts";
import { readHistory } from "../../src/usage/log/history.ts";
import { expectAbsent, filesBelow, hexIn } from "../backup/stage.ts";
import { unsigned } from "../usage/log/scene.ts";
import { refusalOf, run, together, valueFrom } from "./stage.ts";

const PASSWORD = "harbour-thistle-47-quartz-mill";
const OTHER = "pepper-canyon-83-ribbon-oak";
let folder: string;
let key: Saved;
let split: SplitResult;
const printed: string[] = [];

const at = (...names: string[]) => join(folder, ...names);
const task = (id: string, args: Record<string, unknown>) => run(hre, { printed }, id.split(" "), args);
const manifest = () => `version: 1
drill-every: 90 days
people: { Ana: {}, Ben: {}, Cleo: {}, Dan: {} }
places: { office: {}, bank: {}, cabin: {}, home: {} }
keys:
  - label: ana
    holder: Ana
    address: "${key.address}"
    sets: [{ id: "${split.set.id}", threshold: 1, groups: [2] }]
    copies:
      - { id: laptop, kind: keystore, medium: disk, place: office, custodian: Ana, made: 2026-01-01 }
      - { id: stick, kind: keystore, medium: stick, place: bank, custodian: Ana, made: ${today} }
      - { id: ben, kind: share, set: "${split.set.id}", member: 1, medium: paper, place: bank, custodian: Ben, made: 2026-01-01 }
      - { id: cleo, kind: share, set: "${split.set.id}", member: 2, medium: paper, place: cabin, custodian: Cleo, made: 2026-01-01 }
      - { id: dan, kind: share, set: "${split.set.id}", member: 3, medium: paper, place: home, custodian: Dan, made: 2026-01-01 }
`;
const today = new Date().toISOString().slice(0, 10);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "conclave-"));
  await writeFile(at("password"), `${PASSWORD}\n`, { mode: 0o600 });
  await writeFile(at("other"), `${OTHER}\n`, { mode: 0o600 });
  const common = { keys: at("keys"), passwordFile: at("password"), light: true };
  key = valueFrom(await task("key generate", { ...common, label: "ana", holder: "Ana" }));
  valueFrom(await task("key generate", { ...common, label: "ben" }));
  split = valueFrom(
    await task("key split", {
      label: "ana",
      keys: at("keys"),
      passwordFile: at("password"),
      threshold: "2",
      people: "Ben, Cleo, Dan",
      out: at("shares"),
    }),
  );
  await writeFile(at("backups.yaml"), manifest());
});

afterAll(() => rm(folder, { recursive: true }));

describe("key split and key recover", () => {
  it("cut a key for named people and put it together from files", async () => {
    expect(split.set.groups).toMatchObject([
      { threshold: 2, members: [{ name: "Ben" }, { name: "Cleo" }, { name: "Dan" }] },
    ]);
    const shares = split.files.slice(1);
    const into = { shares, set: split.record, keys: at("recovered"), passwordFile: at("other"), light: true };
    const recovered = await task("key recover", { ...into, label: "again", backups: at("backups.yaml") });
    expect(valueFrom(recovered)).toMatchObject({
      address: key.address,
      shares: [{ set: split.set.id, member: 1 }, { member: 2 }],
      notes: [],
    });
    expect(recovered.err).toBe("");
  });

  it("say that the shares are of a set that the manifest does not list, or cannot be compared, and recover", async () => {
    const shares = split.files.slice(1);
    const into = { shares, set: split.record, keys: at("recovered"), passwordFile: at("other"), light: true };
    const other = manifest().replaceAll(`"${split.set.id}"`, '"older"');
    await writeFile(at("other.yaml"), other);
    const stray = await task("key recover", { ...into, label: "stray", backups: at("other.yaml") });
    expect(valueFrom<Saved>(stray).address).toBe(key.address);
    expect(stray.err).toContain(`of set ${split.set.id}, which the manifest of backups does not list`);
    const missing = await task("key recover", { ...into, label: "alone", backups: at("none.yaml") });
    expect(valueFrom<Saved>(missing).address).toBe(key.address);
    expect(missing.err).toContain("the shares were not compared with the manifest of backups");
  });

  it.each([
    [{}, "Task.BadSharing"],
    [{ threshold: "2" }, "Task.BadSharing"],
    [{ threshold: "2", of: "3", people: "Ana,Ben" }, "Task.BadSharing"],
    [{ groups: "2of3 Ana,Ben,Cleo; 1of1 vault" }, "Task.BadSharing"],
    [{ groups: "2of3", threshold: "2" }, "Task.BadSharing"],
    [{ groups: "two of three" }, "Task.BadSharing"],
    [{ groups: "1of3" }, "Share.BadShape"],
    [{ threshold: "4", of: "3" }, "Share.BadShape"],
  ])("given %j, refuse and write nothing", async (sharing, code) => {
    const before = await filesBelow(folder);
    const options = { label: "ana", keys: at("keys"), passwordFile: at("password"), out: at("more") };
    expect(refusalOf(await task("key split", { ...options, ...sharing }))).toBe(code);
    expect(await filesBelow(folder)).toEqual(before);
  });

  it("given nobody at a terminal and no files, refuse instead of waiting", async () => {
    const options = { label: "ana", keys: at("keys"), passwordFile: at("password"), threshold: "2", of: "3" };
    expect(refusalOf(await task("key split", options))).toBe("Task.NoTerminal");
    const recover = { label: "x", keys: at("recovered"), passwordFile: at("other"), set: split.record };
    expect(refusalOf(await task("key recover", recover))).toBe("Task.NoTerminal");
  });

  it("given no key to expect, or no descriptors, refuse", async () => {
    const recover = { label: "x", shares: split.files, keys: at("recovered"), passwordFile: at("other") };
    expect(refusalOf(await task("key recover", recover))).toBe("Task.NothingExpected");
    const fds = { ...recover, shares: [], set: split.record, shareFds: "three" };
    expect(refusalOf(await task("key recover", fds))).toBe("Task.BadShareDescriptors");
  });
});

describe("key drill, backup sign, backup verify, backup lint", () => {
  it("find overdue drills, hold them, note them, and find nothing any more", async () => {
    const before = await task("backup lint", { file: at("backups.yaml") });
    expect(before.ok).toBe(false);
    expect(before.out).toContain("Backup.DrillOverdue");
    expect((before.error as { code: string }).code).toBe("Backup.NotSafe");

    const common = { label: "ana", manifest: at("backups.yaml"), drills: at("drills") };
    const { record, drill } = valueFrom<{ record: string; drill: DrillRecord }>(
      await task("key drill", { ...common, sources: split.files, set: split.record }),
    );
    expect(drill.evidence.copies).toEqual(["ben", "cleo", "dan"]);
    const late = valueFrom<{ drill: DrillRecord }>(
      await task("key drill", {
        ...common,
        drills: at("drills-of-copies"),
        sources: [key.path],
        copy: "laptop",
        passwordFile: at("password"),
      }),
    );
    expect(late.drill.evidence.copies).toEqual(["laptop"]);
    const report = valueFrom<BackupReport>(await task("backup lint", { file: at("backups.yaml") }));
    expect(report.findings).toEqual([]);

    const sign = (by: string) => () =>
      task("backup sign", { record, keys: at("keys"), key: by, passwordFile: at("password") });
    await together([sign("ben"), sign("ana")]);
    const verified = valueFrom<{ valid: boolean; present: string[]; hash: string }>(
      await task("backup verify", { record }),
    );
    expect([verified.valid, [...verified.present].sort()]).toEqual([true, ["ana", "ben"]]);
    expect(verified.hash).toMatch(/^0x[0-9a-f]{64}$/);
    const text = await readFile(record, "utf8");
    await writeFile(record, JSON.stringify(JSON.parse(text)));
    expect(refusalOf(await task("backup verify", { record }))).toBe("Drill.SpelledOtherwise");
    await writeFile(record, text.replace('"cleo"', '"carl"'));
    expect(refusalOf(await task("backup verify", { record }))).toBe("Drill.NotProved");
  });

  it("tell the log of the keys' folder that the key is opened for a drill, and how that ended", async () => {
    const { folder: log } = await unsigned(at("watched"));
    const common = { label: "ana", manifest: at("backups.yaml"), keys: at("watched"), drills: at("told") };
    const options = { ...common, set: split.record };
    const { drill } = valueFrom<{ drill: DrillRecord }>(
      await task("key drill", { ...options, sources: split.files.slice(1) }),
    );
    expect(refusalOf(await task("key drill", { ...options, sources: split.files.slice(2) }))).toBe(
      "Share.TooFew",
    );
    const about = { label: "ana", address: key.address.toLowerCase() };
    const asked = { event: "asked", key: about, act: { kind: "handling", what: "drilled" } };
    expect((await readHistory(log)).map(({ line }) => line).slice(1)).toMatchObject([
      asked,
      { event: "drilled", of: 1, key: about, document: hash(drill.evidence), note: "from cleo, dan" },
      asked,
      { event: "failed", of: 3, key: about, code: "Share.TooFew" },
    ]);
  });

  it("given a copy without its one file, or a key that is not in the manifest, refuse", async () => {
    const common = { manifest: at("backups.yaml"), drills: at("drills"), sources: [] };
    expect(refusalOf(await task("key drill", { ...common, label: "ana", copy: "stick" }))).toBe(
      "Task.OneKeystore",
    );
    expect(refusalOf(await task("key drill", { ...common, label: "eve" }))).toBe("Drill.UnknownKey");
  });
});

it("no output, record, manifest or keystore has a password, a key or a share's words", async () => {
  const secrets = [PASSWORD, OTHER, await hexIn(key, PASSWORD)];
  const words = await Promise.all(
    split.files.map(async (file) =>
      ((await readFile(file, "utf8")).match(/(?<=\d\. )[a-z]+/g) ?? []).join(" "),
    ),
  );
  // Without the words that all shares of a set begin with.
  const ends = words.map((text) => text.split(" ").slice(-6).join(" "));
  const files = [...(await filesBelow(folder))].filter(([path]) => !/\/(shares|password|other)/.test(path));
  expect(files.length).toBeGreaterThan(6);
  for (const text of [...printed, ...files.map(([, content]) => content)])
    expectAbsent(text, [...secrets, ...words, ...ends]);
});
