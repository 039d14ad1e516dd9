import { spawn, spawnSync } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { Secret } from "../../../src/keys/secret.ts";
import { inStrongroom } from "../../../src/keys/strongroom/door.ts";
import { refusal } from "../refusal.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const MODULE = fileURLToPath(new URL("../../../src/keys/strongroom/show.ts", import.meta.url));
const HAS_PTY = spawnSync("script", ["--version"]).error === undefined;

/** A program that shows things on descriptors from 5 on, and prints the code and details of what was refused. */
function program(count: number, ...calls: string[]): string[] {
  const code = `
    const { showOn } = await import(${JSON.stringify(MODULE)});
    const show = showOn(${count});
    try { ${calls.join(";")}; console.log("done") } catch (error) { console.log(error.code, JSON.stringify(error.details)) }`;
  return [
    "--permission",
    `--allow-fs-read=${join(MODULE, "../../../..")}/*`,
    "--input-type=module",
    "--eval",
    code,
  ];
}

function run(args: string[], descriptors: (number | "pipe")[]): string {
  const stdio = ["ignore", "pipe", "inherit", "ignore", "ignore", ...descriptors] as const;
  return spawnSync(process.execPath, args, { stdio: [...stdio], encoding: "utf8" }).stdout.trim();
}

describe("show", () => {
  it("writes each text to the place it is for, and never waits where no terminal is", async () => {
    const folder = await temporaryFolder();
    const paths = ["a", "b"].map((name) => join(folder, name));
    const files = paths.map((path) => openSync(path, "wx", 0o600));
    const calls = [
      'show("für Ana\\n", { wait: "Enter" })',
      'show("for Ben\\n", { on: 1 })',
      'show("end\\n")',
    ];
    expect(run(program(2, ...calls), files)).toBe("done");
    for (const file of files) closeSync(file);
    expect(await readFile(paths[0] ?? "", "utf8")).toBe("für Ana\nend\n");
    expect(await readFile(paths[1] ?? "", "utf8")).toBe("for Ben\n");
  });

  it("given no place, or another than were opened, refuses and writes nothing", async () => {
    expect(run(program(0, 'show("x")'), [])).toBe('Strongroom.NothingToShowOn {"on":0,"count":0}');
    for (const on of [1, -1, 0.5])
      expect(run(program(1, `show("x", { on: ${on} })`), ["pipe"])).toBe(
        `Strongroom.NothingToShowOn {"on":${on},"count":1}`,
      );
  });

  it.skipIf(process.platform !== "linux")("given a full disk, says that not all was written", () => {
    const full = openSync("/dev/full", "w");
    expect(run(program(1, 'show("x")'), [full])).toBe('Strongroom.NotShown {"reason":"ENOSPC"}');
    closeSync(full);
  });

  it("given a slow reader whose pipe is full, waits for it and loses nothing", async () => {
    const long = 300_000;
    const child = spawn(process.execPath, program(1, `show("x".repeat(${long}))`), {
      stdio: ["ignore", "pipe", "inherit", "ignore", "ignore", "pipe"],
    });
    let length = 0;
    const pipe: readonly unknown[] = child.stdio;
    for await (const part of pipe[5] as Readable) length += (part as Buffer).length;
    expect(length).toBe(long);
  });

  it.skipIf(!HAS_PTY)("at a terminal, waits for Enter, then wipes the screen before the next text", () => {
    const calls = ['show("share one\\r\\n", { wait: "next person" })', 'show("share two", { wait: "end" })'];
    const quoted = [process.execPath, ...program(1, ...calls)].map(
      (arg) => `'${arg.replaceAll("'", "'\\''")}'`,
    );
    const ran = spawnSync("script", ["-qec", `${quoted.join(" ")} 5<>/dev/tty`, "/dev/null"], {
      input: "\n\n",
      encoding: "utf8",
    });
    const text = ran.stdout.replaceAll("\r", "");
    const clear = "\u001b[H\u001b[2J\u001b[3J";
    const [first = "", second = "", rest = ""] = text.split(clear);
    expect(first).toContain("share one\nnext person");
    expect(first).not.toContain("share two");
    expect(second).toContain("share two");
    expect(rest).toContain("done");
  });
});

describe("inStrongroom", () => {
  it("given a descriptor that is not open, refuses before any secret is handed over", async () => {
    const request = {
      description: { label: "x", created: "2026-01-01T00:00:00.000Z" },
      curve: "secp256k1",
      cost: "light",
    } as const;
    const error = await refusal(() =>
      inStrongroom("make", request, { password: Secret.text("walnut-heron-51-copper-isle") }, { show: 987 }),
    );
    expect(error.code).toBe("Strongroom.Broken");
    expect(error.details).toMatchObject({ operation: "make", reason: "EBADF" });
  });
});
