import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseManifest } from "../../src/backup/manifest.ts";
import { destroy } from "../../src/life/destroy.ts";
import { finished } from "../../src/life/records.ts";
import { strike } from "../../src/life/struck.ts";
import { SOUND } from "../backup/manifest.ts";
import { temporaryFolder } from "../keys/temporary-folder.ts";
import { scene } from "./condemned.ts";

/** A destruction of the copy "stick" that was carried out, and the manifest that lists it still. */
async function gone(listed: string | null = "stick") {
  const { key, intent, given } = await scene();
  const manifest = join(key.folder, "backups.yaml");
  await writeFile(manifest, SOUND.replace(/0x0{38}a1/, key.address), { mode: 0o600 });
  const copy = listed === null ? intent.copy : { ...intent.copy, listed };
  const done = await destroy({ ...intent, copy }, given);
  return { done, manifest, key };
}

describe("the manifest, after a copy was destroyed", () => {
  it("has it marked, with its certificate, and tells what is listed still; once more changes nothing", async () => {
    const { done, manifest, key } = await gone();
    const before = await readFile(manifest, "utf8");
    const left = ["laptop", "ben", "cleo", "dan"];
    expect(await strike(done, manifest)).toEqual({ marked: { manifest, copy: "stick", left } });
    const after = await readFile(manifest, "utf8");
    const at = done.record.ended?.replace(/\.\d+Z/, "Z");
    const certificate = done.path.slice(key.folder.length + 1);
    const mark = `, destroyed: { at: ${at}, certificate: "${certificate}" }`;
    expect(after).toBe(before.replace(/(id: stick.*made: 2026-01-01)/, `$1${mark}`));
    expect(parseManifest(after, manifest).keys[0]?.destroyed).toMatchObject([{ id: "stick" }]);
    const again = await finished(join(key.folder, "destructions"), key.path);
    expect(again).toEqual(done);
    await strike(done, manifest);
    expect(await readFile(manifest, "utf8")).toBe(after);
  });

  it("stays as it is, given a copy that it does not list", async () => {
    const { done, manifest } = await gone(null);
    const before = await readFile(manifest, "utf8");
    expect(await strike(done, manifest)).toEqual({});
    expect(await readFile(manifest, "utf8")).toBe(before);
  });

  it("that is gone, changed or cannot be read, is told with what to write by hand: the copy is gone all the same", async () => {
    const { done, manifest } = await gone();
    const folder = await temporaryFolder();
    await mkdir(join(folder, "backups.yaml"));
    const renamed = join(folder, "renamed.yaml");
    await writeFile(renamed, (await readFile(manifest, "utf8")).replace("id: stick", "id: usb"));
    for (const [path, cause] of [
      [undefined, undefined],
      [join(folder, "backups.yaml"), "Files.CannotRead"],
      [renamed, "Destroy.ListedNoMore"],
    ] as const) {
      const { marked, failure } = await strike(done, path);
      expect([marked, failure?.code]).toEqual([undefined, "Destroy.NotMarked"]);
      expect(failure?.fix).toContain(`\`destroyed: { at: ${done.record.ended?.replace(/\.\d+Z/, "Z")}, `);
      expect((failure?.cause as { code?: string } | undefined)?.code).toBe(cause);
    }
  });
});
