import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import hre from "hardhat";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { Secret } from "../../src/keys/secret.ts";
import { drill } from "../../src/keys/store.ts";
import { WORDS } from "../keys/seed/words.ts";
import { type Ran, refusalOf, run, valueFrom } from "./stage.ts";

const POSIX = process.platform !== "win32";

/** Commands that make and open seeds; none of them asks a chain. */
let folder: string;
const printed: string[] = [];
const at = (...names: string[]) => join(folder, ...names);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "conclave-seeds-"));
});
afterAll(() => rm(folder, { recursive: true }));

function task(id: readonly string[], args: Record<string, unknown>): Promise<Ran> {
  return run(hre, { printed }, id, { keys: at("keys"), ...args });
}

describe("seeds", () => {
  const PASSWORD = "saffron-7712-Glacier-ribbon";
  let common: Record<string, unknown>;

  beforeAll(async () => {
    await writeFile(at("seed-password"), `${PASSWORD}\n`, { mode: 0o600 });
    await writeFile(at("words"), `${WORDS}\n`, { mode: 0o600 });
    common = { passwordFile: at("seed-password") };
  });
  afterEach(() => {
    const [first, ...others] = WORDS.split(" ");
    for (const text of printed) {
      for (const secret of [PASSWORD, `${first} ${others[0]}`, ...words])
        expect(text.includes(secret)).toBe(false);
    }
  });
  /** Beginnings of other seeds' words. */
  const words: string[] = [];

  test("generate, words, check: what is written to a file is what the seed has", async () => {
    valueFrom(await task(["seed", "generate"], { ...common, label: "root", light: true, holder: "Ana" }));
    const out = at("root-words");
    valueFrom(await task(["seed", "words"], { ...common, label: "root", out, json: true }));
    if (POSIX) expect((await stat(out)).mode & 0o7777).toBe(0o600);
    const said = (await readFile(out, "utf8")).trim().split(" ");
    expect(said).toHaveLength(24);
    words.push(said.slice(0, 3).join(" "));
    valueFrom(await task(["seed", "check"], { ...common, label: "root", wordsFile: out }));
    const other = await task(["seed", "check"], { ...common, label: "root", wordsFile: at("words") });
    expect(refusalOf(other)).toBe("Task.OtherWords");
    const listed = valueFrom<{ seeds: unknown[] }>(await task(["seed", "list"], {}));
    expect(listed.seeds).toMatchObject([{ label: "root", words: 24, origin: "generated", holder: "Ana" }]);
    expect(JSON.stringify(listed)).not.toContain("sealed");
  });

  test("import: reads words from a file of the owner's own, and says that nobody knows how they were made", async () => {
    const made = await task(["seed", "import"], {
      ...common,
      label: "old",
      light: true,
      wordsFile: at("words"),
    });
    valueFrom(made);
    expect(made.err).toContain("nothing shows how these words were made");
    await writeFile(at("open-words"), WORDS, { mode: 0o644 });
    const open = await task(["seed", "import"], { ...common, label: "x", wordsFile: at("open-words") });
    if (POSIX) expect(refusalOf(open)).toBe("Files.OpenToOthers");
    const klingon = await task(["seed", "import"], {
      ...common,
      label: "x",
      wordsFile: at("words"),
      language: "klingon",
    });
    expect(refusalOf(klingon)).toBe("Task.NoSuchLanguage");
  });

  test("derive: a card that signs by the seed, or a keystore with a password of its own", async () => {
    const card = valueFrom<{ address: string }>(
      await task(["seed", "derive"], { ...common, seed: "old", label: "carl" }),
    );
    const passphraseOut = at("pass", "carla");
    const kept = valueFrom<{ address: string; path: string; point: `0x${string}` }>(
      await task(["seed", "derive"], {
        ...common,
        seed: "old",
        label: "carla",
        keystore: true,
        light: true,
        passphraseOut,
      }),
    );
    expect(kept.address).toBe(card.address);
    await drill(kept.path, Secret.text((await readFile(passphraseOut, "utf8")).trim()), kept.point);
    const shown = await task(["key", "list"], {});
    expect(shown.out).toMatch(/carl .*hd/);
  });

  test("derive: given a level that is not hardened, refuses; told to, warns", async () => {
    const soft = { ...common, seed: "old", label: "soft", path: "m/44'/60'/0'/0/0" };
    expect(refusalOf(await task(["seed", "derive"], soft))).toBe("Seed.NotHardened");
    const made = await task(["seed", "derive"], { ...soft, unhardened: true });
    valueFrom(made);
    expect(made.err).toContain("not hardened");
  });

  test("words and passwords: nobody at a terminal, a file beside the seeds, one that exists", async () => {
    const root = { ...common, label: "root" };
    expect(refusalOf(await task(["seed", "words"], root))).toBe("Task.NoTerminal");
    expect(refusalOf(await task(["seed", "check"], root))).toBe("Task.NoTerminal");
    expect(refusalOf(await task(["seed", "words"], { ...root, out: at("keys", "w") }))).toBe(
      "Passphrase.BesideKeys",
    );
    expect(refusalOf(await task(["seed", "words"], { ...root, out: at("words") }))).toBe("Files.Exists");
    expect((await readFile(at("words"), "utf8")).trim()).toBe(WORDS);
    await writeFile(at("wrong"), "not-it-at-all\n", { mode: 0o600 });
    const wrong = await task(["seed", "words"], {
      label: "root",
      passwordFile: at("wrong"),
      out: at("never"),
    });
    expect(refusalOf(wrong)).toBe("Seed.CannotOpen");
    expect(await readdir(folder)).not.toContain("never");
  });
});
