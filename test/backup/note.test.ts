import { lstat, mkdir, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { DrillRecord } from "../../src/backup/drill-record.ts";
import { backedKey, noteDestroyed, noteDrill } from "../../src/backup/note.ts";
import { refusal } from "../keys/refusal.ts";
import { temporaryFolder } from "../keys/temporary-folder.ts";
import { SOUND } from "./manifest.ts";
import { recordOf } from "./record.ts";

const record = await recordOf();

describe("a drill's record, beside the manifest", () => {
  it("is written once, and its date goes into the manifest, whose mode stays", async () => {
    const at = await temporaryFolder();
    const path = join(at, "backups.yaml");
    await writeFile(path, SOUND, { mode: 0o600 });
    const written = await noteDrill(path, join(at, "drills"), record);
    expect(written).toBe(join(at, "drills", "ana-20260301T120000000Z.json"));
    expect(JSON.parse(await readFile(written, "utf8"))).toEqual(record);
    const { copies } = await backedKey(path, "ana");
    expect(copies.map(({ id, drilled }) => [id, drilled])).toEqual([
      ["laptop", undefined],
      ["stick", "2026-02-01"],
      ["ben", "2026-03-01T12:00:00Z"],
      ["cleo", "2026-03-01T12:00:00Z"],
      ["dan", undefined],
    ]);
    if (process.platform !== "win32") expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await refusal(() => noteDrill(path, join(at, "drills"), record))).code).toBe("Files.Exists");
    expect((await refusal(() => backedKey(path, "eve"))).code).toBe("Drill.UnknownKey");
    expect((await readdir(at)).sort()).toEqual(["backups.yaml", "drills"]);
  });

  it("leaves a copy marked that is destroyed at the same time; a mark stays as it was made", async () => {
    const at = await temporaryFolder();
    const path = join(at, "backups.yaml");
    await writeFile(path, SOUND, { mode: 0o600 });
    const stick = { label: "ana", id: "stick" };
    const mark = { at: "2026-03-01T12:00:00.123Z", certificate: "destructions/ana.json" };
    await Promise.all([noteDrill(path, join(at, "drills"), record), noteDestroyed(path, stick, mark)]);
    await noteDestroyed(path, stick, { ...mark, certificate: "another.json" });
    const { copies, destroyed } = await backedKey(path, "ana");
    expect(destroyed).toMatchObject([
      { id: "stick", destroyed: { at: "2026-03-01T12:00:00Z", certificate: "destructions/ana.json" } },
    ]);
    expect(copies.map(({ id, drilled }) => [id, drilled?.slice(0, 10)])).toEqual([
      ["laptop", undefined],
      ["ben", "2026-03-01"],
      ["cleo", "2026-03-01"],
      ["dan", undefined],
    ]);
    if (process.platform !== "win32") expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it("is not lost when others note theirs at the same time, even within one second", async () => {
    const at = await temporaryFolder();
    const path = join(at, "backups.yaml");
    await writeFile(path, SOUND);
    const others = ["laptop", "stick", "dan"].map(
      (copy, ms): DrillRecord => ({
        ...record,
        evidence: { ...record.evidence, copies: [copy], at: `2026-03-01T12:00:00.00${ms + 1}Z` },
      }),
    );
    const written = await Promise.all(
      [record, ...others].map((one) => noteDrill(path, join(at, "drills"), one)),
    );
    expect(new Set(written).size).toBe(4);
    const { copies } = await backedKey(path, "ana");
    expect(copies.map(({ drilled }) => drilled)).toEqual(Array(5).fill("2026-03-01T12:00:00Z"));
    expect((await readdir(at)).sort()).toEqual(["backups.yaml", "drills"]);
  });

  it.skipIf(process.platform === "win32")(
    "goes into the manifest itself where its name is a link",
    async () => {
      const at = await temporaryFolder();
      await mkdir(join(at, "safe"), { mode: 0o700 });
      const [real, path] = [join(at, "safe", "backups.yaml"), join(at, "backups.yaml")];
      await writeFile(real, SOUND, { mode: 0o600 });
      await symlink(real, path);
      await noteDrill(path, join(at, "drills"), record);
      expect((await lstat(path)).isSymbolicLink()).toBe(true);
      expect((await stat(real)).mode & 0o777).toBe(0o600);
      expect(await readFile(real, "utf8")).toContain("drilled: 2026-03-01T12:00:00Z");
    },
  );
});
