import { writeSync } from "node:fs";
import { chmod, mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { writeSecretFile } from "../src/new-file.ts";
import { refusal } from "./keys/refusal.ts";
import { temporaryFolder } from "./keys/temporary-folder.ts";

it("a file has its name once all is in it, 0600 whatever the umask, and nothing else stays", async () => {
  const folder = join(await temporaryFolder(), "new");
  const path = join(folder, "share.txt");
  const before = process.umask(0);
  const seen = await writeSecretFile(path, async (descriptor, temporary) => {
    writeSync(descriptor, "words");
    expect(await readdir(folder)).not.toContain("share.txt");
    return readFile(temporary, "utf8");
  }).finally(() => process.umask(before));
  expect(seen).toBe("words");
  expect(await readdir(folder)).toEqual(["share.txt"]);
  if (process.platform !== "win32") expect((await stat(path)).mode & 0o7777).toBe(0o600);
});

it("given a file of that name, also one that comes while it is written, keeps that one", async () => {
  const folder = await temporaryFolder();
  const path = join(folder, "share.txt");
  const error = await refusal(() =>
    writeSecretFile(path, async (descriptor) => {
      writeSync(descriptor, "ours");
      await writeFile(path, "theirs");
    }),
  );
  expect([error.code, error.details]).toEqual(["Files.Exists", { path }]);
  expect(await readFile(path, "utf8")).toBe("theirs");
  expect(await readdir(folder)).toEqual(["share.txt"]);
});

it("given that filling fails, leaves nothing", async () => {
  const folder = await temporaryFolder();
  const failing = writeSecretFile(join(folder, "share.txt"), async (descriptor) => {
    writeSync(descriptor, "half of it");
    throw new RangeError("filling failed");
  });
  await expect(failing).rejects.toThrow("filling failed");
  expect(await readdir(folder)).toEqual([]);
});

it.skipIf(process.platform === "win32")("given a folder that others can write to, refuses", async () => {
  const folder = join(await temporaryFolder(), "open");
  await mkdir(folder);
  await chmod(folder, 0o777);
  const error = await refusal(() => writeSecretFile(join(folder, "share.txt"), async () => undefined));
  expect(error.code).toBe("Files.UnsafeFolder");
});
