import { recoverTransactionAddress } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Secret } from "../../src/keys/secret.ts";
import { DEFAULT_PATH } from "../../src/keys/seed/path.ts";
import { generateSeed } from "../../src/keys/seed/store.ts";
import { generate } from "../../src/keys/store.ts";
import { withAccount } from "../../src/signer/account.ts";
import { writeCard } from "../../src/signer/card.ts";
import { cardFromSeed } from "../../src/signer/hd.ts";
import { generateInToken } from "../../src/signer/pkcs11/keys.ts";
import { refusal } from "../keys/refusal.ts";
import { temporaryFolder } from "../keys/temporary-folder.ts";
import { asking, MODULE, missing, type SoftHsm, softHsm, WHY } from "./pkcs11/softhsm.ts";
import { PLACES, particulars } from "./sample.ts";

const TRANSACTION = {
  chainId: 31_337,
  type: "eip1559",
  to: `0x${"12".repeat(20)}`,
  value: 1n,
  nonce: 0,
  gas: 21_000n,
  maxFeePerGas: 10n ** 9n,
  maxPriorityFeePerGas: 1n,
} as const;

describe("withAccount", () => {
  it("given a keystore, lends its account", async () => {
    const folder = await temporaryFolder();
    const password = Secret.text("marigold-27-thimble-fjord");
    const { path, address } = await generate({ label: "ana", folder, cost: "light", password });
    const { ask, given } = asking("marigold-27-thimble-fjord");
    const raw = await withAccount(path, ask, (account) => account.signTransaction(TRANSACTION));
    expect(await recoverTransactionAddress({ serializedTransaction: raw as never })).toBe(address);
    expect(given).toHaveLength(1);
  });

  it("given a key of a seed, lends its account for one asking of the password", async () => {
    const folder = await temporaryFolder();
    const { ask, given } = asking("pelican-5530-Walnut-ferry");
    await generateSeed({ folder, label: "root", cost: "light", password: await ask() });
    const seed = { seed: "root", path: DEFAULT_PATH };
    const { path, card } = await cardFromSeed({ folder, label: "ana" }, seed, await ask());
    given.length = 0;
    const raw = await withAccount(path, ask, (account) => account.signTransaction(TRANSACTION));
    expect(await recoverTransactionAddress({ serializedTransaction: raw as never })).toBe(card.address);
    expect(given).toHaveLength(1);
  });

  it("given a key that signs typed data alone, refuses before it asks for anything", async () => {
    const folder = await temporaryFolder();
    const { ask, given } = asking();
    const remote = await writeCard(folder, { ...particulars(), custody: PLACES.rpc });
    const p256 = await writeCard(folder, { ...particulars("P-256", "p"), custody: PLACES.pkcs11 });
    for (const path of [remote, p256]) {
      const error = await refusal(() => withAccount(path, ask, async () => 1));
      expect(error.code).toBe("Signer.NoTransactions");
      expect(error.details).toMatchObject({ path });
    }
    expect(given).toEqual([]);
  });
});

describe.skipIf(missing() !== undefined)(`the account of a token's key${WHY}`, () => {
  let hsm: SoftHsm;
  beforeAll(async () => {
    hsm = await softHsm("owner");
  });
  afterAll(() => hsm.remove());

  it("signs transactions for one operation, for one asking of the PIN, and not after it", async () => {
    const folder = await temporaryFolder();
    const target = { folder, module: MODULE, token: "owner", label: "hana", curve: "secp256k1" } as const;
    const { path, card } = await generateInToken(target, asking().ask);
    const { ask, given } = asking();
    const kept = await withAccount(path, ask, async (account) => {
      expect(account.address).toBe(card.address);
      for (let nonce = 0; nonce < 6; nonce++) {
        const raw = await account.signTransaction({ ...TRANSACTION, nonce });
        expect(await recoverTransactionAddress({ serializedTransaction: raw as never })).toBe(card.address);
      }
      return account;
    });
    expect(given).toHaveLength(1);
    for (const pin of given) expect((await refusal(() => pin.use(() => 1))).code).toBe("Secret.Wiped");
    expect((await refusal(() => kept.signTransaction(TRANSACTION))).code).toBe("Key.Closed");
    let begun = false;
    const wrong = asking("wrong-quartz-11");
    const error = await refusal(() =>
      withAccount(path, wrong.ask, async () => {
        begun = true;
      }),
    );
    expect(error.code).toBe("Token.WrongPin");
    expect(begun).toBe(false);
  });
});
