import { type Hex, zeroAddress } from "viem";
import { beforeAll, describe, expect, it } from "vitest";
import * as File from "../../src/safe/file.ts";
import { withMore } from "../../src/safe/merge.ts";
import { jsonSchemaText } from "../../src/safe/schema.ts";
import { add, addContract, sign } from "../../src/safe/signing.ts";
import { call, hashes } from "../../src/safe/transaction.ts";
import { BAD_FILES } from "./bad-files.ts";
import { account, OWNERS, signerOf } from "./stage.ts";

const SAFE = "0x9b7de31D34C91E2C9F3A6F7E8a4cA3a3dE9C3D11".toLowerCase() as Hex;
const [ana, ben] = OWNERS as [ReturnType<typeof account>, ReturnType<typeof account>];

const bare = File.create({
  domain: { chainId: 1, verifyingContract: SAFE },
  version: "1.4.1",
  transaction: {
    ...call({ to: account(7n).address, value: 10n ** 18n, data: "0xABcd" }, 12n),
    safeTxGas: 3n,
  },
  title: "Golden",
  note: "Why.",
  interfaces: ["function set(uint256 value)"],
});

/** The file's JSON after a change, as text. */
function edited(file: File.SafeFile, change: (json: Record<string, never>) => void): string {
  const json = JSON.parse(File.stringify(file));
  change(json);
  return JSON.stringify(json);
}

describe("a Safe proposal file", () => {
  let file: File.SafeFile;
  beforeAll(async () => {
    file = await sign(await sign(bare, signerOf(ana)), signerOf(ben));
  });

  it("is written in one way, and read back the same", () => {
    expect(File.parse(File.stringify(file))).toEqual(file);
    expect(File.stringify(bare)).toMatchInlineSnapshot(`
      "{
        "context": {
          "interfaces": [
            "function set(uint256 value)"
          ],
          "note": "Why.",
          "title": "Golden"
        },
        "domain": {
          "chainId": 1,
          "verifyingContract": "0x9b7dE31D34C91e2C9f3A6F7E8A4Ca3A3dE9C3D11"
        },
        "format": "conclave-safe/1",
        "safeTxHash": "0x66e075cb5712713ad6eff3cc987797a8cb4f1ef3b6488562e21ba969f6a7c03c",
        "signatures": [],
        "transaction": {
          "baseGas": "0",
          "data": "0xabcd",
          "gasPrice": "0",
          "gasToken": "0x0000000000000000000000000000000000000000",
          "nonce": "12",
          "operation": 0,
          "refundReceiver": "0x0000000000000000000000000000000000000000",
          "safeTxGas": "3",
          "to": "0xd41c057fd1c78805AAC12B0A94a405c0461A6FBb",
          "value": "1000000000000000000"
        },
        "version": "1.4.1"
      }
      "
    `);
  });

  it("has the hashes it always had (golden)", () => {
    expect(hashes(bare.domain, bare.transaction)).toMatchInlineSnapshot(`
      {
        "domain": "0x80c78f7756fef017aa0a5b1a3539c14bf4eb4f90abe7f5c88755b52e5703a380",
        "message": "0xeeb849ca208c7360560f03468d94ba80485e328f0a0c69133ac5e953caade059",
        "safeTxHash": "0x66e075cb5712713ad6eff3cc987797a8cb4f1ef3b6488562e21ba969f6a7c03c",
      }
    `);
  });

  it("keeps signatures by ascending owner, whoever signs first", async () => {
    const other = await sign(await sign(bare, signerOf(ben)), signerOf(ana));
    expect(other).toEqual(file);
    expect(BigInt(other.signatures[0]?.owner ?? 0)).toBeLessThan(BigInt(other.signatures[1]?.owner ?? 0));
  });

  it("takes the signatures of a copy that was signed meanwhile, whatever the copy is called", async () => {
    const [own, other] = [await sign(bare, signerOf(ana)), await sign(bare, signerOf(ben))];
    const copy = { ...other, context: { ...other.context, title: "Their own words" } };
    expect(withMore(own, copy)).toEqual(file);
    expect(withMore(copy, own)).toEqual({ ...file, context: copy.context });
  });

  it("takes no signature of another transaction, also none that only a contract can judge", () => {
    const { domain, version, transaction, context } = bare;
    const strange = File.create({ domain, version, ...context, transaction: { ...transaction, nonce: 13n } });
    expect(() => withMore(bare, addContract(strange, ana.address, "0x12"))).toThrow(
      expect.objectContaining({
        code: "SafeMerge.Different",
        details: { first: bare.safeTxHash, other: strange.safeTxHash },
      }),
    );
  });

  it("keeps an announcement", () => {
    const announcement = {
      guard: account(8n).address,
      tier: 1,
      epoch: 0,
      deadline: 99,
      proposer: { key: 3, signature: "0x" as Hex },
      tester: { key: 4, signature: "0x12" as Hex, report: bare.safeTxHash },
    };
    expect(File.parse(File.stringify({ ...file, announcement })).announcement).toEqual(announcement);
  });

  it.each(BAD_FILES)("is refused with %s", (_, code, change) => {
    const text = edited(file, change as never);
    expect(() => File.parse(text)).toThrow(expect.objectContaining({ code }));
  });

  it("is refused if it is no JSON", () => {
    expect(() => File.parse("{")).toThrow(expect.objectContaining({ code: "SafeFile.NotJson" }));
  });

  it("is refused on another chain, and for another Safe", () => {
    const refusal = (chainId: number, verifyingContract: Hex) => () =>
      File.checkDomain(file, { chainId, verifyingContract });
    expect(refusal(1, file.domain.verifyingContract)).not.toThrow();
    expect(refusal(10, file.domain.verifyingContract)).toThrow(
      expect.objectContaining({ code: "SafeFile.WrongChain" }),
    );
    expect(refusal(1, zeroAddress)).toThrow(expect.objectContaining({ code: "SafeFile.WrongSafe" }));
  });

  it("takes a signature by eth_sign in every form wallets give", async () => {
    const raw = await ana.signMessage({ message: { raw: bare.safeTxHash } });
    const v = Number(`0x${raw.slice(-2)}`);
    const forms = [v, v - 27, v + 4].map(
      (one) => `${raw.slice(0, -2)}${one.toString(16).padStart(2, "0")}` as Hex,
    );
    for (const form of forms) {
      expect(add(bare, form, [ana.address]).signatures).toEqual([
        { owner: ana.address, kind: "message", signature: forms[2] },
      ]);
    }
    expect(() => add(bare, raw, [ben.address])).toThrow(
      expect.objectContaining({ code: "SafeSigning.SomebodyElses" }),
    );
    expect(() => add(bare, "0x1234")).toThrow(expect.objectContaining({ code: "SafeSigning.Unreadable" }));
  });

  it("cannot be signed by what is no account", async () => {
    const signer = {
      ...signerOf(ana),
      describe: () => ({ label: "p256", kind: "ERC7913", custody: "keystore" }) as const,
    };
    await expect(sign(bare, signer)).rejects.toMatchObject({ code: "SafeSigning.NotAnAccount" });
  });

  it("has a schema that is published", async () => {
    await expect(jsonSchemaText()).toMatchFileSnapshot("../../schemas/safe-proposal.schema.json");
  });
});
