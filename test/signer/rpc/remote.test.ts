import { type Address, type Hex, hashTypedData, recoverTypedDataAddress } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { describe, expect, it } from "vitest";
import { hexOf } from "../../../src/keys/keystore.ts";
import { cardFromRemote } from "../../../src/signer/rpc/remote.ts";
import { signerOf } from "../../../src/signer/signer-of.ts";
import { refusal } from "../../keys/refusal.ts";
import { anvil } from "../../simulation/anvil.ts";
import { never, particulars, privateKey, TYPED } from "../sample.ts";
import {
  account,
  type Call,
  cardAt,
  endEachTime,
  honest,
  remote,
  signer,
  target,
  typedOf,
} from "./double.ts";

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

endEachTime();

describe("a remote signer", () => {
  it("anvil's, wallet style, by object and by string: its card is made, and it signs", async () => {
    const { url, provider, stop } = await anvil();
    try {
      const [first] = (await provider.request({ method: "eth_accounts" })) as Address[];
      for (const params of ["object", "string"] as const) {
        const saved = await cardFromRemote(await target(first), { url, ...remote, params });
        expect(saved.card.address.toLowerCase()).toBe(first?.toLowerCase());
        const signer = await signerOf(saved.path, never);
        expect(signer.describe()).toMatchObject({ kind: "EOA", custody: "rpc", address: saved.card.address });
        const signature = await signer.signTypedData(TYPED);
        expect(await recoverTypedDataAddress({ ...TYPED, signature })).toBe(saved.card.address);
      }
      const other = { url, ...remote, method: "eth_signTypedData" };
      const error = await refusal(async () => cardFromRemote(await target(first), other));
      expect(error.code).toBe("Remote.Refused");
      const unknown = await refusal(async () => cardFromRemote(await target(), { url, ...remote }));
      expect(unknown.code).toBe("Remote.Refused");
    } finally {
      await stop();
    }
  });

  it("web3signer's style: eth_signTypedData with the account first; integers arrive exact", async () => {
    const seen: string[] = [];
    const url = await signer(honest, seen);
    const big = {
      ...TYPED,
      types: { Stop: [{ name: "lane", type: "uint256" }] },
      message: { lane: 2n ** 255n + 1n },
    } as const;
    const signature = await (await cardAt(url)).signTypedData(big);
    expect(await recoverTypedDataAddress({ ...big, signature })).toBe(account.address);
    const call = JSON.parse(seen[1] ?? "") as Call;
    expect(call.method).toBe("eth_signTypedData");
    expect(call.params[0]).toBe(account.address);
    expect(call.params[1]).toMatchObject({
      domain: { chainId: 31_337 },
      message: { lane: String(2n ** 255n + 1n) },
    });
  });

  it.each<[string, (signature: Hex) => string]>([
    ["v of 0 and 1", (text) => `${text.slice(0, 130)}${text.endsWith("1b") ? "00" : "01"}`],
    [
      "the other s",
      (text) =>
        `${text.slice(0, 66)}${(ORDER - BigInt(`0x${text.slice(66, 130)}`)).toString(16).padStart(64, "0")}1b`,
    ],
    ["no v", (text) => text.slice(0, 130)],
    ["the wrong v", (text) => `${text.slice(0, 130)}${text.endsWith("1b") ? "1c" : "1b"}`],
  ])("that gives %s is understood: what comes out is what contracts take", async (_, bend) => {
    const url = await signer(async (call) => ({ result: bend((await honest(call)).result) }));
    const expected = await account.signTypedData(TYPED);
    expect(await (await cardAt(url)).signTypedData(TYPED)).toBe(expected);
    const { card } = await cardFromRemote(await target(), { url, ...remote });
    expect(card.point).toBe(particulars().point);
  });

  it("that signs with another key, or something else, is not believed", async () => {
    const other = privateKeyToAccount(hexOf(privateKey(8)));
    const answers = [
      (call: Call) => other.signTypedData(typedOf(call) as never),
      (call: Call) =>
        account.sign({
          hash: hashTypedData({
            ...typedOf(call),
            domain: { ...typedOf(call).domain, version: "2" },
          } as never),
        }),
      (call: Call) => account.signMessage({ message: { raw: hashTypedData(typedOf(call)) } }),
    ];
    for (const answer of answers) {
      const url = await signer(async (call) => ({
        result: await answer(call),
      }));
      const error = await refusal(async () => (await cardAt(url)).signTypedData(TYPED));
      expect(error.code).toBe("Signer.OtherKey");
      const card = await refusal(async () => cardFromRemote(await target(), { url, ...remote }));
      expect(card.code).toBe("Signer.OtherKey");
    }
  });

  it("is not asked for a message that shows more than it commits to, nor by a method that signs hashes", async () => {
    const seen: string[] = [];
    const url = await signer(honest, seen);
    const padded = { ...TYPED, message: { ...TYPED.message, amount: 0 } };
    expect((await refusal(async () => (await cardAt(url)).signTypedData(padded))).code).toBe(
      "Message.Refused",
    );
    for (const method of ["eth_sign", "personal_sign", "eth_sendTransaction", "no method"]) {
      const error = await refusal(async () => cardFromRemote(await target(), { url, ...remote, method }));
      expect(error.code).toBe("Card.Invalid");
      expect(error.details.issues).toMatchObject([{ field: "method" }]);
    }
    expect(seen).toEqual([]);
  });
});
