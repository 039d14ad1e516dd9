import { expect, test } from "vitest";
import { isFit, judge, PROFILES } from "../../src/ceremony/doctor.ts";
import type { Facts } from "../../src/ceremony/facts.ts";

const FIT: Facts = {
  platform: "linux",
  node: "24.21.0",
  swaps: [],
  coreLimit: 0,
  corePattern: "core",
  interfaces: [],
  folder: { path: "keys", problem: null, medium: { kind: "disk", filesystem: "ext4", encrypted: true } },
  now: 1_800_000_000,
  notBefore: 1_790_000_000,
  otherTerminals: 0,
  tracer: 0,
  ptraceScope: 1,
  injected: [],
  hardwareRandom: "tpm-rng-0",
  virtual: "none",
};

/** A fact gone wrong: which check tells of it, and its verdicts for daily use, a ceremony, and one without network. */
const WRONG: readonly [
  id: string,
  facts: Partial<Facts>,
  daily: string,
  ceremony: string,
  airGapped: string,
][] = [
  ["swap", { swaps: [{ device: "/dev/sda2", encrypted: false }] }, "warning", "failure", "failure"],
  ["swap", { swaps: [{ device: "/dev/sda2", encrypted: null }] }, "unknown", "unknown", "unknown"],
  ["swap", { swaps: null }, "unknown", "unknown", "unknown"],
  ["core-dumps", { corePattern: "|/usr/bin/apport" }, "warning", "failure", "failure"],
  ["core-dumps", { corePattern: "|/usr/bin/apport", coreLimit: 1 }, "ok", "ok", "ok"],
  ["core-dumps", { coreLimit: 1 }, "ok", "ok", "ok"],
  ["core-dumps", { coreLimit: Number.POSITIVE_INFINITY }, "warning", "failure", "failure"],
  ["core-dumps", { corePattern: null }, "unknown", "unknown", "unknown"],
  ["network", { interfaces: ["eth0"] }, "ok", "warning", "failure"],
  [
    "folder",
    { folder: { ...FIT.folder, problem: "others may write to it" } },
    "failure",
    "failure",
    "failure",
  ],
  [
    "disk-encryption",
    { folder: { ...FIT.folder, medium: { kind: "disk", filesystem: "ext4", encrypted: false } } },
    "warning",
    "warning",
    "warning",
  ],
  [
    "disk-encryption",
    { folder: { ...FIT.folder, medium: { kind: "unknown", filesystem: "nfs", encrypted: null } } },
    "unknown",
    "unknown",
    "unknown",
  ],
  ["clock", { now: 1_700_000_000 }, "warning", "failure", "failure"],
  ["terminals", { otherTerminals: 2 }, "ok", "failure", "failure"],
  ["terminals", { otherTerminals: null }, "unknown", "unknown", "unknown"],
  ["tracer", { tracer: 4711 }, "failure", "failure", "failure"],
  ["tracer", { tracer: null }, "unknown", "unknown", "unknown"],
  ["ptrace", { ptraceScope: 0 }, "warning", "warning", "warning"],
  ["environment", { injected: ["LD_PRELOAD"] }, "warning", "failure", "failure"],
  ["hardware-random", { hardwareRandom: null }, "warning", "warning", "warning"],
  ["virtual-machine", { virtual: "hypervisor" }, "ok", "warning", "failure"],
  ["virtual-machine", { virtual: "container" }, "ok", "warning", "failure"],
  ["virtual-machine", { virtual: null }, "unknown", "unknown", "unknown"],
];

test.each(PROFILES)(
  "given a machine with nothing amiss, it is fit for %s, and nothing is to be done",
  (profile) => {
    const checks = judge(FIT, profile);
    expect(checks.map(({ verdict, fix }) => [verdict, fix])).toEqual(checks.map(() => ["ok", ""]));
    expect(isFit(checks, profile)).toBe(true);
  },
);

test.each(WRONG)(
  "%s, given %o: %s, %s, %s, with what to do, and all else stays good",
  (id, facts, ...verdicts) => {
    for (const [index, profile] of PROFILES.entries()) {
      const checks = judge({ ...FIT, ...facts }, profile);
      const one = checks.find((check) => check.id === id);
      expect(one?.verdict).toBe(verdicts[index]);
      if (one?.verdict !== "ok") expect(one?.fix).not.toBe("");
      expect(checks.filter((check) => check.id !== id && check.verdict !== "ok")).toEqual([]);
      const isStrict = profile !== "daily";
      const fails = one?.verdict === "failure" || (isStrict && one?.verdict === "unknown");
      expect(isFit(checks, profile)).toBe(!fails);
    }
  },
);

test("given the keys' folder in memory, it needs no encryption", () => {
  const folder = { ...FIT.folder, medium: { kind: "memory", filesystem: "tmpfs", encrypted: null } as const };
  expect(judge({ ...FIT, folder }, "air-gapped").find(({ id }) => id === "disk-encryption")?.verdict).toBe(
    "ok",
  );
});
