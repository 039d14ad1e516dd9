import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cp, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { SHARED_TASKS } from "../../kit/shared-names.ts";
import { bundle } from "../../scripts/kit/bundle.ts";
import { nameInKit } from "../../tasks/ui/command.ts";
import { temporaryFolder } from "../keys/temporary-folder.ts";
import { answerOf, placeKit, ROOT, runKit } from "./kit-file.ts";

describe("the kit's file", () => {
  let text: string;
  beforeAll(async () => {
    text = await bundle(ROOT);
  });

  it("has the same bytes when the same sources are built again, in another folder", async () => {
    const elsewhere = join(await temporaryFolder(), "another name");
    for (const folder of ["kit", "src", "tasks", "package.json"])
      await cp(join(ROOT, folder), join(elsewhere, folder), { recursive: true });
    await symlink(join(ROOT, "node_modules"), join(elsewhere, "node_modules"));
    // What is configured there must not matter.
    await writeFile(join(elsewhere, "tsconfig.json"), '{ "compilerOptions": { "target": "es2016" } }');
    expect(await bundle(elsewhere)).toBe(text);
  });

  it("names no folder and no date of the machine that built it", () => {
    expect(text).not.toContain(ROOT);
    expect(text.match(/^\/\/ (?!node_modules\/|src\/|kit\/|tasks\/)[^ ]*\.[cm]?[jt]s$/gm)).toBeNull();
  });

  it("imports no part of Node that opens connections, and nothing beside Node", () => {
    const imported = [...text.matchAll(/^\s*import [^;]*?from "([^"]+)"|\brequire\("([^"]+)"\)/gm)].map(
      ([, esm, common]) => (esm ?? common ?? "").replace("node:", ""),
    );
    expect(imported.length).toBeGreaterThan(10);
    for (const part of ["net", "tls", "http", "https", "http2", "dgram", "dns", "worker_threads", "vm"])
      expect(imported).not.toContain(part);
    expect(text).not.toMatch(/\b(WebSocket|XMLHttpRequest|EventSource)\(|globalThis\.fetch\b/);
    expect(text).not.toContain("createPublicClient");
  });

  it("says of what it shares with the project how it is run here", () => {
    for (const [name, task] of Object.entries(SHARED_TASKS)) {
      expect(nameInKit(task)).toBe(name);
      expect(text).not.toMatch(new RegExp(`hardhat ${task}\\b`));
    }
  });

  it("says its own SHA-256, as others compute it", async () => {
    const path = await placeKit(await temporaryFolder());
    const sha256 = createHash("sha256").update(text).digest("hex");
    expect(answerOf(runKit(path, ["hash", "--json"]))).toEqual({ sha256 });
  });

  it("is written with its record by the build, which tells it from another file", async () => {
    const folder = await temporaryFolder();
    const path = join(folder, "kit.mjs");
    const build = (...args: string[]) =>
      spawnSync(process.execPath, [join(ROOT, "scripts", "kit.ts"), ...args], { encoding: "utf8" });
    const sha256 = createHash("sha256").update(text).digest("hex");
    expect(build("--out", path)).toMatchObject({ status: 0, stdout: `${sha256}\n` });
    expect(JSON.parse(await readFile(join(folder, "kit.json"), "utf8"))).toMatchObject({
      format: "conclave-kit/1",
      sha256,
      bytes: Buffer.byteLength(text),
    });
    expect(build("--verify", path)).toMatchObject({ status: 0, stdout: `${sha256}\n` });
    await writeFile(path, `${text}\n`);
    const other = build("--verify", path);
    expect(other.status).toBe(1);
    expect(other.stderr).toContain(sha256);
  });
});
