import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, readdir, readlink, stat, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { here, locked } from "../src/lock.ts";
import { refusal } from "./keys/refusal.ts";
import { temporaryFolder } from "./keys/temporary-folder.ts";

const NOBODY = 65_534;
const isRoot = process.geteuid?.() === 0;

/** Tries for a moment to have the lock of a folder. */
const attempt = (folder: string) => locked({ folder, prefix: "l." }, async () => "done", 50);

describe("a lock in a folder that several people share", () => {
  it("holds, given one that cannot be read", async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, "l.1.a"));
    const error = await refusal(() => attempt(folder));
    expect([error.code, error.details.locks]).toEqual(["Files.Locked", ["l.1.a"]]);
  });

  it("holds, given another machine of the same name, where nothing is known of its processes", async () => {
    const folder = await temporaryFolder();
    const space = await readlink("/proc/self/ns/pid").catch(() => "");
    const child = spawn(process.execPath, ["-e", ""]);
    await once(child, "close");
    const host = `${hostname()} ${space}`.trim();
    await writeFile(join(folder, "l.1.a"), JSON.stringify({ pid: child.pid, started: "1", host }));
    expect((await refusal(() => attempt(folder))).code).toBe("Files.Locked");
  });

  it("holds, given a pipe in its place, and nobody waits for what comes out of it", async () => {
    const folder = await temporaryFolder();
    execFileSync("mkfifo", [join(folder, "l.1.a")]);
    expect((await refusal(() => attempt(folder))).code).toBe("Files.Locked");
  }, 2_000);

  it("can be read by them all, for one of somebody who is gone would hold for good", async () => {
    const folder = await temporaryFolder();
    const umask = process.umask(0o077);
    try {
      await locked({ folder, prefix: "l." }, async () => {
        const [name = ""] = await readdir(folder);
        expect((await stat(join(folder, name))).mode & 0o777).toBe(0o644);
      });
    } finally {
      process.umask(umask);
    }
  });

  it.skipIf(!isRoot)("is removed, given a process number that is another user's by now", async () => {
    const folder = await temporaryFolder();
    await chmod(folder, 0o777);
    const other = spawn("sleep", ["60"], { uid: NOBODY - 1 });
    await once(other, "spawn");
    try {
      const lock = JSON.stringify({ pid: other.pid, started: "1", host: await here() });
      await writeFile(join(folder, "l.1.a"), lock);
      const source = `import { locked } from ${JSON.stringify(new URL("../src/lock.ts", import.meta.url).href)};
        process.setuid(${NOBODY});
        console.log(await locked({ folder: ".", prefix: "l." }, async () => "done", 50));`;
      const run = () =>
        execFileSync(process.execPath, ["--input-type=module", "-e", source], {
          cwd: folder,
          encoding: "utf8",
        });
      expect(run().trim()).toBe("done");
    } finally {
      other.kill();
    }
  });
});
