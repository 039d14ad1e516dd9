import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { recoverTypedDataAddress } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isOwn } from "../../src/keys/ecdsa.ts";
import { Secret } from "../../src/keys/secret.ts";
import { generate, type Saved } from "../../src/keys/store.ts";
import { keystoreSigner } from "../../src/signer/keystore.ts";
import { prepare } from "../../src/signer/message.ts";
import { refusal } from "../keys/refusal.ts";
import official from "../vectors/keystore/ethereum-tests.json" with { type: "json" };
import { TYPED } from "./sample.ts";

const VERIFIER = "0xAbCdEf0123456789aBcDeF0123456789ABCDEF01".toLowerCase() as `0x${string}`;

let folder: string;
let account: Saved;
let p256: Saved;

/** Answers with the password each time; keeps what it gave, to see it wiped. */
function ask(text = "correct-battery-staple") {
  const given: Secret[] = [];
  const asker = async () => {
    const secret = Secret.text(text);
    given.push(secret);
    return secret;
  };
  return { given, asker };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "conclave-"));
  const light = { folder, cost: "light", password: await ask().asker() } as const;
  account = await generate({ ...light, label: "account" });
  p256 = await generate({ ...light, label: "p256", curve: "P-256" });
});

afterAll(() => rm(folder, { recursive: true }));

describe("given the keystore of an account", () => {
  it("describes itself without a password", async () => {
    const { asker, given } = ask();
    const signer = await keystoreSigner(account.path, asker);
    expect(signer.describe()).toEqual({
      label: "account",
      kind: "EOA",
      custody: "keystore",
      address: account.address,
    });
    expect(signer.signerBytes).toBe(account.address.toLowerCase());
    expect(given).toEqual([]);
  });

  it("signs typed data as 65 bytes that recover to its address", async () => {
    const signer = await keystoreSigner(account.path, ask().asker);
    const signature = await signer.signTypedData(TYPED);
    expect(signature).toMatch(/^0x[0-9a-f]{128}(1b|1c)$/);
    expect(await recoverTypedDataAddress({ ...TYPED, signature })).toBe(account.address);
  });

  it("asks for the password once for each signature and wipes it, also when it is wrong", async () => {
    const { asker, given } = ask();
    const signer = await keystoreSigner(account.path, asker);
    await signer.signTypedData(TYPED);
    await signer.signTypedData(TYPED);
    const wrong = ask("wrong");
    const failing = await keystoreSigner(account.path, wrong.asker);
    expect((await refusal(() => failing.signTypedData(TYPED))).code).toBe("Keystore.WrongPassword");
    expect(given).toHaveLength(2);
    for (const secret of [...given, ...wrong.given])
      expect((await refusal(() => secret.use(() => 1))).code).toBe("Secret.Wiped");
  });

  it("given a message that shows more than it commits to, refuses before it asks for the password", async () => {
    const { asker, given } = ask();
    const signer = await keystoreSigner(account.path, asker);
    const padded = { ...TYPED, message: { ...TYPED.message, amount: 0 } };
    expect((await refusal(() => signer.signTypedData(padded))).code).toBe("Message.Refused");
    expect(given).toEqual([]);
  });

  it("given another account than the file's, throws the signature away", async () => {
    const signer = await keystoreSigner(account.path, ask().asker, { address: p256.address });
    expect((await refusal(() => signer.signTypedData(TYPED))).code).toBe("Signer.OtherKey");
  });

  it("given a file that was swapped for another after the signer was made, refuses", async () => {
    const path = join(folder, "swapped.json");
    await writeFile(path, await readFile(account.path));
    const signer = await keystoreSigner(path, ask().asker);
    const other = await generate({ folder, label: "other", cost: "light", password: await ask().asker() });
    await writeFile(path, await readFile(other.path));
    expect((await refusal(() => signer.signTypedData(TYPED))).code).toBe("Signer.OtherKey");
  });
});

describe("given another program's keystore without address", () => {
  it("needs to be told the account", async () => {
    const { address: _, ...bare } = official.mycrypto.json;
    const path = join(folder, "bare");
    await writeFile(path, JSON.stringify(bare));
    const { asker } = ask("foobartest121");
    expect((await refusal(() => keystoreSigner(path, asker))).code).toBe("Signer.NoAddress");
    const signer = await keystoreSigner(path, asker, { address: `0x${official.mycrypto.json.address}` });
    const signature = await signer.signTypedData(TYPED);
    expect(await recoverTypedDataAddress({ ...TYPED, signature })).toBe(signer.describe().address);
  });
});

describe("given the keystore of a P-256 key", () => {
  it("its signer bytes are verifier and point, and it signs the EIP-712 digest as r and s", async () => {
    const signer = await keystoreSigner(p256.path, ask().asker, { verifier: VERIFIER });
    expect(signer.describe()).toEqual({ label: "p256", kind: "ERC7913", custody: "keystore" });
    expect(signer.signerBytes).toBe(`${VERIFIER}${p256.point.slice(2)}`);
    const signature = await signer.signTypedData(TYPED);
    expect(isOwn(p256.point, prepare(TYPED).digest, signature)).toBe(true);
  });

  it("needs a verifier", async () => {
    expect((await refusal(() => keystoreSigner(p256.path, ask().asker))).code).toBe("Signer.NoVerifier");
  });
});
