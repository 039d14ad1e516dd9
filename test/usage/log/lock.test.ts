import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { here } from "../../../src/lock.ts";
import { record } from "../../../src/usage/log/journal.ts";
import { locked } from "../../../src/usage/log/lock.ts";
import { refusal } from "../../keys/refusal.ts";
import { temporaryFolder } from "../../keys/temporary-folder.ts";
import { fill, unsigned } from "./scene.ts";

describe("the lock", () => {
  it("of a process that is gone is removed", async () => {
    const journal = await unsigned(await temporaryFolder());
    const child = spawn(process.execPath, ["-e", ""]);
    await once(child, "close");
    const host = await here();
    const lock = (pid: unknown, started: string) => JSON.stringify({ pid, started, host });
    await writeFile(join(journal.folder, "lock.1.a"), lock(child.pid, "1"));
    // The number is in use again, by a process that began at another time.
    await writeFile(join(journal.folder, "lock.2.b"), lock(process.pid, "1"));
    await fill(journal, 1);
    expect((await readdir(journal.folder)).filter((name) => name.startsWith("lock"))).toEqual([]);
  });

  it.each([
    ["another machine", JSON.stringify({ pid: 1, started: "1", host: "elsewhere" })],
    ["nobody knows whom", "?"],
  ])("of %s holds, and is named", async (_, content) => {
    const journal = await unsigned(await temporaryFolder());
    await writeFile(join(journal.folder, "lock.3.c"), content);
    const error = await refusal(() => locked(journal.folder, async () => undefined, 50));
    expect(error.code).toBe("Log.Locked");
    expect(error.details).toEqual({ folder: journal.folder, locks: ["lock.3.c"] });
  });

  it("is given back when the work fails", async () => {
    const journal = await unsigned(await temporaryFolder());
    const failure = record(journal, () => Promise.reject(new Error("no")));
    await expect(failure).rejects.toThrow("no");
    expect((await readdir(journal.folder)).filter((name) => name.startsWith("lock"))).toEqual([]);
  });

  it("that cannot be placed keeps the work from being done", async () => {
    const folder = join(await temporaryFolder(), "none");
    let done = false;
    const error = await refusal(() =>
      locked(folder, async () => {
        done = true;
      }),
    );
    expect(error.code).toBe("Log.CannotLock");
    expect(done).toBe(false);
  });
});
