import {
  copyFile,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keccak256, toBytes } from "viem";
import { beforeAll, describe, expect, it } from "vitest";
import { type DrillRequest, type DrillSource, drill } from "../../src/backup/drill.ts";
import { type DrillRecord, drillRecord, signDrill, verifyDrill } from "../../src/backup/drill-record.ts";
import { parseManifest } from "../../src/backup/manifest.ts";
import { withDestroyed } from "../../src/backup/manifest-edit.ts";
import { backedKey, noteDestroyed, noteDrill } from "../../src/backup/note.ts";
import { readDrill } from "../../src/backup/read-drill.ts";
import type { SplitResult } from "../../src/backup/split.ts";
import { pretty } from "../../src/canonical.ts";
import { Secret } from "../../src/keys/secret.ts";
import type { Saved } from "../../src/keys/store.ts";
import { keystoreSigner } from "../../src/signer/keystore.ts";
import { otherSpelling } from "../distribution/post.ts";
import { refusal } from "../keys/refusal.ts";
import { temporaryFolder } from "../keys/temporary-folder.ts";
import { SOUND } from "./manifest.ts";
import { expectAbsent, hexIn, keyIn, none, PASSWORD, password, splitIn } from "./stage.ts";

const AT = new Date("2026-03-01T12:00:00.000Z");
let folder: string;
let key: Saved;
let split: SplitResult;
let manifest: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "conclave-"));
  key = await keyIn(folder);
  split = await splitIn(folder, key);
  manifest = SOUND.replaceAll("7242", String(split.set.id)).replace(/0x0{38}a1/, key.address);
  return () => rm(folder, { recursive: true });
});

const pick = (...at: number[]) => at.flatMap((index) => split.files[index] ?? []);

function fromShares(
  files: readonly string[],
  more: Partial<Extract<DrillSource, { kind: "shares" }>> = {},
): DrillSource {
  const expected = { address: key.address, curve: key.curve, set: split.set };
  return { kind: "shares", source: { files }, expected, passphrase: none(), ...more };
}

async function run(source: DrillSource, more: Partial<DrillRequest> = {}): Promise<DrillRecord> {
  const [entry] = parseManifest(manifest, "backups.yaml").keys;
  if (entry === undefined) throw new Error("no key");
  return drill({ key: entry, source, at: AT, ...more, scratch: more.scratch ?? (await temporaryFolder()) });
}

describe("drill", () => {
  it("given real shares, proves the key by a challenge, and leaves nothing behind", async () => {
    const scratch = await temporaryFolder();
    const record = await run(fromShares(pick(0, 2)), { scratch });
    expect(record).toMatchObject({
      version: 1,
      type: "backup-drill",
      evidence: {
        key: "ana",
        address: key.address,
        point: key.point,
        copies: ["ben", "dan"],
        set: String(split.set.id),
        at: "2026-03-01T12:00:00.000Z",
      },
      present: [],
    });
    expect(drillRecord.parse(JSON.parse(pretty(record)))).toEqual(record);
    expect(await readdir(scratch)).toEqual([]);
    expectAbsent(pretty(record), [await hexIn(key), PASSWORD]);
  });

  it("given shares that do not do, says why, proves nothing and leaves nothing behind", async () => {
    const scratch = await temporaryFolder();
    expect((await refusal(() => run(fromShares(pick(0)), { scratch }))).code).toBe("Share.TooFew");
    const wrong = fromShares(pick(0, 1), { passphrase: Secret.text("kettle-marsh-77-otter") });
    expect((await refusal(() => run(wrong, { scratch }))).code).toBe("Share.WrongKey");
    expect(await readdir(scratch)).toEqual([]);
  });

  it("given a share that the manifest does not have, or has twice, refuses and leaves nothing behind", async () => {
    const scratch = await temporaryFolder();
    const text = manifest.replace(", member: 3", ", member: 1");
    for (const [at, why] of [
      [[1, 2], "group 1, share 3 is not in the manifest"],
      [[0, 1], "group 1, share 1 is in the manifest more than once"],
    ] as const) {
      const [entry] = parseManifest(text, "x").keys;
      const more = entry === undefined ? { scratch } : { scratch, key: entry };
      const error = await refusal(() => run(fromShares(pick(...at)), more));
      expect([error.code, error.details.why]).toEqual(["Drill.UnknownCopy", why]);
    }
    expect(await readdir(scratch)).toEqual([]);
  });

  it("given a share that is marked as destroyed, refuses: something else was", async () => {
    const mark = { at: "2026-02-20", certificate: "destructions/ana.json" };
    const [entry] = parseManifest(withDestroyed(manifest, { label: "ana", id: "ben" }, mark), "x").keys;
    if (entry === undefined) throw new Error("no key");
    const error = await refusal(() => run(fromShares(pick(0, 1)), { key: entry }));
    expect([error.code, error.details]).toEqual([
      "Drill.DestroyedCopy",
      { key: "ana", copy: "ben", ...mark },
    ]);
  });

  it("given a set of another key than the manifest says, refuses before it recovers", async () => {
    const expected = { address: "0x00000000000000000000000000000000000000aa", curve: "secp256k1" } as const;
    const error = await refusal(() => run(fromShares(pick(0, 1), { expected })));
    expect([error.code, error.details]).toEqual([
      "Drill.OtherKey",
      { key: "ana", expected: key.address, found: expected.address },
    ]);
  });

  it("given shares of another set of the key than the manifest has, refuses, with its record or without", async () => {
    const scratch = await temporaryFolder();
    const older = await splitIn(folder, key, { name: "older" });
    const source = { files: older.files.slice(0, 2) };
    const expected = { address: key.address, curve: key.curve };
    for (const known of [expected, { ...expected, set: older.set }]) {
      const error = await refusal(() => run(fromShares([], { source, expected: known }), { scratch }));
      expect([error.code, error.details]).toEqual([
        "Drill.OtherSet",
        { key: "ana", set: String(older.set.id), listed: [String(split.set.id)] },
      ]);
    }
    expect(await readdir(scratch)).toEqual([]);
    expect((await run(fromShares(pick(0, 1), { expected }))).evidence.set).toBe(String(split.set.id));
  });

  it("given a copy of the keystore, proves it; given one of another key, or an unknown copy, refuses", async () => {
    const copy = join(await temporaryFolder(), "copy.json");
    await copyFile(key.path, copy);
    const record = await run({ kind: "keystore", path: copy, password: password(), copy: "stick" });
    expect(record.evidence.copies).toEqual(["stick"]);
    const other = await keyIn(await temporaryFolder());
    const wrong = await refusal(() =>
      run({ kind: "keystore", path: other.path, password: password(), copy: "stick" }),
    );
    expect([wrong.code, wrong.details.found]).toEqual(["Drill.OtherKey", other.address]);
    const unknown = await refusal(() =>
      run({ kind: "keystore", path: copy, password: password(), copy: "ben" }),
    );
    expect(unknown.code).toBe("Drill.UnknownCopy");
  });

  it("given a P-256 key, proves it by its point", async () => {
    const signer = await keyIn(folder, "signer", "P-256");
    const text = manifest.replace(key.address, signer.address);
    const [entry] = parseManifest(text, "x").keys;
    const source = { kind: "keystore", path: signer.path, password: password(), copy: "stick" } as const;
    const record = await run(source, entry === undefined ? {} : { key: entry });
    expect([record.evidence.curve, record.evidence.point]).toEqual(["P-256", signer.point]);
    expect(await verifyDrill(record)).toEqual({ record, present: [] });
  });
});

describe("a drill's record", () => {
  let record: DrillRecord;
  beforeAll(async () => {
    record = await run(fromShares(pick(0, 1)), { scratch: folder });
  });

  it("is signed by those present, accounts and P-256 keys, and holds for anybody", async () => {
    const [ben, cleo] = [await keyIn(folder, "ben"), await keyIn(folder, "cleo", "P-256")];
    const verifier = "0x000000000000000000000000000000000000c0de";
    const once = await signDrill(record, await keystoreSigner(ben.path, async () => password()));
    const twice = await signDrill(
      once,
      await keystoreSigner(cleo.path, async () => password(), { verifier }),
    );
    expect((await verifyDrill(drillRecord.parse(JSON.parse(pretty(twice))))).present).toEqual([
      "ben",
      "cleo",
    ]);
    const again = signDrill(twice, await keystoreSigner(ben.path, async () => password()));
    expect((await refusal(() => again)).code).toBe("Drill.SignedAlready");

    const [first, second] = twice.present;
    if (first === undefined || second === undefined) throw new Error("no signatures");
    for (const present of [
      [{ ...first, signature: second.signature }],
      [{ ...first, signer: `0x${"ab".repeat(20)}` as const }],
      [{ ...second, signer: second.signer.replace(/..$/, "00") as `0x${string}` }],
      [first, first],
      [{ ...first, signature: otherSpelling(first.signature) }],
      [{ ...first, kind: second.kind }],
      [{ ...second, kind: first.kind }],
    ])
      expect((await refusal(() => verifyDrill({ ...twice, present }))).code).toBe("Drill.BadSignature");
  });

  it("counts a P-256 key once, whatever verifier it names", async () => {
    const dan = await keyIn(folder, "dan", "P-256");
    const under = (verifier: `0x${string}`) => keystoreSigner(dan.path, async () => password(), { verifier });
    const [one, other] = [
      await under("0x000000000000000000000000000000000000c0de"),
      await under("0x000000000000000000000000000000000000beef"),
    ];
    const once = await signDrill(record, one);
    expect((await refusal(() => signDrill(once, other))).code).toBe("Drill.SignedAlready");
    const again = await signDrill(record, other);
    const both = { ...record, present: [...once.present, ...again.present] };
    expect((await refusal(() => verifyDrill(both))).code).toBe("Drill.BadSignature");
  });

  it("given any field altered, does not hold", async () => {
    const { evidence } = record;
    for (const change of [
      { key: "ben" },
      { copies: ["ben", "dan"] },
      { copies: ["ben, cleo"] },
      { set: "1" },
      { at: "2026-04-01T12:00:00.000Z" },
      { nonce: `0x${"0".repeat(64)}` as const },
      { address: "0x00000000000000000000000000000000000000aa" as const },
      { proof: evidence.proof.replace(/../g, "ab").replace("ab", "0x") as `0x${string}` },
      { proof: otherSpelling(evidence.proof) },
      { point: `0x${"11".repeat(64)}` as const },
    ]) {
      const altered = { ...record, evidence: { ...evidence, ...change } };
      expect((await refusal(() => verifyDrill(altered))).code).toBe("Drill.NotProved");
    }
    const curve = { ...record, evidence: { ...evidence, curve: "P-256" as const } };
    expect((await refusal(() => verifyDrill(curve))).code).toBe("Drill.NotProved");
  });

  it("is written once, and its date goes into the manifest, whose mode stays", async () => {
    const at = await temporaryFolder();
    const path = join(at, "backups.yaml");
    await writeFile(path, manifest, { mode: 0o600 });
    const written = await noteDrill(path, join(at, "drills"), record);
    expect(written).toBe(join(at, "drills", "ana-20260301T120000000Z.json"));
    expect(JSON.parse(await readFile(written, "utf8"))).toEqual(record);
    const { copies } = await backedKey(path, "ana");
    expect(copies.map(({ id, drilled }) => [id, drilled])).toEqual([
      ["laptop", undefined],
      ["stick", "2026-02-01"],
      ["ben", "2026-03-01T12:00:00Z"],
      ["cleo", "2026-03-01T12:00:00Z"],
      ["dan", undefined],
    ]);
    if (process.platform !== "win32") expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await refusal(() => noteDrill(path, join(at, "drills"), record))).code).toBe("Files.Exists");
    expect((await refusal(() => backedKey(path, "eve"))).code).toBe("Drill.UnknownKey");
    expect((await readdir(at)).sort()).toEqual(["backups.yaml", "drills"]);
  });

  it("leaves a copy marked that is destroyed at the same time; a mark stays as it was made", async () => {
    const at = await temporaryFolder();
    const path = join(at, "backups.yaml");
    await writeFile(path, manifest, { mode: 0o600 });
    const stick = { label: "ana", id: "stick" };
    const mark = { at: "2026-03-01T12:00:00.123Z", certificate: "destructions/ana.json" };
    await Promise.all([noteDrill(path, join(at, "drills"), record), noteDestroyed(path, stick, mark)]);
    await noteDestroyed(path, stick, { ...mark, certificate: "another.json" });
    const { copies, destroyed } = await backedKey(path, "ana");
    expect(destroyed).toMatchObject([
      { id: "stick", destroyed: { at: "2026-03-01T12:00:00Z", certificate: "destructions/ana.json" } },
    ]);
    expect(copies.map(({ id, drilled }) => [id, drilled?.slice(0, 10)])).toEqual([
      ["laptop", undefined],
      ["ben", "2026-03-01"],
      ["cleo", "2026-03-01"],
      ["dan", undefined],
    ]);
    if (process.platform !== "win32") expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it("is not lost when others note theirs at the same time, even within one second", async () => {
    const at = await temporaryFolder();
    const path = join(at, "backups.yaml");
    await writeFile(path, manifest);
    const others = ["laptop", "stick", "dan"].map(
      (copy, ms): DrillRecord => ({
        ...record,
        evidence: { ...record.evidence, copies: [copy], at: `2026-03-01T12:00:00.00${ms + 1}Z` },
      }),
    );
    const written = await Promise.all(
      [record, ...others].map((one) => noteDrill(path, join(at, "drills"), one)),
    );
    expect(new Set(written).size).toBe(4);
    const { copies } = await backedKey(path, "ana");
    expect(copies.map(({ drilled }) => drilled)).toEqual(Array(5).fill("2026-03-01T12:00:00Z"));
    expect((await readdir(at)).sort()).toEqual(["backups.yaml", "drills"]);
  });

  it.skipIf(process.platform === "win32")(
    "goes into the manifest itself where its name is a link",
    async () => {
      const at = await temporaryFolder();
      await mkdir(join(at, "safe"), { mode: 0o700 });
      const [real, path] = [join(at, "safe", "backups.yaml"), join(at, "backups.yaml")];
      await writeFile(real, manifest, { mode: 0o600 });
      await symlink(real, path);
      await noteDrill(path, join(at, "drills"), record);
      expect((await lstat(path)).isSymbolicLink()).toBe(true);
      expect((await stat(real)).mode & 0o777).toBe(0o600);
      expect(await readFile(real, "utf8")).toContain("drilled: 2026-03-01T12:00:00Z");
    },
  );
});

describe("a record's file", () => {
  it("gives the hash of its bytes; given another spelling, or another copy's name, is refused", async () => {
    const record = await run(fromShares(pick(0, 1)));
    const path = join(await temporaryFolder(), "record.json");
    await writeFile(path, pretty(record));
    expect(await readDrill(path)).toEqual({ record, present: [], hash: keccak256(toBytes(pretty(record))) });
    await writeFile(path, JSON.stringify(record));
    const spelled = await refusal(() => readDrill(path));
    expect([spelled.code, spelled.details]).toEqual(["Drill.SpelledOtherwise", { path }]);
    await writeFile(path, pretty(record).replace('"ben"', '"carl"'));
    expect((await refusal(() => readDrill(path))).code).toBe("Drill.NotProved");
  });
});
