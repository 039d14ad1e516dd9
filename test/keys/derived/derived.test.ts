import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { report } from "../../../src/errors.ts";
import { type Derived, deriveAgain, deriveFrom } from "../../../src/keys/derived/store.ts";
import { generatePassphrase, KEY_WORDS, passphraseBits } from "../../../src/keys/passphrase.ts";
import { Secret } from "../../../src/keys/secret.ts";
import { drill } from "../../../src/keys/store.ts";
import { refusal } from "../refusal.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const PASSWORD = "velour-3381-Canyon-brisk";
const PASSPHRASE = "ladle-quiver-ozone-brick-tundra-mirth-hazel-pivot-ember-slate-willow-crypt";
const light = { cost: "light" } as const;
const password = () => Secret.text(PASSWORD);
const passphrase = () => Secret.text(PASSPHRASE);

let folder: string;
let made: Derived;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "conclave-"));
  const target = { ...light, folder, label: "ana", holder: "Ana", password: password() };
  made = await deriveFrom(passphrase(), target, { context: "treasury" });
});
afterAll(() => rm(folder, { recursive: true }));

describe("a key derived from a passphrase", () => {
  it("is a keystore with a record beside it, which holds no secret", async () => {
    expect((await readdir(folder)).sort()).toEqual(["ana.derivation.json", "ana.json"]);
    await drill(made.path, password(), made.point);
    const text = await readFile(made.record, "utf8");
    if (process.platform !== "win32") expect((await stat(made.record)).mode & 0o777).toBe(0o600);
    expect(text).not.toMatch(/ladle|velour/);
    expect(JSON.parse(text)).toMatchObject({
      format: "conclave-derivation",
      context: "treasury",
      address: made.address,
      entropy: { known: "estimated", bits: expect.any(Number) },
    });
  });

  it("is derived again by passphrase and record; not by another passphrase, and nothing is written then", async () => {
    const again = { ...light, folder: await temporaryFolder(), label: "again", password: password() };
    const error = await refusal(() => deriveAgain(made.record, Secret.text(`${PASSPHRASE}x`), again));
    expect(error.code).toBe("Derivation.OtherKey");
    expect(error.details).toEqual({ expected: made.point });
    expect(JSON.stringify(report(error))).not.toContain("ladle");
    expect(await readdir(again.folder)).toEqual([]);
    expect((await deriveAgain(made.record, passphrase(), again)).address).toBe(made.address);
  });

  it.each([
    ["salt", { salt: "00".repeat(32) }],
    ["context", { context: "payroll" }],
    ["cost", { scrypt: { n: 8192, r: 8, p: 1 } }],
    ["curve", { curve: "P-256" }],
  ])("given a record with another %s, is not derived", async (_, change) => {
    const own = await temporaryFolder();
    const path = join(own, "record.json");
    await writeFile(path, JSON.stringify({ ...JSON.parse(await readFile(made.record, "utf8")), ...change }));
    const target = { ...light, folder: join(own, "keys"), label: "x", password: password() };
    expect((await refusal(() => deriveAgain(path, passphrase(), target))).code).toBe("Derivation.OtherKey");
  });

  it("given the same passphrase again, is another key: the salt is new, and so is the context", async () => {
    const own = await temporaryFolder();
    const target = { ...light, folder: own, label: "a", password: password() };
    const other = await deriveFrom(passphrase(), target, { context: "treasury", curve: "P-256" });
    expect(other.point).not.toBe(made.point);
  });

  it("given fewer than 128 bits, is refused: also what suffices for a keystore", async () => {
    const own = await temporaryFolder();
    const target = { ...light, folder: own, label: "a", password: password() };
    // The second has 88 bits; the estimator by itself says 121.
    for (const text of ["gravel-9117-Umbrella-ostrich", "sad-this-charge-spy-capital-cheese-huge-hurdle"]) {
      const error = await refusal(() => deriveFrom(Secret.text(text), target));
      expect(error.code).toBe("Password.TooWeak");
      expect(error.details).toMatchObject({ wanted: 128 });
    }
    const counted = await refusal(() =>
      deriveFrom(generatePassphrase(), target, { counted: passphraseBits() }),
    );
    expect(counted.code).toBe("Derivation.TooFewBits");
    expect(counted.details).toEqual({ bits: 88, wanted: 128 });
    expect(await readdir(own)).toEqual([]);
  });

  it("given twelve words that were generated here, counts them: 132 bits", async () => {
    const own = await temporaryFolder();
    const target = { ...light, folder: own, label: "a", password: password() };
    const counted = passphraseBits(KEY_WORDS);
    const { record } = await deriveFrom(generatePassphrase(KEY_WORDS), target, { counted });
    expect(JSON.parse(await readFile(record, "utf8"))).toMatchObject({
      entropy: { known: "counted", bits: 132 },
    });
  });

  it("given that the keystore cannot be written, leaves no record; given a record already, no keystore", async () => {
    const target = { ...light, folder, label: "ana", password: password() };
    expect((await refusal(() => deriveFrom(passphrase(), target))).code).toBe("Files.Exists");
    const own = await temporaryFolder();
    await writeFile(join(own, "b.json"), "{}");
    const blocked = { ...target, folder: own, label: "b" };
    expect((await refusal(() => deriveFrom(passphrase(), blocked))).code).toBe("Files.Exists");
    expect(await readdir(own)).toEqual(["b.json"]);
  });
});
