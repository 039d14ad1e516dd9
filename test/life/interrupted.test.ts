import { fork } from "node:child_process";
import { copyFile, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { read } from "../../src/keys/store.ts";
import { certify, verify } from "../../src/life/certificate.ts";
import { destroy, resume } from "../../src/life/destroy.ts";
import { type Destruction, type Intent, STEPS, write } from "../../src/life/destruction.ts";
import { erase } from "../../src/life/erase.ts";
import { unfinished } from "../../src/life/records.ts";
import { refusal } from "../keys/refusal.ts";
import { isGone, scene } from "./condemned.ts";
import { withKey } from "./scene.ts";

describe("a destruction that was interrupted", () => {
  /** As if the process had been killed after the record was written. */
  async function begun(as: (intent: Intent) => Intent = (intent) => intent) {
    const all = await scene();
    const copy = join(all.key.folder, "copy.json");
    await copyFile(all.key.path, copy);
    const { path, record } = await destroy(as(all.intent), all.given);
    const { ended, ...rest } = record;
    const { operator, witness, ...signatures } = record.signatures;
    const open: Destruction = { ...rest, status: "begun", steps: [], signatures };
    await writeFile(path, write(open));
    await copyFile(copy, all.key.path);
    return { ...all, copy, path, open };
  }

  it("is found again, refuses to be begun anew, and goes on to its end", async () => {
    const { key, intent, given, witness, path } = await begun();
    expect((await refusal(() => destroy(intent, given))).code).toBe("Destroy.Unfinished");
    const found = await unfinished(given.folder, { copy: { path: key.path } });
    expect(found?.path).toBe(path);
    const { record } = await resume(found ?? expect.fail(), given);
    expect(await isGone(key.path)).toBe(true);
    expect((await verify(await certify(record, witness))).ok).toBe(true);
    expect(await unfinished(given.folder, { copy: { path: key.path } })).toBeUndefined();
  });

  it("goes on where the file is half overwritten, or gone", async () => {
    const half = await begun();
    await writeFile(half.key.path, Buffer.alloc(300, 7));
    expect((await resume({ path: half.path, record: half.open }, half.given)).record.status).toBe(
      "destroyed",
    );
    const gone = await begun();
    await erase(gone.key.path, async () => undefined);
    const { record } = await resume({ path: gone.path, record: gone.open }, gone.given);
    expect(record.steps).toMatchObject([
      { step: "unlink", note: expect.stringContaining("was gone") as string },
    ]);
  });

  it("never takes a new key that came in the place of the old one", async () => {
    const { key, path, open, given } = await begun();
    const other = await withKey("ana");
    await copyFile(other.path, key.path);
    expect(await refusal(() => resume({ path, record: open }, given))).toMatchObject({
      code: "Destroy.OtherFile",
      details: { file: key.path },
    });
    await read(key.path);
  });

  it("spares any text that came in the place of what was half overwritten", async () => {
    const { key, path, open, given } = await begun();
    await writeFile(key.path, "the only copy of something else\n");
    expect((await refusal(() => resume({ path, record: open }, given))).code).toBe("Destroy.OtherFile");
    expect(await readFile(key.path, "utf8")).toContain("only copy");
  });

  it("takes nothing away before the copy that is to stay has signed once more", async () => {
    const { key, path, open, given } = await begun();
    const { stays, ...unnamed } = given;
    expect(await refusal(() => resume({ path, record: open }, unnamed))).toMatchObject({
      code: "Destroy.KeptUnknown",
      details: { path, kept: "keystore ana" },
    });
    const lost = { ...given, stays: async () => Promise.reject(new Error("gone")) };
    await expect(resume({ path, record: open }, lost)).rejects.toThrow("gone");
    await read(key.path);
    expect((await resume({ path, record: open }, given)).record.status).toBe("destroyed");
  });

  it("asks for that also where the very file was put back after it had been overwritten", async () => {
    const { key, path, open, given } = await begun();
    const steps: Destruction["steps"] = [{ step: "erase", at: open.begun, ...STEPS.erase }];
    const { stays, ...unnamed } = given;
    expect((await refusal(() => resume({ path, record: { ...open, steps } }, unnamed))).code).toBe(
      "Destroy.KeptUnknown",
    );
    await read(key.path);
  });

  it("takes no last copy away before chains were asked once more", async () => {
    const { key, path, open, given } = await begun(({ kept, ...intent }) => ({ ...intent, last: true }));
    const inUse = { ...given, mayGo: async () => Promise.reject(new Error("in use by now")) };
    await expect(resume({ path, record: open }, inUse)).rejects.toThrow("in use by now");
    await read(key.path);
    expect((await resume({ path, record: open }, given)).record.status).toBe("destroyed");
  });

  it("is told from that of another copy, also beside owners' receipts", async () => {
    const { key, given } = await begun();
    await writeFile(join(given.folder, "handed-over-ana.json"), '{ "type": "conclave-handover" }');
    expect(await unfinished(given.folder, { copy: { path: key.path } })).toBeDefined();
    expect(await unfinished(given.folder, { copy: { path: `${key.path}.other` } })).toBeUndefined();
  });

  it("goes on for the operator who began it alone, and only as it was begun", async () => {
    const { key, path, open, given, stranger } = await begun();
    const found = { path, record: open };
    const foreign = await refusal(() => resume(found, { ...given, operator: stranger }));
    expect(foreign.code).toBe("Destroy.ForeignRecord");
    const other = await scene();
    const planted = { ...open, copy: { ...open.copy, path: other.key.path } };
    expect((await refusal(() => resume({ path, record: planted }, given))).code).toBe(
      "Destroy.ForeignRecord",
    );
    await read(key.path);
    await read(other.key.path);
  });

  it("is certified by nobody before it has ended", async () => {
    const { open, witness } = await begun();
    expect((await refusal(() => certify(open, witness))).code).toBe("Certificate.NotEnded");
    expect((await verify(open)).flaws).toContain("the destruction was begun and not ended");
  });

  it("never leaves a copy missing without a record, whenever it is killed", async () => {
    for (const wait of [300, 600, 700, 800, 900, 1100, 1500]) {
      const { key, given } = await scene();
      const child = fork(new URL("destroyer.ts", import.meta.url), [key.path, key.folder], {
        silent: true,
        execArgv: [],
      });
      const timer = setTimeout(() => child.kill("SIGKILL"), wait);
      await new Promise((resolve) => child.once("close", resolve));
      clearTimeout(timer);
      const names = await readdir(given.folder).catch(() => []);
      const records = names.filter((name) => !name.startsWith("."));
      if (records.length === 0) await read(key.path);
      else {
        const found = await unfinished(given.folder, { copy: { path: key.path } });
        if (found !== undefined) await resume(found, given);
        expect(await isGone(key.path)).toBe(true);
      }
    }
  }, 120_000);
});
