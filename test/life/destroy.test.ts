import { link, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { read } from "../../src/keys/store.ts";
import { certify, certifying, verify } from "../../src/life/certificate.ts";
import { destroy } from "../../src/life/destroy.ts";
import { type Destruction, destructionPaper, readDestruction } from "../../src/life/destruction.ts";
import { erase } from "../../src/life/erase.ts";
import { signPaper } from "../../src/signer/paper.ts";
import type { TypedData } from "../../src/signer/signer.ts";
import { refusal } from "../keys/refusal.ts";
import { isGone, scene } from "./condemned.ts";

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

  it("keeps the witness's signature, given that it came while the operator was signing", async () => {
    const { operator, witness, intent, given } = await scene();
    const signTypedData = async (typed: TypedData) => {
      const signature = await operator.signTypedData(typed);
      if (typed.primaryType !== "CertifyDestruction") return signature;
      const [name = ""] = await readdir(given.folder);
      const paper = destructionPaper(join(given.folder, name));
      const part = (now: Destruction) => certifying(now, witness.signerBytes);
      await signPaper(paper, part, (asked) => witness.signTypedData(asked));
      return signature;
    };
    const { path, record } = await destroy(intent, { ...given, operator: { ...operator, signTypedData } });
    expect(await readDestruction(path)).toEqual(record);
    expect((await verify(record)).flaws).toEqual([]);
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
    const { key, keystore, intent, given } = await scene();
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

  it("has a record of its own, given another of the same key within the second", async () => {
    const { intent, given } = await scene();
    const burnt = (name: string, ms: number) =>
      destroy(
        { ...intent, copy: { kind: "other", name }, method: "burnt", begun: `2027-01-01T00:00:00.${ms}Z` },
        given,
      );
    const names = [await burnt("share 1", 100), await burnt("share 2", 200)].map(({ path }) =>
      basename(path),
    );
    expect(names).toEqual(["ana-20270101T000000100Z.json", "ana-20270101T000000200Z.json"]);
  });
});
