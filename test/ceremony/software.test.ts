import { execFileSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { codeHash, softwareOf } from "../../src/ceremony/software.ts";
import { temporaryFolder } from "../keys/temporary-folder.ts";

async function project(): Promise<string> {
  const root = await temporaryFolder();
  for (const folder of ["src/a", "tasks", ".git/refs/heads"])
    await mkdir(join(root, folder), { recursive: true });
  const files = {
    "package.json": '{"version":"9.8.7"}',
    "package-lock.json": "{}",
    "src/a/b.ts": "one",
    "src/a.ts": "two",
    "tasks/z.ts": "three",
    ".git/HEAD": "ref: refs/heads/main\n",
    ".git/refs/heads/main": `${"ab".repeat(20)}\n`,
  };
  for (const [path, text] of Object.entries(files)) await writeFile(join(root, path), text);
  return root;
}

test.skipIf(process.platform !== "linux")(
  "the code's hash is what sha256sum says of the same files",
  async () => {
    const root = await project();
    const command =
      "find src tasks package.json package-lock.json -type f | LC_ALL=C sort | xargs sha256sum | sha256sum";
    const [hash] = execFileSync("/bin/sh", ["-c", command], { cwd: root, encoding: "utf8" }).split(" ");
    expect(await codeHash(root)).toBe(`0x${hash}`);
  },
);

test("a changed, renamed or added file changes it; others do not", async () => {
  const root = await project();
  const before = await codeHash(root);
  await writeFile(join(root, "README.md"), "x");
  expect(await codeHash(root)).toBe(before);
  await writeFile(join(root, "src/a.ts"), "two!");
  expect(await codeHash(root)).not.toBe(before);
});

test("version and commit are the folder's, and a commit packed away is found", async () => {
  const root = await project();
  expect(await softwareOf(root)).toMatchObject({ version: "9.8.7", commit: "ab".repeat(20) });
  await writeFile(join(root, ".git/refs/heads/main"), "");
  await writeFile(join(root, ".git/packed-refs"), `# pack-refs\n${"cd".repeat(20)} refs/heads/main\n`);
  expect((await softwareOf(root)).commit).toBe("cd".repeat(20));
  await writeFile(join(root, ".git/HEAD"), "nonsense");
  expect((await softwareOf(root)).commit).toBe(null);
});

test("this project has a version and a hash of its own", async () => {
  const own = await softwareOf();
  expect(own.version).toMatch(/^\d+\.\d+\.\d+$/);
  expect(own.code).toMatch(/^0x[0-9a-f]{64}$/);
});
