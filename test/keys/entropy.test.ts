import { execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { accessSync, constants } from "node:fs";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha512 } from "@noble/hashes/sha2.js";
import { describe, expect, test } from "vitest";
import { report } from "../../src/errors.ts";
import { readDevice } from "../../src/keys/entropy/device.ts";
import { assertHealthy, criticalCount, ROLLS, readDice } from "../../src/keys/entropy/health.ts";
import { derive, type Part } from "../../src/keys/entropy/mix.ts";
import { Secret } from "../../src/keys/secret.ts";
import { drill, generateMixed } from "../../src/keys/store.ts";
import { inStrongroom } from "../../src/keys/strongroom/door.ts";
import { refusal } from "./refusal.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const PASSWORD = "pewter-canal-73-mangrove-sled";
/** Rolled by a program; the first 100 digits pass every test. */
const DICE =
  "4613352164253615243366125416235146532215643126543261144356252136415531264254163162453652134461526315".slice(
    0,
    ROLLS,
  );

const bytesOf = (text: string) => Buffer.from(text, "utf8");
const keyOf = (curve: "secp256k1" | "P-256", ...parts: Part[]) =>
  derive(curve, parts).secret.use((bytes) => bytes.toString("hex"));
const os = (fill: number): Part => ({ source: "os", bytes: Buffer.alloc(64, fill) });

describe("mixing", () => {
  test("is HKDF-SHA-512 over each source's name, length and bytes, as another implementation computes it", () => {
    const parts: Part[] = [
      os(1),
      { source: "hwrng", bytes: Buffer.alloc(512, 2) },
      { source: "dice", bytes: bytesOf(DICE) },
    ];
    const sized = (bytes: Uint8Array) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(bytes.length);
      return Buffer.concat([length, bytes]);
    };
    const material = Buffer.concat(
      parts.flatMap(({ source, bytes }) => [sized(bytesOf(source)), sized(bytes)]),
    );
    const okm = hkdf(sha512, material, bytesOf("Conclave key generation, version 1"), bytesOf("P-256/0"), 32);
    expect(keyOf("P-256", ...parts)).toBe(Buffer.from(okm).toString("hex"));
    expect(derive("P-256", parts).rejected).toBe(0);
  });

  test("given any source that differs, the curve, or where one source ends, gives another key", () => {
    const dice = (text: string): Part => ({ source: "dice", bytes: bytesOf(text) });
    const keys = [
      keyOf("secp256k1", os(1), dice("12")),
      keyOf("secp256k1", os(2), dice("12")),
      keyOf("secp256k1", os(1), dice("13")),
      keyOf("secp256k1", os(1), dice("1"), dice("2")),
      keyOf("secp256k1", os(1)),
      keyOf("secp256k1", { ...os(1), source: "hwrng" }),
      keyOf("P-256", os(1), dice("12")),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });
});

/** 1 + the least k whose cumulative probability reaches 1 − 2^−20, in whole numbers. */
function exactCriticalCount(n: number, onein: bigint): number {
  const total = onein ** BigInt(n);
  let below = 0n;
  let choose = 1n;
  for (let count = 0; count <= n; count++) {
    if ((total - below) << 20n <= total) return count;
    below += choose * (onein - 1n) ** BigInt(n - count);
    choose = (choose * BigInt(n - count)) / BigInt(count + 1);
  }
  return n + 1;
}

describe("health tests", () => {
  test.each([
    [512, 16n],
    [100, 4n],
    [333, 4n],
    [1, 16n],
  ])("the cutoff for %d samples, one in %d, is the binomial distribution's", (n, onein) => {
    expect(criticalCount(n, 1 / Number(onein))).toBe(exactCriticalCount(n, onein));
  });

  test("good bytes pass, whatever they are", () => {
    for (let i = 0; i < 200; i++) assertHealthy(randomBytes(1_000), "hwrng");
    readDice(bytesOf(DICE));
  });

  test.each([
    ["stuck", Buffer.alloc(512)],
    [
      "stuck for six bytes in the middle",
      Buffer.concat([randomBytes(200), Buffer.alloc(6, 7), randomBytes(306)]),
    ],
    [
      "giving one value every fourth time",
      Buffer.from(randomBytes(512).map((byte, i) => (i % 4 === 0 ? 9 : byte))),
    ],
  ])("given a device that is %s, refuses it", async (_, bytes) => {
    const error = await refusal(() => assertHealthy(bytes, "hwrng"));
    expect(error.code).toBe("Entropy.Unhealthy");
    expect(error.details).toMatchObject({ source: "hwrng" });
  });

  test("dice may be typed with spaces and line breaks", () => {
    const spaced = DICE.replace(/(\d{5})(\d{5})/g, "$1 $2\r\n");
    expect(readDice(bytesOf(spaced)).toString()).toBe(DICE);
  });

  test.each([
    ["too few", DICE.slice(1), "Entropy.BadDice"],
    ["a seven", `7${DICE}`, "Entropy.BadDice"],
    ["letters", "a".repeat(120), "Entropy.BadDice"],
    ["far too many", DICE.repeat(50), "Entropy.BadDice"],
    ["the digits in a row", "123456".repeat(20), "Entropy.Unhealthy"],
    ["a long sequence twice", DICE.slice(0, 60).repeat(2), "Entropy.Unhealthy"],
    ["no six", DICE.replaceAll("6", "2"), "Entropy.Unhealthy"],
    ["one face nearly always", `123456${"1".repeat(5)}2`.repeat(8) + DICE.slice(0, 4), "Entropy.Unhealthy"],
    ["one key held down", `${DICE.slice(0, 90)}${"4".repeat(12)}`, "Entropy.Unhealthy"],
  ])("given dice with %s, refuses them and quotes none", async (_, text, code) => {
    const error = await refusal(() => readDice(bytesOf(text)));
    expect(error.code).toBe(code);
    expect(JSON.stringify(report(error))).not.toMatch(/[1-6]{4}/);
  });
});

describe.skipIf(process.platform === "win32")("a device", () => {
  test("is read once it gives enough", async () => {
    const path = join(await temporaryFolder(), "rng");
    const bytes = randomBytes(600);
    await writeFile(path, bytes);
    expect(readDevice(path).equals(bytes.subarray(0, 512))).toBe(true);
  });

  test("given that it is not there, ends early, or says nothing, is refused", async () => {
    const folder = await temporaryFolder();
    const missing = await refusal(() => readDevice(join(folder, "none")));
    expect(missing.code).toBe("Entropy.SourceMissing");
    expect(missing.details).toMatchObject({ reason: "ENOENT" });
    await writeFile(join(folder, "short"), randomBytes(511));
    expect((await refusal(() => readDevice(join(folder, "short")))).code).toBe("Entropy.SourceSilent");
    const pipe = join(folder, "pipe");
    execFileSync("mkfifo", [pipe]);
    const holder = spawn("/bin/sh", ["-c", `exec 3<>"$0"; echo ready; read -r _`, pipe], {
      stdio: ["pipe", "pipe", "ignore"],
    });
    await new Promise((resolve) => holder.stdout.once("data", resolve));
    expect((await refusal(() => readDevice(pipe, 60))).code).toBe("Entropy.SourceSilent");
    holder.stdin.end("\n");
  });
});

describe("a key of several sources", () => {
  const target = (folder: string) =>
    ({
      label: "mixed",
      folder: join(folder, "keys"),
      password: Secret.text(PASSWORD),
      cost: "light",
    }) as const;

  test("is made of the system's, a device's and dice, and opens again", async () => {
    const folder = await temporaryFolder();
    const hwrng = join(folder, "rng");
    await writeFile(hwrng, randomBytes(512));
    const made = await generateMixed(
      { ...target(folder), curve: "P-256" },
      { hwrng, dice: Secret.text(DICE) },
    );
    expect(made).toMatchObject({ sources: ["os", "hwrng", "dice"], rejected: 0, curve: "P-256" });
    await drill(made.path, Secret.text(PASSWORD), made.point);
  });

  test("given the same device and the same dice, is another each time: the system's is always in", async () => {
    const folder = await temporaryFolder();
    const made = await Promise.all(
      ["a", "b"].map((label) => generateMixed({ ...target(folder), label }, { dice: Secret.text(DICE) })),
    );
    expect(made.map(({ sources }) => sources)).toEqual([
      ["os", "dice"],
      ["os", "dice"],
    ]);
    expect(new Set(made.map(({ address }) => address)).size).toBe(2);
  });

  test.each([
    ["a device that is not there", { hwrng: "none" }, "Entropy.SourceMissing"],
    ["a device that is stuck", { hwrng: "stuck" }, "Entropy.Unhealthy"],
    ["dice that nobody rolled", { dice: Secret.text("123456".repeat(20)) }, "Entropy.Unhealthy"],
  ])("given %s, is not made, and nothing is written", async (_, extra, code) => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "stuck"), Buffer.alloc(512, 4));
    const sources = "hwrng" in extra ? { hwrng: join(folder, extra.hwrng) } : extra;
    expect((await refusal(() => generateMixed(target(folder), sources))).code).toBe(code);
    expect(await readdir(folder)).toEqual(["stuck"]);
  });

  test("the process that makes it reads no file that the caller did not name, and no dice that were not lent", async () => {
    const folder = await temporaryFolder();
    const hwrng = join(folder, "rng");
    await writeFile(hwrng, randomBytes(512));
    const draft = {
      description: { label: "a", created: "2027-01-01T00:00:00.000Z" },
      curve: "P-256",
      cost: "light",
    } as const;
    const password = Secret.text(PASSWORD);
    const denied = await refusal(() =>
      inStrongroom("makeMixed", { ...draft, extra: { hwrng } }, { password }),
    );
    expect(denied.details).toMatchObject({ reason: "ERR_ACCESS_DENIED" });
    const none = await refusal(() =>
      inStrongroom("makeMixed", { ...draft, extra: { dice: true } }, { password }),
    );
    expect(none.code).toBe("Entropy.NoDice");
  });

  test.skipIf(!isReadable("/dev/hwrng"))("is made with this machine's hardware generator", async () => {
    const made = await generateMixed(target(await temporaryFolder()), { hwrng: "/dev/hwrng" });
    expect(made.sources).toEqual(["os", "hwrng"]);
  });
});

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    readDevice(path);
    return true;
  } catch {
    return false;
  }
}
