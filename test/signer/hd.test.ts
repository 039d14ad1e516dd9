import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hashTypedData, recoverAddress, recoverTransactionAddress } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Secret } from "../../src/keys/secret.ts";
import { DEFAULT_PATH } from "../../src/keys/seed/path.ts";
import { generateSeed } from "../../src/keys/seed/store.ts";
import { withAccount } from "../../src/signer/account.ts";
import { cardFromSeed } from "../../src/signer/hd.ts";
import { list } from "../../src/signer/inventory.ts";
import type { SavedCard } from "../../src/signer/new-card.ts";
import { signerOf } from "../../src/signer/signer-of.ts";
import { refusal } from "../keys/refusal.ts";

const PASSWORD = "pelican-5530-Walnut-ferry";
const password = () => Secret.text(PASSWORD);
const typed = {
  domain: { name: "Conclave", version: "1" },
  types: { Note: [{ name: "text", type: "string" }] },
  primaryType: "Note",
  message: { text: "hello" },
} as const;

let folder: string;
let saved: SavedCard;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "conclave-"));
  await generateSeed({ folder, label: "root", cost: "light", password: password() });
  saved = await cardFromSeed(
    { folder, label: "ana", holder: "Ana" },
    { seed: "root", path: DEFAULT_PATH },
    password(),
  );
});
afterAll(() => rm(folder, { recursive: true }));

describe("a key of a seed", () => {
  it("signs typed data by its card, as the account that the card names", async () => {
    const signer = await signerOf(saved.path, async () => password());
    expect(signer.describe()).toEqual({
      label: "ana",
      kind: "EOA",
      custody: "hd",
      address: saved.card.address,
    });
    const signature = await signer.signTypedData(typed);
    const found = await recoverAddress({ hash: hashTypedData(typed), signature });
    expect(found).toBe(saved.card.address);
  });

  it("is lent as an account that sends transactions; the password is asked for once", async () => {
    let asked = 0;
    const ask = async () => {
      asked++;
      return password();
    };
    const [first, second] = await withAccount(saved.path, ask, async (account) => {
      expect(account.address).toBe(saved.card.address);
      const transaction = { type: "eip1559", chainId: 1, nonce: 0, gas: 21_000n, maxFeePerGas: 1n } as const;
      return [
        await account.signTransaction(transaction),
        await account.signTransaction({ ...transaction, nonce: 1 }),
      ];
    });
    expect(first).not.toBe(second);
    const from = await recoverTransactionAddress({ serializedTransaction: first as `0x02${string}` });
    expect(from).toBe(saved.card.address);
    expect(asked).toBe(1);
  });

  it("is listed with what is weak about it", async () => {
    const [entry] = await list(folder);
    expect(entry).toMatchObject({ label: "ana", custody: "hd", metadata: { holder: "Ana" } });
    expect(entry?.weaknesses).toEqual([expect.stringContaining("whoever has the seed")]);
    expect(await list(folder)).toHaveLength(1);
  });

  it("given a wrong password, signs nothing", async () => {
    const signer = await signerOf(saved.path, async () => Secret.text("wrong"));
    expect((await refusal(() => signer.signTypedData(typed))).code).toBe("Seed.CannotOpen");
  });

  it("given another seed under the same label, signs nothing", async () => {
    const other = await mkdtemp(join(tmpdir(), "conclave-"));
    await generateSeed({ folder: other, label: "root", cost: "light", password: password() });
    await copyFile(saved.path, join(other, "ana.json"));
    const signer = await signerOf(join(other, "ana.json"), async () => password());
    expect((await refusal(() => signer.signTypedData(typed))).code).toBe("Seed.OtherKey");
    await rm(other, { recursive: true });
  });

  it.each([
    ["no such seed", "absent", "Files.NotFound"],
    ["a seed elsewhere", "../root", "Store.BadLabel"],
  ])("given a card that names %s, does not ask for a password", async (_, seed, code) => {
    const card = JSON.parse(await readFile(saved.path, "utf8"));
    const path = join(folder, "changed.json");
    await writeFile(path, JSON.stringify({ ...card, custody: { ...card.custody, seed } }), { mode: 0o600 });
    let asked = false;
    const signer = await signerOf(path, async () => {
      asked = true;
      return password();
    });
    expect((await refusal(() => signer.signTypedData(typed))).code).toBe(code);
    expect(asked).toBe(false);
    await rm(path);
  });

  it("given a path that is not hardened, gets no card unless told, and the card says so", async () => {
    const place = { seed: "root", path: "m/44'/60'/0'/0/0" };
    const target = { folder, label: "soft" };
    expect((await refusal(() => cardFromSeed(target, place, password()))).code).toBe("Seed.NotHardened");
    expect(await readdir(folder)).not.toContain("soft.json");
    const soft = await cardFromSeed(target, { ...place, unhardened: true }, password());
    const entry = (await list(folder)).find(({ label }) => label === "soft");
    expect(entry?.weaknesses).toHaveLength(2);
    await rm(soft.path);
  });
});
