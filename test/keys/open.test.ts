import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { parseTransaction, recoverMessageAddress, recoverTransactionAddress } from "viem";
import { type LocalAccount, sign } from "viem/accounts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isOwn } from "../../src/keys/ecdsa.ts";
import { signDigest, withKey } from "../../src/keys/open.ts";
import { Secret } from "../../src/keys/secret.ts";
import { generate, type Saved, save } from "../../src/keys/store.ts";
import { refusal } from "./refusal.ts";

const KEY = "4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318";
const DIGEST = `0x${"5a".repeat(32)}` as const;

function password(): Secret {
  return Secret.text("correct-battery-staple");
}

let folder: string;
let account: Saved;
let p256: Saved;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "conclave-"));
  const light = { folder, cost: "light" } as const;
  const key = Secret.take(Buffer.from(KEY, "hex"));
  account = await save(key, { ...light, label: "account", password: password() });
  p256 = await generate({ ...light, label: "p256", curve: "P-256", password: password() });
});

afterAll(() => rm(folder, { recursive: true }));

describe("withKey", () => {
  it("lends an account that signs messages and transactions for the file's address", async () => {
    await withKey(account.path, password(), async (lent) => {
      expect(lent.address).toBe(account.address);
      const signature = await lent.signMessage({ message: "hello" });
      expect(await recoverMessageAddress({ message: "hello", signature })).toBe(account.address);
      const raw = await lent.signTransaction({
        type: "eip1559",
        chainId: 1,
        nonce: 0,
        gas: 21_000n,
        maxFeePerGas: 1n,
      });
      expect(parseTransaction(raw).chainId).toBe(1);
      expect(await recoverTransactionAddress({ serializedTransaction: raw as `0x02${string}` })).toBe(
        account.address,
      );
    });
  });

  it("lends nothing that shows the key, and no signing of bare hashes", async () => {
    await withKey(account.path, password(), async (lent) => {
      expect(inspect(lent, { depth: 9, showHidden: true }) + JSON.stringify(lent)).not.toContain(KEY);
      expect(lent.sign).toBeUndefined();
    });
  });

  it("given an account kept beyond the operation, it does not sign any more", async () => {
    let kept: LocalAccount | undefined;
    await withKey(account.path, password(), async (lent) => {
      kept = lent;
    });
    expect((await refusal(() => kept?.signMessage({ message: "hello" }))).code).toBe("Key.Closed");
  });

  it("given an operation that fails, closes the key and passes the error on", async () => {
    let kept: LocalAccount | undefined;
    const failing = withKey(account.path, password(), async (lent) => {
      kept = lent;
      throw new Error("no such node");
    });
    await expect(failing).rejects.toThrow("no such node");
    expect((await refusal(() => kept?.signMessage({ message: "hello" }))).code).toBe("Key.Closed");
  });

  it("given a file that was swapped for another while the operation ran, refuses to sign", async () => {
    const path = join(folder, "swapped.json");
    await copyFile(account.path, path);
    const other = await generate({ folder, cost: "light", label: "other", password: password() });
    const error = await refusal(() =>
      withKey(path, password(), async (lent) => {
        await copyFile(other.path, path);
        return lent.signMessage({ message: "hello" });
      }),
    );
    expect(error.code).toBe("Key.Swapped");
    expect(error.details).toMatchObject({ expected: account.address, found: other.address });
  });

  it("given a wrong password, the operation does not begin", async () => {
    let begun = false;
    const error = await refusal(() =>
      withKey(account.path, Secret.text("wrong"), async () => {
        begun = true;
      }),
    );
    expect(error.code).toBe("Keystore.WrongPassword");
    expect(begun).toBe(false);
  });

  it("given a P-256 key, refuses before asking for work", async () => {
    const error = await refusal(() => withKey(p256.path, password(), async () => undefined));
    expect(error.code).toBe("Key.WrongCurve");
  });
});

describe("signDigest", () => {
  it("given a P-256 key, signs the digest as it is: r and s of the key", async () => {
    const { signature, publicKey } = await signDigest(p256.path, password(), "P-256", DIGEST);
    expect(publicKey.point).toBe(p256.point);
    expect(isOwn(p256.point, DIGEST, signature)).toBe(true);
  });

  it("given an account's key, signs as viem does with the same key", async () => {
    const { signature } = await signDigest(account.path, password(), "secp256k1", DIGEST);
    expect(signature).toBe(await sign({ hash: DIGEST, privateKey: `0x${KEY}`, to: "hex" }));
  });

  it("given the other curve than asked for, refuses", async () => {
    const error = await refusal(() => signDigest(account.path, password(), "P-256", DIGEST));
    expect(error.code).toBe("Key.WrongCurve");
    expect(error.details).toEqual({ curve: "secp256k1", wanted: "P-256" });
  });
});
