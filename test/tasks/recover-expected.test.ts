import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { pretty } from "../../src/canonical.ts";
import { readExpected } from "../../tasks/ports/share-source.ts";
import { readExpected as readExpectedSeed } from "../../tasks/seed/recover.ts";
import { refusal } from "../keys/refusal.ts";

const ADDRESS = "0x00000000000000000000000000000000000000A1";
const OTHER = "0x00000000000000000000000000000000000000b2";
const digest = `0x${"00".repeat(32)}`;
const common = {
  version: 1,
  type: "slip39-set",
  label: "ana",
  id: 7242,
  created: "2026-03-01T10:00:00.000Z",
  passphrase: false,
  threshold: 1,
  groups: [{ threshold: 1, members: [{ name: "Ana", digest }] }],
};
let keySet: string;
let seedSet: string;

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), "conclave-expected-"));
  [keySet, seedSet] = [join(folder, "key.json"), join(folder, "seed.json")];
  const point = `0x${"11".repeat(64)}`;
  await writeFile(
    keySet,
    pretty({ ...common, secret: "private-key", curve: "secp256k1", point, address: ADDRESS }),
  );
  const told = { language: "english", origin: "generated", bip39Passphrase: false, fingerprint: "00c0ffee" };
  await writeFile(seedSet, pretty({ ...common, secret: "bip39-entropy", ...told }));
  return () => rm(folder, { recursive: true });
});

describe("what is expected of shares", () => {
  it("given a record and the key's address, is refused unless both say the same", async () => {
    const asked = { set: keySet, curve: "secp256k1" };
    expect(await readExpected({ ...asked, address: ADDRESS.toLowerCase() })).toMatchObject({
      address: ADDRESS,
    });
    const error = await refusal(() => readExpected({ ...asked, address: OTHER }));
    expect([error.code, error.details.found]).toEqual(["Task.OtherExpected", ADDRESS]);
  });

  it("given a record and the seed's fingerprint, is refused unless both say the same", async () => {
    const asked = { set: seedSet, language: "english" };
    expect(await readExpectedSeed({ ...asked, fingerprint: "00c0ffee" })).toMatchObject({
      fingerprint: "00c0ffee",
    });
    const error = await refusal(() => readExpectedSeed({ ...asked, fingerprint: "00c0ffef" }));
    expect([error.code, error.details]).toEqual([
      "Task.OtherExpected",
      { record: seedSet, expected: "00c0ffef", found: "00c0ffee" },
    ]);
  });
});
