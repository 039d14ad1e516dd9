import { readdir, readFile, readlink } from "node:fs/promises";
import { networkInterfaces } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { BaseError } from "../errors.ts";
import { assertSafeFolder } from "../secret-files.ts";
import { type Medium, mediumOf } from "./medium.ts";

/**
 * What was found on a machine, before anybody judges it. `null`: it could not be told, which is not the same as none.
 * Nothing here is secret, and nothing is asked of other programs.
 */
export type Facts = {
  readonly platform: string;
  readonly node: string;
  /** Where memory is swapped to; `encrypted` is true for memory that is compressed in place, too. */
  readonly swaps: readonly { readonly device: string; readonly encrypted: boolean | null }[] | null;
  /** Soft limit for core dumps in bytes; Infinity without one. */
  readonly coreLimit: number | null;
  /** A file's name, or a program after `|`. */
  readonly corePattern: string | null;
  /** Interfaces besides loopback that have an address. */
  readonly interfaces: readonly string[];
  /** The folder of the keys. `problem`: why it is no place for secrets. */
  readonly folder: { readonly path: string; readonly problem: string | null; readonly medium: Medium };
  /** UNIX seconds. */
  readonly now: number;
  /** UNIX seconds before which this program did not exist. */
  readonly notBefore: number;
  /** Terminals that are open besides this program's own. */
  readonly otherTerminals: number | null;
  /** The process that traces this one, such as a debugger; 0 if none does. */
  readonly tracer: number | null;
  /** Yama's setting: from 1 on, a process reads another's memory only if it started it. */
  readonly ptraceScope: number | null;
  /** Variables of the environment by which foreign code gets into this process. */
  readonly injected: readonly string[];
  /** The source the kernel reads hardware randomness from, or the processor's instruction. */
  readonly hardwareRandom: string | null;
  /** Whether another system runs this one, and could read its memory. */
  readonly virtual: "hypervisor" | "container" | "none" | null;
};

/** Variables that make Node or the loader run other code. */
const INJECTING = [
  "LD_PRELOAD",
  "LD_LIBRARY_PATH",
  "LD_AUDIT",
  "NODE_OPTIONS",
  "NODE_PATH",
  "DYLD_INSERT_LIBRARIES",
];

/**
 * @param at.root Where the system's files lie; `/` but for tests
 * @param at.notBefore UNIX seconds, such as of this version's release
 */
export async function gather(
  folder: string,
  at: { readonly root?: string; readonly notBefore: number; readonly env?: NodeJS.ProcessEnv },
): Promise<Facts> {
  const root = at.root ?? "/";
  const read = (path: string) => textOf(join(root, path));
  const [limits, status, cpu] = [
    await read("proc/self/limits"),
    await read("proc/self/status"),
    await read("proc/cpuinfo"),
  ];
  return {
    platform: process.platform,
    node: process.versions.node,
    swaps: await swapsOf(root, await read("proc/swaps")),
    coreLimit: coreLimitOf(limits),
    corePattern: (await read("proc/sys/kernel/core_pattern"))?.trim() ?? null,
    interfaces: Object.entries(networkInterfaces()).flatMap(([name, all]) =>
      all?.some(({ internal }) => !internal) ? [name] : [],
    ),
    folder: { path: folder, problem: await problemOf(folder), medium: await mediumOf(folder, root) },
    now: Math.floor(Date.now() / 1000),
    notBefore: at.notBefore,
    otherTerminals: await otherTerminals(root),
    tracer: numberIn(status, /^TracerPid:\s*(\d+)/m),
    ptraceScope: numberIn(await read("proc/sys/kernel/yama/ptrace_scope"), /^(\d)/),
    injected: INJECTING.filter((name) => (at.env ?? process.env)[name]),
    hardwareRandom: await hardwareRandom(read, cpu),
    virtual: await virtualOf(root, cpu),
  };
}

async function swapsOf(root: string, text: string | null): Promise<Facts["swaps"]> {
  if (text === null) return null;
  const devices = text
    .split("\n")
    .slice(1)
    .flatMap((line) => line.split(/\s+/)[0] || []);
  return Promise.all(
    devices.map(async (device) => {
      if (device.startsWith("/dev/zram")) return { device, encrypted: true };
      // A file lies wherever its folder does; a partition is a device itself.
      const medium = await mediumOf(device, root);
      return { device, encrypted: medium.kind === "memory" ? true : medium.encrypted };
    }),
  );
}

function coreLimitOf(limits: string | null): number | null {
  const soft = limits === null ? undefined : /^Max core file size\s+(\S+)/m.exec(limits)?.[1];
  if (soft === undefined) return null;
  return soft === "unlimited" ? Number.POSITIVE_INFINITY : Number(soft);
}

/** Of a folder that is yet to be made, the one it will be made in is judged. */
async function problemOf(folder: string): Promise<string | null> {
  try {
    await assertSafeFolder(folder);
    return null;
  } catch (error) {
    if (!(error instanceof BaseError)) throw error;
    const above = dirname(resolve(folder));
    const isMissing = error.code === "Files.NotFound" && above !== resolve(folder);
    return isMissing ? problemOf(above) : error.message;
  }
}

async function otherTerminals(root: string): Promise<number | null> {
  try {
    const open = (await readdir(join(root, "dev/pts"))).filter((name) => /^\d+$/.test(name));
    const own = await readlink(join(root, "proc/self/fd/0")).catch(() => "");
    const name = relative("/dev/pts", own);
    return open.filter((one) => one !== name).length;
  } catch {
    return null;
  }
}

async function hardwareRandom(
  read: (path: string) => Promise<string | null>,
  cpu: string | null,
): Promise<string | null> {
  const device = (await read("sys/class/misc/hw_random/rng_current"))?.trim();
  if (device !== undefined && device !== "" && device !== "none") return device;
  return flagsOf(cpu)?.find((flag) => flag === "rdseed" || flag === "rdrand") ?? null;
}

async function virtualOf(root: string, cpu: string | null): Promise<Facts["virtual"]> {
  if ((await textOf(join(root, ".dockerenv"))) !== null) return "container";
  const first = await textOf(join(root, "proc/1/environ"));
  if (first !== null && /(^|\0)container=/.test(first)) return "container";
  const flags = flagsOf(cpu);
  if (flags === null) return null;
  return flags.includes("hypervisor") ? "hypervisor" : "none";
}

function flagsOf(cpu: string | null): string[] | null {
  return cpu === null ? null : (/^flags\s*:\s*(.*)$/m.exec(cpu)?.[1]?.split(" ") ?? null);
}

function numberIn(text: string | null, pattern: RegExp): number | null {
  const found = text === null ? undefined : pattern.exec(text)?.[1];
  return found === undefined ? null : Number(found);
}

async function textOf(path: string): Promise<string | null> {
  return readFile(path, "utf8").catch(() => null);
}
