import { copyFile, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { type DrillRequest, type DrillSource, drill } from "../../src/backup/drill.ts";
import { type DrillRecord, drillRecord, verifyDrill } from "../../src/backup/drill-record.ts";
import { parseManifest } from "../../src/backup/manifest.ts";
import { withDestroyed } from "../../src/backup/manifest-edit.ts";
import type { SplitResult } from "../../src/backup/split.ts";
import { pretty } from "../../src/canonical.ts";
import { Secret } from "../../src/keys/secret.ts";
import type { Saved } from "../../src/keys/store.ts";
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
