import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { report } from "../../src/errors.ts";
import { Secret } from "../../src/keys/secret.ts";
import { inStrongroom } from "../../src/keys/strongroom/door.ts";
import { refusal } from "./refusal.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const PASSWORD = "gravel-9117-Umbrella-ostrich";
const KEY = "8d2f6c1b5ea0497733c5d8f0ab64e21907fd3b5c6a8e9012d4c7b6a5f3e1d209";
const DRAFT = {
  description: { label: "sample", created: "2026-01-01T00:00:00.000Z" },
  curve: "secp256k1",
  cost: "light",
} as const;

function secrets() {
  return { key: Secret.take(Buffer.from(KEY, "hex")), password: Secret.text(PASSWORD) };
}

/** Seals a key in the strongroom. */
function seal(limit?: number) {
  return inStrongroom("seal", DRAFT, secrets(), limit === undefined ? {} : { limit });
}

/** A file of /proc, or nothing if the process has ended meanwhile. */
function processFile(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, "latin1");
  } catch {
    return "";
  }
}

/** The children of this process that run the strongroom's program, past the shell that starts them. */
function running(): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => processFile(pid, "status").match(/^PPid:\s+(\d+)$/m)?.[1] === String(process.pid))
    .filter((pid) => {
      const [program, ...rest] = processFile(pid, "cmdline").split("\0");
      return program === process.execPath && rest.some((argument) => argument.endsWith("inside.ts"));
    });
}

/** Stops the operation's process as soon as it runs, looks at it, and lets it go on. */
async function lookingAt<T>(operation: Promise<unknown>, look: (pid: number) => T): Promise<T> {
  operation.catch(() => undefined);
  for (;;) {
    const [pid] = running();
    if (pid !== undefined) {
      process.kill(pid, "SIGSTOP");
      try {
        return look(pid);
      } finally {
        process.kill(pid, "SIGCONT");
      }
    }
    await sleep(2);
  }
}

describe.skipIf(process.platform !== "linux")("the process that sees keys, by /proc", () => {
  it("has no environment, no secret among its arguments, and may not dump core", async () => {
    const operation = seal();
    const seen = await lookingAt(operation, (pid) => ({
      environment: processFile(pid, "environ"),
      arguments: processFile(pid, "cmdline"),
      limits: processFile(pid, "limits"),
    }));
    await operation;
    expect(seen.environment).toBe("");
    // 1 where the machine has prlimit: a limit of 0 would not keep a core from a program that the kernel pipes it to.
    const limit = spawnSync("prlimit", ["--version"]).error === undefined ? 1 : 0;
    expect(seen.limits).toMatch(new RegExp(`^Max core file size\\s+${limit}\\s+${limit}\\s`, "m"));
    for (const secret of [PASSWORD, KEY, Buffer.from(PASSWORD).toString("hex")])
      expect(seen.arguments.includes(secret)).toBe(false);
    const [program, ...flags] = seen.arguments.split("\0");
    expect(program).toBe(process.execPath);
    // SIGUSR1 would open the debugger to every program of the same user.
    expect(flags).toEqual(expect.arrayContaining(["--permission", "--disable-sigusr1"]));
    expect(
      flags.filter((flag) => flag.startsWith("--allow") && !flag.startsWith("--allow-fs-read=")),
    ).toEqual([]);
  });

  it("holds no descriptors of ours but pipes and /dev/null", async () => {
    const operation = seal();
    const kinds = await lookingAt(operation, (pid) =>
      ["0", "1", "2", "3", "4"].map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`).replace(/\d+/, "n")),
    );
    await operation;
    expect(kinds).toEqual(["socket:[n]", "/dev/null", "socket:[n]", "socket:[n]", "socket:[n]"]);
  });

  it("given that it ended, is gone, and its secrets are still the caller's", async () => {
    const lent = secrets();
    const { publicKey } = await inStrongroom("seal", DRAFT, lent);
    expect(running()).toEqual([]);
    expect(lent.password.revealText()).toBe(PASSWORD);
    expect(publicKey.address).toMatch(/^0x/);
  });

  it("can neither write, start programs and threads, load native code, nor read beyond the program", async () => {
    const folder = await temporaryFolder();
    const operation = seal();
    const [program = "", ...rest] = await lookingAt(operation, (pid) =>
      processFile(pid, "cmdline").split("\0").slice(0, -1),
    );
    await operation;
    const flags = rest.slice(0, -1);
    const tried = {
      write: `fs.writeFileSync(${JSON.stringify(join(folder, "leak"))}, "x")`,
      writeBesideItself: `fs.writeFileSync(${JSON.stringify(join(import.meta.dirname, "../../src/leak"))}, "x")`,
      read: `fs.readFileSync("/etc/hostname")`,
      readHome: `fs.readdirSync(${JSON.stringify(folder)})`,
      spawn: `require("node:child_process").spawnSync("/bin/true")`,
      thread: `new (require("node:worker_threads").Worker)("1", { eval: true })`,
      native: `process.dlopen({ exports: {} }, "/lib/none.node")`,
      debugger: `require("node:inspector").open(0)`,
    };
    const code = `
      const fs = require("node:fs");
      const codes = {};
      const attempt = (name, run) => { try { run(); codes[name] = "done"; } catch (error) { codes[name] = error.code; } };
      ${Object.entries(tried)
        .map(([name, action]) => `attempt(${JSON.stringify(name)}, () => ${action});`)
        .join("\n")}
      fs.writeSync(1, JSON.stringify(codes));
      process.exit(0);`;
    // The very flags that the operation's process was seen to have, with another program.
    const { stdout } = spawnSync(program, [...flags, "--input-type=commonjs", "--eval", code], {
      encoding: "utf8",
      env: {},
    });
    expect(JSON.parse(stdout)).toEqual({
      write: "ERR_ACCESS_DENIED",
      writeBesideItself: "ERR_ACCESS_DENIED",
      read: "ERR_ACCESS_DENIED",
      readHome: "ERR_ACCESS_DENIED",
      spawn: "ERR_ACCESS_DENIED",
      thread: "ERR_ACCESS_DENIED",
      native: "ERR_DLOPEN_DISABLED",
      debugger: "ERR_ACCESS_DENIED",
    });
    expect(existsSync(join(folder, "leak"))).toBe(false);
  });

  it("given kill -9 in the middle, says that it is broken, and by what", async () => {
    const operation = seal();
    await lookingAt(operation, (pid) => process.kill(pid, "SIGKILL"));
    const error = await refusal(() => operation);
    expect(error.code).toBe("Strongroom.Broken");
    expect(error.details).toMatchObject({ operation: "seal", signal: "SIGKILL" });
    expect(running()).toEqual([]);
  });
});

describe("inStrongroom", () => {
  it("given an operation that does not end in time, kills it and says so", async () => {
    const error = await refusal(() => seal(1));
    expect(error.code).toBe("Strongroom.TimedOut");
    expect(error.details).toEqual({ operation: "seal", limit: 1 });
  });

  it("given an error of the project's own, passes it on as it is", async () => {
    const { v3 } = await seal();
    const error = await refusal(() => inStrongroom("open", { v3 }, { password: Secret.text("another") }));
    expect(error.code).toBe("Keystore.WrongPassword");
    expect(error.fix).not.toBe("");
  });

  it("given an error of a library, names its kind and quotes nothing of it", async () => {
    const { v3 } = await seal();
    const digest = `0x${"quoted-by-noble-7731".padEnd(64, "!")}` as const;
    const { password } = secrets();
    const error = await refusal(() => inStrongroom("sign", { v3, curve: "secp256k1", digest }, { password }));
    expect(error.code).toBe("Strongroom.Failed");
    const shown = JSON.stringify(report(error)) + String(error.stack);
    expect(shown).toMatch(/failed within \(\w*Error\)/);
    for (const secret of ["quoted-by-noble", PASSWORD, KEY]) expect(shown.includes(secret)).toBe(false);
  });

  it("given an operation that does not exist, fails within and runs nothing", async () => {
    const error = await refusal(() => inStrongroom("reveal" as "seal", DRAFT, secrets()));
    expect(error.code).toBe("Strongroom.Failed");
  });

  it("given several at once, each gets its own answer", async () => {
    const made = await Promise.all(
      [0, 1, 2].map(() => inStrongroom("make", DRAFT, { password: Secret.text(PASSWORD) })),
    );
    expect(new Set(made.map(({ publicKey }) => publicKey.address)).size).toBe(3);
  });
});
