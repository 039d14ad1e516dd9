import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keccak256, toBytes } from "viem";
import { beforeAll, describe, expect, it } from "vitest";
import { type DrillRecord, drillRecord, signDrill, verifyDrill } from "../../src/backup/drill-record.ts";
import { readDrill } from "../../src/backup/read-drill.ts";
import { pretty } from "../../src/canonical.ts";
import { keystoreSigner } from "../../src/signer/keystore.ts";
import { otherSpelling } from "../distribution/post.ts";
import { refusal } from "../keys/refusal.ts";
import { temporaryFolder } from "../keys/temporary-folder.ts";
import { recordOf } from "./record.ts";
import { keyIn, password } from "./stage.ts";

let folder: string;
let record: DrillRecord;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "conclave-"));
  record = await recordOf();
  return () => rm(folder, { recursive: true });
});

describe("a drill's record", () => {
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
});

describe("a record's file", () => {
  it("gives the hash of its bytes; given another spelling, or another copy's name, is refused", async () => {
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
