import { fork } from "node:child_process";
import { access, copyFile, link, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { Secret } from "../../src/keys/secret.ts";
import { generate, read } from "../../src/keys/store.ts";
import { certify, refutation, verify } from "../../src/life/certificate.ts";
import { destroy, resume, unfinished } from "../../src/life/destroy.ts";
import { type Destruction, readDestruction, write } from "../../src/life/destruction.ts";
import { erase } from "../../src/life/erase.ts";
import { refusal } from "../keys/refusal.ts";
import { temporaryFolder } from "../keys/temporary-folder.ts";
import { intentFor, people, room } from "./destroying.ts";
import { withKey } from "./scene.ts";
import { PASSWORD } from "./secrets.ts";

/** One keystore serves all: making one takes a process. */
let keystore: string;
let address: string;

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), "conclave-"));
  const password = Secret.text(PASSWORD);
  const saved = await generate({ label: "ana", folder, password, cost: "light" });
  keystore = await readFile(saved.path, "utf8");
  address = saved.address;
  await rm(folder, { recursive: true });
});

async function scene() {
  const folder = await temporaryFolder();
  const path = join(folder, "ana.json");
  await writeFile(path, keystore, { mode: 0o600 });
  const key = { folder, path, address };
  const { operator, witness, stranger } = people;
  const intent = await intentFor(key.path, operator.signerBytes, witness.signerBytes);
  return { key, operator, witness, stranger, intent, given: room(key.folder, operator) };
}

const isGone = (path: string) =>
  access(path).then(
    () => false,
    () => true,
  );

describe("a copy that is destroyed", () => {
  it("is overwritten, removed and certified by operator and witness", async () => {
    const { key, operator, witness, stranger, intent, given } = await scene();
    const { path, record } = await destroy(intent, given);
    expect(await isGone(key.path)).toBe(true);
    expect(record).toMatchObject({ status: "destroyed", key: { label: "ana", address: key.address } });
    expect(record.steps.map(({ step }) => step)).toEqual(["erase", "overwrite", "unlink"]);
    expect((await verify(record)).flaws).toEqual(["the witness has not signed"]);
    expect(await refusal(() => certify(record, stranger))).toMatchObject({
      code: "Certificate.NotNamed",
      details: { signer: stranger.signerBytes },
    });
    const signed = await certify(await readDestruction(path), witness);
    expect(await verify(signed)).toEqual({
      ok: true,
      flaws: [],
      operator: operator.describe().address,
      witness: witness.describe().address,
    });
  });

  it("is overwritten with random bytes, then with zeros, before its name goes", async () => {
    const { key } = await scene();
    const before = await readFile(key.path);
    const seen: Buffer[] = [];
    await erase(key.path, async (step) => {
      if (step !== "unlink") seen.push(await readFile(key.path));
    });
    const { crypto } = JSON.parse(before.toString("utf8")) as { crypto: { ciphertext: string } };
    expect(seen.map(({ length }) => length)).toEqual([before.length, before.length]);
    expect(seen[0]?.includes(crypto.ciphertext)).toBe(false);
    expect(seen[0]?.equals(before)).toBe(false);
    expect(seen[1]?.every((byte) => byte === 0)).toBe(true);
  });

  it("stays, given an operator who is the witness as well, or who cannot sign", async () => {
    const { key, operator, intent, given } = await scene();
    const alone = { ...intent, witness: operator.signerBytes };
    expect((await refusal(() => destroy(alone, given))).code).toBe("Destroy.Witness");
    const mute = { ...operator, signTypedData: async () => Promise.reject(new Error("gone")) };
    await expect(destroy(intent, { ...given, operator: mute })).rejects.toThrow("gone");
    await read(key.path);
    expect(await readdir(given.folder).catch(() => [])).toEqual([]);
  });

  it("stays, given a link to it, or another name of the same content", async () => {
    const { key, intent, given } = await scene();
    const alias = join(key.folder, "alias.json");
    await symlink(key.path, alias);
    const linked = { ...intent, copy: { ...intent.copy, path: alias } };
    expect((await refusal(() => destroy(linked, given))).code).toBe("Erase.NotAPlainFile");
    await link(key.path, join(key.folder, "second.json"));
    expect((await refusal(() => destroy(intent, given))).code).toBe("Erase.Linked");
    await read(key.path);
  });

  it("stays, given that its file was changed since it was looked at, or its key is in no token", async () => {
    const { key, intent, given } = await scene();
    await writeFile(key.path, `${keystore}\n`);
    expect((await refusal(() => destroy(intent, given))).code).toBe("Destroy.OtherFile");
    const elsewhere = { ...intent, copy: { ...intent.copy, kind: "pkcs11" } } as const;
    expect(await refusal(() => destroy(elsewhere, given))).toMatchObject({
      code: "Destroy.NoDevice",
      details: { file: key.path },
    });
    await read(key.path);
    expect(await readdir(given.folder).catch(() => [])).toEqual([]);
  });

  it("may be no file at all: people say what they did", async () => {
    const { operator, witness, intent, given } = await scene();
    const paper = {
      ...intent,
      copy: { kind: "other", name: "share 2, paper", place: "bank" },
      method: "burnt",
    } as const;
    const { record } = await destroy(paper, given);
    expect(record.steps.map(({ step }) => step)).toEqual(["byHand"]);
    expect((await verify(await certify(record, witness))).ok).toBe(true);
    expect(operator.signerBytes).toBe(record.operator);
  });
});

describe("a destruction that was interrupted", () => {
  /** As if the process had been killed after the record was written. */
  async function begun() {
    const all = await scene();
    const copy = join(all.key.folder, "copy.json");
    await copyFile(all.key.path, copy);
    const { path, record } = await destroy(all.intent, all.given);
    const { ended, ...rest } = record;
    const { operator, witness, ...signatures } = record.signatures;
    const open: Destruction = { ...rest, status: "begun", steps: [], signatures };
    await writeFile(path, write(open));
    await copyFile(copy, all.key.path);
    return { ...all, copy, path, open };
  }

  it("is found again, refuses to be begun anew, and goes on to its end", async () => {
    const { key, intent, given, witness, path } = await begun();
    expect((await refusal(() => destroy(intent, given))).code).toBe("Destroy.Unfinished");
    const found = await unfinished(given.folder, { copy: { path: key.path } });
    expect(found?.path).toBe(path);
    const { record } = await resume(found ?? expect.fail(), given);
    expect(await isGone(key.path)).toBe(true);
    expect((await verify(await certify(record, witness))).ok).toBe(true);
    expect(await unfinished(given.folder, { copy: { path: key.path } })).toBeUndefined();
  });

  it("goes on where the file is half overwritten, or gone", async () => {
    const half = await begun();
    await writeFile(half.key.path, Buffer.alloc(300, 7));
    expect((await resume({ path: half.path, record: half.open }, half.given)).record.status).toBe(
      "destroyed",
    );
    const gone = await begun();
    await erase(gone.key.path, async () => undefined);
    const { record } = await resume({ path: gone.path, record: gone.open }, gone.given);
    expect(record.steps).toMatchObject([
      { step: "unlink", note: expect.stringContaining("was gone") as string },
    ]);
  });

  it("never takes a new key that came in the place of the old one", async () => {
    const { key, path, open, given } = await begun();
    const other = await withKey("ana");
    await copyFile(other.path, key.path);
    expect(await refusal(() => resume({ path, record: open }, given))).toMatchObject({
      code: "Destroy.OtherFile",
      details: { file: key.path },
    });
    await read(key.path);
  });

  it("spares any text that came in the place of what was half overwritten", async () => {
    const { key, path, open, given } = await begun();
    await writeFile(key.path, "the only copy of something else\n");
    expect((await refusal(() => resume({ path, record: open }, given))).code).toBe("Destroy.OtherFile");
    expect(await readFile(key.path, "utf8")).toContain("only copy");
  });

  it("takes nothing away before the copy that is to stay has signed once more", async () => {
    const { key, path, open, given } = await begun();
    const { stays, ...unnamed } = given;
    expect(await refusal(() => resume({ path, record: open }, unnamed))).toMatchObject({
      code: "Destroy.KeptUnknown",
      details: { path, kept: "keystore ana" },
    });
    const lost = { ...given, stays: async () => Promise.reject(new Error("gone")) };
    await expect(resume({ path, record: open }, lost)).rejects.toThrow("gone");
    await read(key.path);
    expect((await resume({ path, record: open }, given)).record.status).toBe("destroyed");
  });

  it("is told from that of another copy, also beside owners' receipts", async () => {
    const { key, given } = await begun();
    await writeFile(join(given.folder, "handed-over-ana.json"), '{ "type": "conclave-handover" }');
    expect(await unfinished(given.folder, { copy: { path: key.path } })).toBeDefined();
    expect(await unfinished(given.folder, { copy: { path: `${key.path}.other` } })).toBeUndefined();
  });

  it("goes on for the operator who began it alone, and only as it was begun", async () => {
    const { key, path, open, given, stranger } = await begun();
    const found = { path, record: open };
    const foreign = await refusal(() => resume(found, { ...given, operator: stranger }));
    expect(foreign.code).toBe("Destroy.ForeignRecord");
    const other = await scene();
    const planted = { ...open, copy: { ...open.copy, path: other.key.path } };
    expect((await refusal(() => resume({ path, record: planted }, given))).code).toBe(
      "Destroy.ForeignRecord",
    );
    await read(key.path);
    await read(other.key.path);
  });

  it("is certified by nobody before it has ended", async () => {
    const { open, witness } = await begun();
    expect((await refusal(() => certify(open, witness))).code).toBe("Certificate.NotEnded");
    expect((await verify(open)).flaws).toContain("the destruction was begun and not ended");
  });

  it("never leaves a copy missing without a record, whenever it is killed", async () => {
    for (const wait of [300, 600, 700, 800, 900, 1100, 1500]) {
      const { key, given } = await scene();
      const child = fork(new URL("destroyer.ts", import.meta.url), [key.path, key.folder], {
        silent: true,
        execArgv: [],
      });
      const timer = setTimeout(() => child.kill("SIGKILL"), wait);
      await new Promise((resolve) => child.once("close", resolve));
      clearTimeout(timer);
      const names = await readdir(given.folder).catch(() => []);
      const records = names.filter((name) => !name.startsWith("."));
      if (records.length === 0) await read(key.path);
      else {
        const found = await unfinished(given.folder, { copy: { path: key.path } });
        if (found !== undefined) await resume(found, given);
        expect(await isGone(key.path)).toBe(true);
      }
    }
  }, 120_000);
});

describe("a certificate", () => {
  it.each([
    ["method", { method: "looked at" }],
    ["copy", { copy: { kind: "keystore", name: "another.json" } }],
    ["reading of what is left", { last: true }],
    ["witness", { witness: `0x${"11".repeat(20)}` }],
    ["end", { ended: "2028-01-01T00:00:00Z" }],
  ] as const)("does not hold, given another %s than was signed", async (_, change) => {
    const { intent, given, witness } = await scene();
    const { record } = await destroy(intent, given);
    const signed = await certify(record, witness);
    const { flaws } = await verify({ ...signed, ...change } as Destruction);
    expect(flaws.join()).toMatch(/signature does not fit|did not sign/);
    expect(refutation(await verify(signed))).toBeUndefined();
  });

  it("does not hold with the operator's signature in the witness's place", async () => {
    const { intent, given } = await scene();
    const { record } = await destroy(intent, given);
    const { intent: before, operator } = record.signatures;
    for (const witness of [before, operator ?? before]) {
      const verdict = await verify({ ...record, signatures: { ...record.signatures, witness } });
      expect(verdict.flaws).toEqual(["the witness's signature does not fit"]);
      expect(refutation(verdict)).toMatchObject({
        code: "Certificate.Flawed",
        details: { flaws: verdict.flaws },
      });
    }
  });

  it("does not hold for a last copy about which no chain was asked", async () => {
    const { intent, given, witness } = await scene();
    const { kept, ...rest } = intent;
    const { record } = await destroy({ ...rest, last: true }, given);
    expect((await verify(await certify(record, witness))).flaws).toEqual([
      "the last copy went without anybody asking a chain",
    ]);
  });

  it("does not hold with its steps taken out", async () => {
    const { intent, given, witness } = await scene();
    const { record } = await destroy(intent, given);
    const bare = await certify({ ...record, steps: [] }, witness);
    expect((await verify(bare)).flaws).toContain("steps are missing: unlink");
  });
});
