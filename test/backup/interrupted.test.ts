import { spawn, spawnSync } from "node:child_process";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { parseManifest } from "../../src/backup/manifest.ts";
import { noteDrill } from "../../src/backup/note.ts";
import { writeSecretFolder } from "../../src/new-folder.ts";
import { refusal } from "../keys/refusal.ts";
import { temporaryFolder } from "../keys/temporary-folder.ts";
import { SOUND } from "./manifest.ts";
import { recordOf } from "./record.ts";
import { CREATED, filesBelow, keyIn, splitIn } from "./stage.ts";

const source = (path: string) => JSON.stringify(fileURLToPath(new URL(`../../src/${path}`, import.meta.url)));
const CAN_MOUNT = process.platform === "linux" && process.geteuid?.() === 0 && mounts();

function mounts(): boolean {
  return spawnSync("unshare", ["-m", "mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", "/mnt"]).status === 0;
}

/** Runs a program until it says that it is in the middle, and kills it there. */
async function killed(code: string): Promise<void> {
  const child = spawn(process.execPath, ["--input-type=module", "--eval", code], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise((resolve) => child.once("close", resolve));
  for await (const said of child.stdout) if (String(said).includes("now")) break;
  child.kill("SIGKILL");
  await ended;
}

/** A disk with hardly any space. */
async function tinyDisk(): Promise<string> {
  const folder = await temporaryFolder();
  const disk = join(folder, "disk");
  await mkdir(disk);
  expect(spawnSync("mount", ["-t", "tmpfs", "-o", "size=16k,mode=700", "tmpfs", disk]).status).toBe(0);
  onTestFinished(() => void spawnSync("umount", [disk]));
  return disk;
}

const record = await recordOf(CREATED.toISOString());

describe("given kill -9 in the middle of a write", () => {
  it("a folder of shares has no name yet: what is left is hidden, for its owner only, and a new attempt succeeds", async () => {
    const folder = await temporaryFolder();
    await killed(`
      import { writeSync } from "node:fs";
      import { writeSecretFolder } from ${source("new-folder.ts")};
      await writeSecretFolder(${JSON.stringify(join(folder, "shares"))}, ["a.txt", "b.txt"], async ({ descriptors }) => {
        writeSync(descriptors[0], "half a share");
        console.log("now");
        await new Promise((resolve) => setTimeout(resolve, 60_000));
      });`);
    const left = await readdir(folder);
    expect(left).toEqual([expect.stringMatching(/^\.shares\./)]);
    const key = await keyIn(folder);
    const { files } = await splitIn(folder, key);
    expect(files).toHaveLength(3);
    expect((await readdir(folder)).filter((name) => !name.startsWith("."))).toEqual(["keys", "shares"]);
  });

  it("the manifest is the old one or the new one, each whole", async () => {
    const path = join(await temporaryFolder(), "backups.yaml");
    await writeFile(path, SOUND);
    await killed(`
      import { noteDrill } from ${source("backup/note.ts")};
      const record = ${JSON.stringify(record)};
      for (let i = 0; ; i++) {
        const at = new Date(Date.UTC(2026, 2, 1) + i * 1000).toISOString();
        await noteDrill(${JSON.stringify(path)}, ${JSON.stringify(`${path}.drills`)}, { ...record, evidence: { ...record.evidence, at } });
        if (i === 5) console.log("now");
      }`);
    const text = await readFile(path, "utf8");
    const [key] = parseManifest(text, path).keys;
    const [ben, cleo] = [key?.copies[2], key?.copies[3]];
    expect(ben?.drilled).toMatch(/^2026-03-01T00:/);
    expect(cleo?.drilled).toBe(ben?.drilled);
    expect(text.replaceAll(/(,|\n {8}) ?drilled: 2026-03-01T[\d:]+Z/g, "")).toBe(SOUND);
  });
});

it("given that somebody else writes to the manifest and does not finish, keeps the record and says that its date is not noted", async () => {
  const folder = await temporaryFolder();
  const path = join(folder, "backups.yaml");
  await writeFile(path, SOUND);
  // Of a process on another machine nobody here can say that it has ended.
  const lock = ".backups.yaml.lock.1.0123456789abcdef";
  await writeFile(join(folder, lock), JSON.stringify({ pid: 1, started: "1", host: "another machine" }));
  let time = performance.now();
  const clock = vi.spyOn(performance, "now").mockImplementation(() => (time += 20_000));
  onTestFinished(() => clock.mockRestore());
  const error = await refusal(() => noteDrill(path, join(folder, "drills"), record));
  expect([error.code, error.details]).toEqual(["Backup.Locked", { path, locks: [lock] }]);
  const [kept = "", ...more] = await readdir(join(folder, "drills"));
  expect(more).toEqual([]);
  expect(JSON.parse(await readFile(join(folder, "drills", kept), "utf8"))).toEqual(record);
  expect(await readFile(path, "utf8")).toBe(SOUND);
});

describe.skipIf(!CAN_MOUNT)("given a full disk (needs the right to mount one)", () => {
  it("no folder of shares is made, and nothing is left of it", async () => {
    const [folder, disk] = [await temporaryFolder(), await tinyDisk()];
    const key = await keyIn(folder);
    await writeFile(join(disk, "filler"), Buffer.alloc(8 * 1024));
    const before = await filesBelow(folder);
    const error = await refusal(() => splitIn(folder, key, { shares: join(disk, "shares") }));
    expect(["Strongroom.NotShown", "Files.CannotWrite"]).toContain(error.code);
    expect(await readdir(disk)).toEqual(["filler"]);
    expect(await filesBelow(folder)).toEqual(before);
  });

  it("nothing of a new folder stays if its files cannot be filled", async () => {
    const disk = await tinyDisk();
    const error = await refusal(() =>
      writeSecretFolder(join(disk, "new"), ["a"], async ({ paths }) => {
        await writeFile(paths[0] ?? "", Buffer.alloc(64 * 1024));
      }),
    );
    expect(error.code).toBe("Files.CannotWrite");
    expect(await readdir(disk)).toEqual([]);
  });

  it("the manifest stays as it is, and the error says so", async () => {
    const disk = await tinyDisk();
    const path = join(disk, "backups.yaml");
    await writeFile(path, SOUND);
    await writeFile(join(disk, "filler"), Buffer.alloc(12 * 1024));
    const error = await refusal(() => noteDrill(path, join(disk, "drills"), record));
    expect(error.code).toBe("Files.CannotWrite");
    expect(await readFile(path, "utf8")).toBe(SOUND);
  });
});
