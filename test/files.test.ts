import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { report } from "../src/errors.ts";
import { readJson, readText, writeAtomic } from "../src/files.ts";
import { readSecretBytes, writeSecret } from "../src/secret-files.ts";
import { refusal } from "./keys/refusal.ts";
import { temporaryFolder } from "./keys/temporary-folder.ts";

const modeBits = async (path: string) => (await stat(path)).mode & 0o7777;

describe("writeAtomic", () => {
  it("writes, makes missing folders, replaces, and leaves nothing else behind", async () => {
    const folder = join(await temporaryFolder(), "a", "b");
    await writeAtomic(join(folder, "x"), "one");
    await writeAtomic(join(folder, "x"), "two", { mode: 0o640 });
    expect(await readFile(join(folder, "x"), "utf8")).toBe("two");
    expect(await modeBits(join(folder, "x"))).toBe(0o640);
    expect(await readdir(folder)).toEqual(["x"]);
  });

  it("leaves what it overwrites to those who may read it, unless a mode is given", async () => {
    const path = join(await temporaryFolder(), "x");
    await writeAtomic(path, "one", { mode: 0o600 });
    await writeAtomic(path, "two");
    expect(await modeBits(path)).toBe(0o600);
    await writeAtomic(path, "three", { mode: 0o644 });
    expect(await modeBits(path)).toBe(0o644);
  });

  it("given overwrite: false and an existing file, refuses and keeps it", async () => {
    const folder = await temporaryFolder();
    await writeAtomic(join(folder, "x"), "one", { overwrite: false });
    const error = await refusal(() => writeAtomic(join(folder, "x"), "two", { overwrite: false }));
    expect(error.code).toBe("Files.Exists");
    expect(await readFile(join(folder, "x"), "utf8")).toBe("one");
    expect(await readdir(folder)).toEqual(["x"]);
  });

  it("given ten writers with overwrite: false, exactly one wins and its text is whole", async () => {
    const folder = await temporaryFolder();
    const texts = Array.from({ length: 10 }, (_, i) => String(i).repeat(100_000));
    const done = await Promise.allSettled(
      texts.map((text) => writeAtomic(join(folder, "x"), text, { overwrite: false })),
    );
    const winners = texts.filter((_, i) => done[i]?.status === "fulfilled");
    expect(winners).toHaveLength(1);
    expect(await readFile(join(folder, "x"), "utf8")).toBe(winners[0]);
    expect(await readdir(folder)).toEqual(["x"]);
  });

  it("given a folder in the target's place, refuses, keeps it and leaves nothing behind", async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, "x"));
    expect((await refusal(() => writeAtomic(join(folder, "x"), "text"))).code).toBe("Files.CannotWrite");
    expect(await readdir(folder)).toEqual(["x"]);
  });

  it("given a file where a folder should be, says that it cannot write", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "x"), "");
    expect((await refusal(() => writeAtomic(join(folder, "x", "y"), "text"))).code).toBe("Files.CannotWrite");
  });
});

describe.skipIf(process.platform === "win32")("writeSecret", () => {
  it.each([0o000, 0o022, 0o277])("given umask %o, the file is 0600 in a folder of 0700", async (mask) => {
    const root = await temporaryFolder();
    const before = process.umask(mask);
    try {
      // With 0277 not even we may enter a new folder.
      const folder = mask === 0o277 ? root : join(root, "keys");
      await writeSecret(join(folder, "x"), "text");
      expect(await modeBits(join(folder, "x"))).toBe(0o600);
      expect((await modeBits(folder)) & 0o077).toBe(0);
    } finally {
      process.umask(before);
    }
  });

  it("never overwrites, and does not follow a link in the target's place", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "victim"), "old");
    await symlink(join(folder, "victim"), join(folder, "x"));
    expect((await refusal(() => writeSecret(join(folder, "x"), "new"))).code).toBe("Files.Exists");
    expect(await readFile(join(folder, "victim"), "utf8")).toBe("old");
  });

  it.each([0o720, 0o702, 0o777, 0o1777])(
    "given a folder of mode %o, refuses and writes nothing",
    async (mode) => {
      const folder = await temporaryFolder();
      await chmod(folder, mode);
      expect((await refusal(() => writeSecret(join(folder, "x"), "text"))).code).toBe("Files.UnsafeFolder");
      expect(await readdir(folder)).toEqual([]);
    },
  );

  it("given a folder that all may write to further up, refuses; with the sticky bit, accepts", async () => {
    const above = await temporaryFolder();
    const folder = join(above, "keys");
    await mkdir(folder, { mode: 0o700 });
    await chmod(above, 0o777);
    expect((await refusal(() => writeSecret(join(folder, "x"), "text"))).code).toBe("Files.UnsafeFolder");
    await chmod(above, 0o1777);
    await writeSecret(join(folder, "x"), "text");
    expect(await readFile(join(folder, "x"), "utf8")).toBe("text");
  });
});

describe("readJson", () => {
  const schema = z.object({ a: z.object({ b: z.number() }) });

  it("gives what the schema makes of the file", async () => {
    const path = join(await temporaryFolder(), "x.json");
    await writeFile(path, '{"a":{"b":1}}');
    expect(await readJson(path, schema)).toEqual({ a: { b: 1 } });
  });

  it("given no file, says so", async () => {
    const path = join(await temporaryFolder(), "x.json");
    expect((await refusal(() => readJson(path, schema))).code).toBe("Files.NotFound");
  });

  it("given broken JSON, names the place and quotes nothing of it", async () => {
    const path = join(await temporaryFolder(), "x.json");
    await writeFile(path, "{\n  hunter2\n}");
    const error = await refusal(() => readJson(path, schema));
    expect(error.code).toBe("Files.NotJson");
    expect(error.message).toContain("line 2, column 3");
    expect(JSON.stringify(report(error))).not.toContain("hunter2");
  });

  it("given the wrong shape, names the fields and quotes no values", async () => {
    const path = join(await temporaryFolder(), "x.json");
    await writeFile(path, '{"a":{"b":"hunter2"}}');
    const error = await refusal(() => readJson(path, schema));
    expect(error.code).toBe("Files.WrongShape");
    expect(error.details.issues).toMatchObject([{ field: "a.b" }]);
    expect(JSON.stringify(report(error))).not.toContain("hunter2");
  });

  it("given bytes that are not UTF-8, refuses rather than replacing them", async () => {
    const path = join(await temporaryFolder(), "x.json");
    await writeFile(path, Buffer.from([0x22, 0xff, 0x22]));
    expect((await refusal(() => readJson(path, z.string()))).code).toBe("Files.NotUtf8");
  });

  it("given a file above the limit, refuses", async () => {
    const path = join(await temporaryFolder(), "x");
    await writeFile(path, "12345");
    expect(await readText(path, 5)).toBe("12345");
    expect((await refusal(() => readText(path, 4))).code).toBe("Files.TooLarge");
  });

  it.skipIf(process.platform === "win32")(
    "given a pipe, reads it to its end, and none further than the limit",
    async () => {
      const pipe = join(await temporaryFolder(), "pipe");
      execFileSync("mkfifo", [pipe]);
      const pour = (bytes: number) => {
        const writer = spawn("/bin/sh", ["-c", 'exec head -c "$1" /dev/zero > "$0"', pipe, String(bytes)]);
        return once(writer, "exit");
      };
      const whole = pour(200_000);
      expect(await readText(pipe, 200_000)).toBe("\0".repeat(200_000));
      expect(await whole).toEqual([0, null]);
      const cut = pour(20_000_000);
      expect((await refusal(() => readText(pipe, 200_000))).code).toBe("Files.TooLarge");
      // Whoever writes is told that nobody reads on.
      expect(await cut).not.toEqual([0, null]);
    },
  );
});

describe.skipIf(process.platform === "win32")("readSecretBytes", () => {
  it.each([0o640, 0o604, 0o620, 0o666])("given mode %o, refuses", async (mode) => {
    const path = join(await temporaryFolder(), "x");
    await writeFile(path, "text");
    await chmod(path, mode);
    expect((await refusal(() => readSecretBytes(path, 100))).code).toBe("Files.OpenToOthers");
  });

  it.each([0o600, 0o400])("given mode %o, reads", async (mode) => {
    const path = join(await temporaryFolder(), "x");
    await writeFile(path, "text");
    await chmod(path, mode);
    expect((await readSecretBytes(path, 100)).toString()).toBe("text");
  });
});
