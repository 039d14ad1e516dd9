import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Connection } from "../../src/chain/client.ts";
import { assertMayGo, proveKept } from "../../src/life/assess.ts";
import type { Use } from "../../src/life/destruction.ts";
import { keyOf } from "../../src/life/key-of.ts";
import { unknownUse, useOn } from "../../src/life/used.ts";
import { signerOf } from "../../src/signer/signer-of.ts";
import { refusal } from "../keys/refusal.ts";
import { people } from "./destroying.ts";
import { ask, NOW, PASSWORD, withKey } from "./scene.ts";

const ADDRESS = `0x${"a1".repeat(20)}` as const;
const FRESH: Use = { asked: "node", chainId: 1, used: false, found: "no transaction, no ether, no code" };
const USED: Use = { asked: "node", chainId: 1, used: true, found: "3 transactions" };
const HANDED = {
  owner: `0x${"b2".repeat(20)}`,
  received: "2027-01-01T00:00:00Z",
  hash: `0x${"cc".repeat(32)}`,
} as const;

function mayGo(changes: Partial<Parameters<typeof assertMayGo>[1]>) {
  return assertMayGo(ADDRESS, {
    lastCopy: true,
    use: [FRESH],
    reason: undefined,
    handed: undefined,
    ...changes,
  });
}

describe("the last copy of a key", () => {
  it("goes without more, given that no chain knows the key", () => {
    expect(mayGo({})).toBeUndefined();
  });

  it.each([
    ["nobody said that it is the last", { lastCopy: false }, "Destroy.LastCopy"],
    ["a chain knows it", { use: [FRESH, USED] }, "Destroy.Used"],
    ["a node did not answer", { use: [FRESH, unknownUse("node", "it did not answer")] }, "Destroy.Used"],
    ["no chain was asked", { use: [] }, "Destroy.Used"],
    [
      "it was used, and there is a reason without a receipt",
      { use: [USED], reason: "no more room" },
      "Destroy.Used",
    ],
    ["it was used, and there is a receipt without a reason", { use: [USED], handed: HANDED }, "Destroy.Used"],
    ["it was used, and the reason is blank", { use: [USED], handed: HANDED, reason: " " }, "Destroy.Used"],
    [
      "it is in use, whatever else is given",
      { use: [{ ...USED, standing: "Active" }], handed: HANDED, reason: "no more room" },
      "Destroy.InUse",
    ],
    [
      "it is to be taken into use",
      { use: [{ ...USED, standing: "Pending" }], handed: HANDED, reason: "no more room" },
      "Destroy.InUse",
    ],
    [
      "it is being retired",
      { use: [{ ...USED, standing: "Retiring" }], handed: HANDED, reason: "no more room" },
      "Destroy.InUse",
    ],
  ] as const)("stays, given that %s", async (_, changes, code) => {
    expect(await refusal(() => mayGo(changes))).toMatchObject({ code, details: { identity: ADDRESS } });
  });

  it("goes, given a receipt of its owner and a reason", () => {
    expect(mayGo({ use: [USED], handed: HANDED, reason: "handed over" })).toEqual({
      reason: "handed over",
      owner: HANDED.owner,
      handover: HANDED.hash,
      received: HANDED.received,
    });
  });
});

describe("whether a key was used", () => {
  const node = (answers: Record<string, unknown>) =>
    ({
      label: "node",
      chainId: 5,
      client: {
        getTransactionCount: async () => answers.nonce ?? 0,
        getBalance: async () => answers.balance ?? 0n,
        getCode: async () => {
          if (answers.code instanceof Error) throw answers.code;
          return answers.code;
        },
      },
    }) as unknown as Connection;

  it.each([
    ["nothing", {}, false, "no transaction, no ether, no code"],
    ["a transaction", { nonce: 1 }, true, "1 transactions"],
    ["one wei", { balance: 1n }, true, "1 wei"],
    ["code, as of EIP-7702", { code: "0xef0100" }, true, "code"],
    ["an error", { code: new Error("down") }, true, "unknown: it did not answer"],
  ])("is told by its account, given %s", async (_, answers, used, found) => {
    expect(await useOn(node(answers), ADDRESS, "secp256k1")).toEqual({
      asked: "node",
      chainId: 5,
      used,
      found,
    });
  });
});

describe("a copy that stays", () => {
  it("is one that signs now with the same key, and another file", async () => {
    const key = await withKey();
    const copy = join(key.folder, "copy.json");
    await copyFile(key.path, copy);
    const of = await keyOf(key.path);
    const signer = (password = PASSWORD, path = copy) => signerOf(path, ask(password));
    expect(await proveKept(copy, await signer(), of, key.path, NOW)).toEqual({
      name: "keystore ana",
      signed: NOW.toISOString(),
    });
    const wrong = await signer("wrong");
    expect((await refusal(() => proveKept(copy, wrong, of, key.path, NOW))).code).toBe(
      "Keystore.WrongPassword",
    );
    const same = await signer();
    expect(await refusal(() => proveKept(key.path, same, of, key.path, NOW))).toMatchObject({
      code: "Destroy.SameCopy",
      details: { path: key.path },
    });
    const other = await withKey();
    expect(await refusal(() => proveKept(other.path, same, of, key.path, NOW))).toMatchObject({
      code: "Destroy.OtherKey",
      details: { expected: key.address, found: other.address },
    });
    const { stranger } = people;
    expect((await refusal(() => proveKept(copy, stranger, of, key.path, NOW))).code).toBe("Destroy.OtherKey");
  });
});
