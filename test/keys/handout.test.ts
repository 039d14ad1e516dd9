import { spawn, spawnSync } from "node:child_process";
import { chmod, mkdir, readdir, readFile, stat, symlink } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { report } from "../../src/errors.ts";
import { handOut } from "../../src/keys/handout.ts";
import { refusal } from "./refusal.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const MODULE = fileURLToPath(new URL("../../src/keys/handout.ts", import.meta.url));
const PASSPHRASE = /\b[a-z]+(?:-[a-z]+){7}\b/;
const POSIX = process.platform !== "win32";
const HAS_SCRIPT = process.platform === "linux" && spawnSync("script", ["--version"]).status === 0;

/** Somebody at a terminal, who answers by what was shown. */
function person(...answers: ((shown: string) => string)[]) {
  const shown: string[] = [];
  const wiped: string[] = [];
  const screen = {
    show: (text: string) => void shown.push(text),
    wipe: () => void wiped.push(shown.join("")),
    ask: async () => answers.shift()?.(shown.join("")) ?? "",
  };
  return { shown, wiped, to: { kind: "terminal", screen } as const };
}

const copied = (shown: string) => PASSPHRASE.exec(shown)?.[0] ?? "";

describe("at a terminal", () => {
  it("shows the passphrase once, and gives it once it was typed back", async () => {
    const { shown, wiped, to } = person(copied);
    const passphrase = await handOut("the new key ana", to);
    expect(wiped).toEqual([shown.join("")]);
    expect(shown.join("").split(passphrase.revealText())).toHaveLength(2);
    expect(shown[0]).toContain("the new key ana (88 bits)");
  });

  it("given a slip, asks again; given three, refuses and shows nothing of the passphrase in the error", async () => {
    const slip = (shown: string) => `${copied(shown)}x`;
    const careful = person(slip, slip, (shown) => ` ${copied(shown)}\n`);
    expect((await handOut("x", careful.to)).length).toBeGreaterThan(30);
    const { shown, wiped, to } = person(slip, slip, slip, copied);
    const error = await refusal(() => handOut("x", to));
    expect(wiped).toHaveLength(1);
    expect(error.code).toBe("Passphrase.NotNoted");
    expect(JSON.stringify(report(error))).not.toContain(copied(shown.join("")));
  });

  it("given nobody there, refuses before anything is generated", async () => {
    const code = `const { handOut } = await import(${JSON.stringify(MODULE)});
      await handOut("x", { kind: "terminal" }).catch((error) => console.log(error.code));`;
    const child = spawnSync(process.execPath, ["--input-type=module", "--eval", code], { encoding: "utf8" });
    expect(child.stdout.trim()).toBe("Passphrase.NobodySees");
    expect(child.stderr).not.toMatch(PASSPHRASE);
  });

  it.skipIf(!HAS_SCRIPT)("shows and asks at a real one, and does not echo what is typed", async () => {
    const code = `const { handOut } = await import(${JSON.stringify(MODULE)});
      const passphrase = await handOut("x", { kind: "terminal" });
      console.log("typed back: " + passphrase.length);`;
    const { CI: _, ...env } = process.env;
    const command = `'${process.execPath}' --input-type=module --eval '${code}'`;
    const child = spawn("script", ["-qfec", command, "/dev/null"], { env: { ...env, NO_COLOR: "1" } });
    let screen = "";
    let answered = false;
    for await (const chunk of child.stdout) {
      screen += String(chunk);
      if (answered || !screen.includes("Type it")) continue;
      answered = true;
      child.stdin.write(`${copied(screen)}\r`);
    }
    expect(screen).toContain("\u001b[H\u001b[2J\u001b[3Jtyped back: ");
    expect(screen.split(copied(screen))).toHaveLength(2);
  });
});

describe("to a file", () => {
  it("writes a new one, 0600, with the passphrase as its only line", async () => {
    const folder = await temporaryFolder();
    const path = join(folder, "secret", "ana");
    const passphrase = await handOut("x", { kind: "file", path, keys: join(folder, "keys") });
    expect(await readFile(path, "utf8")).toBe(`${passphrase.revealText()}\n`);
    if (POSIX) expect((await stat(path)).mode & 0o7777).toBe(0o600);
  });

  it("given a file that exists, refuses and keeps it", async () => {
    const folder = await temporaryFolder();
    const to = { kind: "file", path: join(folder, "ana"), keys: join(folder, "keys") } as const;
    const first = await handOut("x", to);
    expect((await refusal(() => handOut("x", to))).code).toBe("Files.Exists");
    expect(await readFile(to.path, "utf8")).toBe(`${first.revealText()}\n`);
  });

  it("given the folder of keystores, by whatever path, refuses", async () => {
    const folder = await temporaryFolder();
    const keys = join(folder, "keys");
    await mkdir(keys, { mode: 0o700 });
    await symlink(keys, join(folder, "elsewhere"));
    for (const path of [
      join(keys, "ana"),
      join(keys, "..", "keys", "ana"),
      join(folder, "elsewhere", "ana"),
    ]) {
      const error = await refusal(() => handOut("x", { kind: "file", path, keys }));
      expect(error.code).toBe("Passphrase.BesideKeys");
    }
    expect(await readdir(keys)).toEqual([]);
  });

  it.skipIf(!POSIX)("given a folder that others may write to, refuses", async () => {
    const folder = await temporaryFolder();
    await chmod(folder, 0o777);
    const error = await refusal(() =>
      handOut("x", { kind: "file", path: join(folder, "ana"), keys: join(folder, "keys") }),
    );
    expect(error.code).toBe("Files.UnsafeFolder");
    expect(await readdir(folder)).toEqual([]);
  });
});
