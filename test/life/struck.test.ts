import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseManifest } from "../../src/backup/manifest.ts";
import { destroy } from "../../src/life/destroy.ts";
import { finished } from "../../src/life/records.ts";
import { strike } from "../../src/life/struck.ts";
import { SOUND } from "../backup/manifest.ts";
import { refusal } from "../keys/refusal.ts";
import { temporaryFolder } from "../keys/temporary-folder.ts";
import { scene } from "./condemned.ts";
import { people } from "./destroying.ts";

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
    expect(await strike(done, manifest, people.operator.signerBytes)).toEqual({
      marked: { manifest, copy: "stick", left },
    });
    const after = await readFile(manifest, "utf8");
    const at = done.record.ended?.replace(/\.\d+Z/, "Z");
    const certificate = done.path.slice(key.folder.length + 1);
    const mark = `, destroyed: { at: ${at}, certificate: "${certificate}" }`;
    expect(after).toBe(before.replace(/(id: stick.*made: 2026-01-01)/, `$1${mark}`));
    expect(parseManifest(after, manifest).keys[0]?.destroyed).toMatchObject([{ id: "stick" }]);
    const again = await finished(join(key.folder, "destructions"), { copy: { path: key.path } });
    expect(again).toEqual(done);
    await strike(done, manifest, people.operator.signerBytes);
    expect(await readFile(manifest, "utf8")).toBe(after);
  });

  it("stays as it is, given a copy that it does not list", async () => {
    const { done, manifest } = await gone(null);
    const before = await readFile(manifest, "utf8");
    expect(await strike(done, manifest, people.operator.signerBytes)).toEqual({});
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
      const { marked, failure } = await strike(done, path, people.operator.signerBytes);
      expect([marked, failure?.code]).toEqual([undefined, "Destroy.NotMarked"]);
      expect(failure?.fix).toContain(`\`destroyed: { at: ${done.record.ended?.replace(/\.\d+Z/, "Z")}, `);
      expect((failure?.cause as { code?: string } | undefined)?.code).toBe(cause);
    }
  });

  it.each([
    ["somebody else's, who signed it", "Destroy.ForeignRecord"],
    ["one that was begun, and that somebody wrote on", "Destroy.NotCertified"],
    ["one whose end was changed", "Destroy.NotCertified"],
  ] as const)("has nothing marked by %s", async (what, code) => {
    const { done, manifest } = await gone();
    const before = await readFile(manifest, "utf8");
    const { signatures } = done.record;
    const { operator, stranger } = people;
    const [record, by] = {
      "somebody else's, who signed it": [done.record, stranger] as const,
      "one that was begun, and that somebody wrote on": [
        { ...done.record, signatures: { intent: signatures.intent } },
        operator,
      ] as const,
      "one whose end was changed": [{ ...done.record, ended: "2027-03-02T12:00:00Z" }, operator] as const,
    }[what];
    const error = await refusal(() => strike({ ...done, record }, manifest, by.signerBytes));
    expect(error.code).toBe(code);
    expect(await readFile(manifest, "utf8")).toBe(before);
  });

  it("keeps a copy of that name which was made since: it is another", async () => {
    const { done, manifest } = await gone();
    const text = (await readFile(manifest, "utf8")).replace(
      /(id: stick.*made: )2026-01-01, drilled: 2026-02-01/,
      "$12027-06-01",
    );
    await writeFile(manifest, text);
    const { marked, failure } = await strike(done, manifest, people.operator.signerBytes);
    expect([marked, failure?.code]).toEqual([undefined, "Destroy.MadeSince"]);
    expect(await readFile(manifest, "utf8")).toBe(text);
  });
});
