import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { gather } from "../../src/ceremony/facts.ts";
import { mediumOf } from "../../src/ceremony/medium.ts";
import { temporaryFolder } from "../keys/temporary-folder.ts";
import { GOOD, machine } from "./machine.ts";

const notBefore = 1_700_000_000;
const facts = async (content: Readonly<Record<string, string>>, env: NodeJS.ProcessEnv = {}) =>
  gather(await temporaryFolder(), { root: await machine(content), notBefore, env });

describe("facts of a machine", () => {
  test("given one that is fit, are read from the kernel's files", async () => {
    expect(await facts(GOOD)).toMatchObject({
      swaps: [],
      coreLimit: 0,
      corePattern: "core",
      folder: { problem: null },
      notBefore,
      otherTerminals: 0,
      tracer: 0,
      ptraceScope: 2,
      injected: [],
      hardwareRandom: "tpm-rng-0",
      virtual: "none",
    });
  });

  test("given a machine that tells nothing, are unknown, not none", async () => {
    expect(await facts({})).toMatchObject({
      swaps: null,
      coreLimit: null,
      corePattern: null,
      otherTerminals: null,
      tracer: null,
      ptraceScope: null,
      hardwareRandom: null,
      virtual: null,
    });
  });

  test("given swap on a plain partition, on an encrypted one and in memory, tells which is which", async () => {
    const found = await facts({
      ...GOOD,
      "proc/swaps":
        "Filename\tType\tSize\tUsed\tPriority\n/dev/sda2 partition 1 0 -2\n/dev/dm-1 partition 1 0 -3\n/dev/zram0 partition 1 0 5\n",
      "sys/class/block/sda2@": "sys/devices/sda2",
      "sys/class/block/dm-1@": "sys/devices/dm-1",
      "sys/devices/dm-1/dm/uuid": "CRYPT-PLAIN-swap\n",
    });
    // Devices that this machine does not have are looked for by name.
    expect(found.swaps).toEqual([
      { device: "/dev/sda2", encrypted: false },
      { device: "/dev/dm-1", encrypted: true },
      { device: "/dev/zram0", encrypted: true },
    ]);
  });

  test("given a debugger, unlimited cores for a program, foreign code and a hypervisor, tells each", async () => {
    const found = await facts(
      {
        ...GOOD,
        "proc/self/status": "TracerPid:\t4711\n",
        "proc/self/limits": "Max core file size        unlimited            unlimited            bytes\n",
        "proc/sys/kernel/core_pattern": "|/usr/lib/systemd/systemd-coredump %P\n",
        "proc/cpuinfo": "flags\t\t: fpu hypervisor\n",
        "sys/class/misc/hw_random/rng_current": "none\n",
        "dev/pts/0": "",
        "dev/pts/3": "",
      },
      { LD_PRELOAD: "/tmp/x.so", NODE_OPTIONS: "", NODE_PATH: "/x" },
    );
    expect(found).toMatchObject({
      tracer: 4711,
      coreLimit: Number.POSITIVE_INFINITY,
      corePattern: "|/usr/lib/systemd/systemd-coredump %P",
      virtual: "hypervisor",
      hardwareRandom: null,
      otherTerminals: 2,
      injected: ["LD_PRELOAD", "NODE_PATH"],
    });
  });

  test("given a container, says so whatever the processor says", async () => {
    expect((await facts({ ...GOOD, ".dockerenv": "" })).virtual).toBe("container");
    expect((await facts({ ...GOOD, "proc/1/environ": "container=lxc\0" })).virtual).toBe("container");
  });

  test.skipIf(process.platform === "win32")("given a folder that others may write to, says why", async () => {
    const folder = await temporaryFolder();
    await chmod(folder, 0o777);
    const found = await gather(folder, { root: await machine(GOOD), notBefore });
    expect(found.folder.problem).toContain("may write to it");
    const later = await gather(join(folder, "keys", "more"), { root: await machine(GOOD), notBefore });
    expect(later.folder.problem).toContain("may write to it");
  });
});

describe("what a folder lies on", () => {
  const line = (point: string, device: string, filesystem: string) =>
    `36 35 ${device} / ${point} rw,noatime shared:1 - ${filesystem} /dev/x rw`;

  test("the longest mount counts, and of two on one point the later", async () => {
    const root = await machine({
      "proc/self/mountinfo": [
        line("/", "8:1", "ext4"),
        line("/tmp", "0:40", "tmpfs"),
        line("/tmpfoo", "8:1", "ext4"),
        line("/usr", "8:2", "xfs"),
        line("/usr", "0:41", "ramfs"),
      ].join("\n"),
      "sys/dev/block/8:1@": "sys/devices/sda1",
    });
    expect(await mediumOf("/tmp/not/yet/there", root)).toEqual({
      kind: "memory",
      filesystem: "tmpfs",
      encrypted: null,
    });
    expect(await mediumOf("/usr", root)).toMatchObject({ kind: "memory", filesystem: "ramfs" });
    expect(await mediumOf("/", root)).toEqual({ kind: "disk", filesystem: "ext4", encrypted: false });
  });

  test("given logical volumes, they are encrypted if all that is below them is", async () => {
    const content = {
      "proc/self/mountinfo": line("/", "254:3", "ext4"),
      "sys/dev/block/254:3@": "sys/devices/dm-3",
      "sys/devices/dm-3/dm/uuid": "LVM-abc\n",
      "sys/devices/dm-3/slaves/dm-0@": "sys/devices/dm-0",
      "sys/devices/dm-0/dm/uuid": "CRYPT-LUKS2-abc\n",
    };
    expect((await mediumOf("/", await machine(content))).encrypted).toBe(true);
    const mixed = { ...content, "sys/devices/dm-3/slaves/sdb1@": "sys/devices/sdb1" };
    expect((await mediumOf("/", await machine(mixed))).encrypted).toBe(false);
  });

  test("given a mount point with a space, or no list of mounts, is found or unknown", async () => {
    const root = await machine({ "proc/self/mountinfo": line("/a\\040b", "0:1", "tmpfs") });
    expect((await mediumOf("/", root)).kind).toBe("unknown");
    expect(await mediumOf("/", await machine({}))).toEqual({
      kind: "unknown",
      filesystem: "unknown",
      encrypted: null,
    });
  });
});
