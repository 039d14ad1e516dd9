import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { drill } from "../../src/backup/drill.ts";
import { parseManifest } from "../../src/backup/manifest.ts";
import { openFiles, type Sealed, type SealRequest, sealFiles } from "../../src/backup/sealed-files.ts";
import { type SealedFiles, sealedFiles } from "../../src/keys/sealed-set.ts";
import { choose } from "../../src/keys/shape.ts";
import type { Saved } from "../../src/keys/store.ts";
import { refusal } from "../keys/refusal.ts";
import { temporaryFolder } from "../keys/temporary-folder.ts";
import { SOUND } from "./manifest.ts";
import { CREATED, expectAbsent, filesBelow, keyIn, PEOPLE, password } from "./stage.ts";

const NOTE = "the notary is called Quillfeather Brandywine";
let folder: string;
let key: Saved;
let sealed: Sealed;

async function seal(more: Partial<SealRequest> = {}): Promise<Sealed> {
  const at = await mkdtemp(join(folder, "sealed-"));
  return sealFiles({
    path: join(folder, "keys"),
    people: PEOPLE,
    threshold: 2,
    out: join(at, "sealed.json"),
    shares: join(at, "shares"),
    created: CREATED,
    ...more,
  });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "conclave-"));
  key = await keyIn(folder);
  await mkdir(join(folder, "keys", "notes"));
  await writeFile(join(folder, "keys", "notes", "notary.txt"), NOTE);
  await writeFile(join(folder, "keys", "empty"), "");
  sealed = await seal();
  return () => rm(folder, { recursive: true });
});

const pick = (...at: number[]) => at.flatMap((index) => sealed.files[index] ?? []);
const contents = async (of: string) =>
  [...(await filesBelow(of))].map(([path, text]) => [path.slice(of.length), text]);

/** A share file whose text is another. */
async function changed(file: string, change: (text: string) => string): Promise<string> {
  const path = join(await temporaryFolder(), "changed.txt");
  await writeFile(path, change(await readFile(file, "utf8")), { mode: 0o600 });
  return path;
}

/** The sealed file with one part of it altered. */
async function altered(change: (sealed: SealedFiles) => SealedFiles): Promise<string> {
  const path = join(await temporaryFolder(), "sealed.json");
  const whole = sealedFiles.parse(JSON.parse(await readFile(sealed.sealed, "utf8")));
  await writeFile(path, JSON.stringify(change(whole)));
  return path;
}

describe("sealFiles and openFiles", () => {
  it("show names and sizes, and nothing of the content", async () => {
    expect(sealed.header).toMatchObject({
      threshold: 2,
      shares: [{ name: "Ana" }, { name: "Ben" }, { name: "Cleo" }],
      files: [
        { path: "ana.json" },
        { path: "empty", size: 0 },
        { path: "notes/notary.txt", size: NOTE.length },
      ],
    });
    expectAbsent(await readFile(sealed.sealed, "utf8"), [
      NOTE,
      key.address.slice(2),
      Buffer.from(NOTE).toString("base64"),
    ]);
    if (process.platform !== "win32")
      for (const file of sealed.files) expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readFile(sealed.files[1] ?? "", "utf8")).toContain(
      "# Share 2 of 3 for Ben: any 2 open the sealed files\n",
    );
  });

  it("given any two or three shares, give all files back; given one, say how many are missing", async () => {
    for (const at of [...choose(3, 2), ...choose(3, 3)]) {
      const out = join(await temporaryFolder(), "opened");
      const { shares } = await openFiles(sealed.sealed, { files: pick(...at) }, out);
      expect(shares.map(({ index }) => index - 1)).toEqual(at);
      expect(await contents(out)).toEqual(await contents(join(folder, "keys")));
      if (process.platform !== "win32")
        expect((await stat(join(out, "notes/notary.txt"))).mode & 0o777).toBe(0o600);
    }
    const at = await temporaryFolder();
    const error = await refusal(() => openFiles(sealed.sealed, { files: pick(2) }, join(at, "opened")));
    expect([error.code, error.details]).toEqual([
      "Share.TooFew",
      { given: 1, missing: [{ group: 1, needed: 1 }] },
    ]);
    expect(await readdir(at)).toEqual([]);
  });

  it("given a corrupted, foreign, repeated or forged share, name it and write nothing", async () => {
    const other = await seal();
    const digit = (text: string) =>
      text.replace(/:([0-9a-f])([0-9a-f]{65}):/, (_, a, rest) => `:${a === "0" ? "1" : "0"}${rest}:`);
    const foreign = other.files.slice(1, 2);
    const cases: [string[], string, unknown][] = [
      [
        [...pick(0), await changed(sealed.files[1] ?? "", digit)],
        "Share.Unreadable",
        expect.objectContaining({ share: "changed.txt" }),
      ],
      [
        [...pick(0), await changed(sealed.files[1] ?? "", () => "words words")],
        "Share.Unreadable",
        expect.objectContaining({ share: "changed.txt" }),
      ],
      [
        [...pick(0), ...foreign],
        "Share.OtherSet",
        { wanted: sealed.header.set, shares: [{ share: "share-2-Ben.txt", set: other.header.set }] },
      ],
      [
        [...pick(0), await changed(sealed.files[0] ?? "", (text) => text)],
        "Share.Repeated",
        { shares: ["share-1-Ana.txt", "changed.txt"] },
      ],
    ];
    for (const [files, code, details] of cases) {
      const at = await temporaryFolder();
      const error = await refusal(() => openFiles(sealed.sealed, { files }, join(at, "opened")));
      expect([error.code, error.details]).toEqual([code, details]);
      expect(await readdir(at)).toEqual([]);
    }
    const forged = await altered((whole) => ({
      ...whole,
      header: {
        ...whole.header,
        shares: whole.header.shares.map((share, at) =>
          at === 1 ? { ...share, digest: "0".repeat(64) } : share,
        ),
      },
    }));
    const error = await refusal(() => openFiles(forged, { files: pick(0, 1) }, join(folder, "never")));
    expect([error.code, error.details]).toEqual(["Share.Altered", { shares: ["share-2-Ben.txt"] }]);
  });

  it("given a sealed file altered anywhere, refuse and write nothing", async () => {
    const flip = (hex: string) => (hex.startsWith("0") ? "1" : "0") + hex.slice(1);
    const files = (whole: SealedFiles) => whole.header.files;
    const changes: ((whole: SealedFiles) => SealedFiles)[] = [
      (whole) => ({ ...whole, tag: flip(whole.tag) }),
      (whole) => ({ ...whole, nonce: flip(whole.nonce) }),
      (whole) => ({ ...whole, commitment: flip(whole.commitment) }),
      (whole) => ({ ...whole, ciphertext: Buffer.from("other").toString("base64") }),
      (whole) => ({ ...whole, header: { ...whole.header, created: "2027-01-01T00:00:00.000Z" } }),
      (whole) => ({
        ...whole,
        header: { ...whole.header, files: files(whole).map((file) => ({ ...file, path: `x-${file.path}` })) },
      }),
      (whole) => ({
        ...whole,
        header: { ...whole.header, files: files(whole).map((file) => ({ ...file, size: 1 })) },
      }),
    ];
    for (const change of changes) {
      const at = await temporaryFolder();
      const path = await altered(change);
      const error = await refusal(() => openFiles(path, { files: pick(0, 1) }, join(at, "opened")));
      expect([error.code, error.details]).toEqual(["Sealed.Altered", { set: sealed.header.set }]);
      expect(await readdir(at)).toEqual([]);
    }
  });

  it.each(["../out", "/etc/out", "a/../../out", ".hidden", "a//b", "a\\b", "", "C:\\x"])(
    "given a sealed file that would write to %j, refuse before anything is read",
    async (path) => {
      const bad = await altered((whole) => ({
        ...whole,
        header: { ...whole.header, files: [{ path, size: 0 }] },
      }));
      const error = await refusal(() => openFiles(bad, { files: pick(0, 1) }, join(folder, "never")));
      expect(error.code).toBe("Files.WrongShape");
    },
  );

  it("given a link, a hidden file, nothing, too few people, or places that are taken, refuse and leave nothing", async () => {
    const at = await temporaryFolder();
    await mkdir(join(at, "linked"));
    await symlink(key.path, join(at, "linked", "ana.json"));
    await mkdir(join(at, "hidden"));
    await writeFile(join(at, "hidden", ".secret"), "x");
    await mkdir(join(at, "nothing"));
    await writeFile(join(at, "taken"), "x");
    const before = await filesBelow(at);
    const out = { out: join(at, "sealed.json"), shares: join(at, "shares") };
    for (const more of [
      { path: join(at, "linked") },
      { path: join(at, "hidden") },
      { path: join(at, "nothing") },
      { path: join(at, "absent") },
      { people: ["Ana"], threshold: 1 },
      { threshold: 4 },
    ])
      expect((await refusal(() => seal({ ...out, ...more }))).code).toBe("Sealed.CannotSeal");
    expect((await refusal(() => seal({ ...out, out: join(at, "taken") }))).code).toBe("Files.Exists");
    expect((await refusal(() => seal({ ...out, shares: join(at, "taken") }))).code).toBe("Files.Exists");
    expect(await filesBelow(at)).toEqual(before);
    expect((await readdir(at)).sort()).toEqual(["hidden", "linked", "nothing", "taken"]);
  });
});

describe("drill", () => {
  it("given sealed files and their shares, opens the keystore in them, and leaves nothing behind", async () => {
    const text = SOUND.replaceAll('"7242"', `"${sealed.header.set}"`).replace(/0x0{38}a1/, key.address);
    const [entry] = parseManifest(text, "x").keys;
    if (entry === undefined) throw new Error("no key");
    const scratch = await temporaryFolder();
    const source = {
      kind: "sealed",
      path: sealed.sealed,
      source: { files: pick(2, 0) },
      password: password(),
    } as const;
    const { evidence } = await drill({ key: entry, source, at: CREATED, scratch });
    expect(evidence).toMatchObject({ address: key.address, copies: ["dan", "ben"], set: sealed.header.set });
    expect(await readdir(scratch)).toEqual([]);

    const notes = await seal({ path: join(folder, "keys", "notes") });
    const other = text.replaceAll(sealed.header.set, notes.header.set);
    const [second] = parseManifest(other, "x").keys;
    const lacking = { ...source, path: notes.sealed, source: { files: notes.files }, password: password() };
    const error = await refusal(() => drill({ key: second ?? entry, source: lacking, at: CREATED, scratch }));
    expect(error.code).toBe("Drill.NoKeystore");
    expect(await readdir(scratch)).toEqual([]);
  });
});
