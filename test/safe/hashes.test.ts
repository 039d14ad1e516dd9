import { TypedDataEncoder } from "ethers";
import { concatHex, encodeAbiParameters, type Hex, keccak256, stringToHex } from "viem";
import { describe, expect, it } from "vitest";
import { safeAbi } from "../../src/generated/safe-abi.ts";
import { VERSIONS } from "../../src/safe/deployments.ts";
import * as Nested from "../../src/safe/nested.ts";
import { hashes, type SafeTransaction, safeTxHash, typedData } from "../../src/safe/transaction.ts";
import { random } from "../proposal/random.ts";
import { castSign } from "./cast.ts";
import { randomDomain, randomTransaction } from "./random.ts";
import { account, fileFor, stage } from "./stage.ts";

const KEY: Hex = `0x${"00".repeat(31)}01`;
const COUNT = 1_200;

type Typed = { domain: object; types: Record<string, { name: string; type: string }[]>; message: object };

describe("hashes of random transactions", () => {
  it(`are ethers' for ${COUNT} of them, each on a Safe and chain of its own`, () => {
    const r = random(1);
    for (let i = 0; i < COUNT; i++) {
      const [domain, transaction] = [randomDomain(r), randomTransaction(r)];
      const typed = typedData(domain, transaction) as unknown as Typed;
      expect(safeTxHash(domain, transaction)).toBe(
        TypedDataEncoder.hash(typed.domain, typed.types, typed.message),
      );
      expect(hashes(domain, transaction).domain).toBe(TypedDataEncoder.hashDomain(typed.domain));
    }
  });

  // cast signs deterministically (RFC 6979), so the signature tells the digest; a list commits to the hash of each of its items.
  it(`are cast's for ${COUNT} of them, hashed in one list`, async () => {
    const r = random(2);
    const domain = randomDomain(r);
    const transactions = Array.from({ length: COUNT }, () => randomTransaction(r));
    const { types } = typedData(domain, transactions[0] as SafeTransaction);
    const all = { ...types, All: [{ name: "transactions", type: "SafeTx[]" }], EIP712Domain: DOMAIN };
    const signature = castSign(KEY, { domain, types: all, primaryType: "All", message: { transactions } });
    const ours = concatHex(transactions.map((one) => hashes(domain, one).message));
    const typeHash = keccak256(stringToHex(`All(SafeTx[] transactions)${SAFE_TX}`));
    const struct = keccak256(
      encodeAbiParameters([{ type: "bytes32" }, { type: "bytes32" }], [typeHash, keccak256(ours)]),
    );
    const digest = keccak256(
      concatHex(["0x1901", hashes(domain, transactions[0] as SafeTransaction).domain, struct]),
    );
    expect(signature).toBe(await account(1n).sign({ hash: digest }));
  });

  it("are cast's with the domain, for 12 signed one by one", async () => {
    const r = random(3);
    for (let i = 0; i < 12; i++) {
      const [domain, transaction] = [randomDomain(r), randomTransaction(r)];
      const typed = typedData(domain, transaction);
      const types = { ...typed.types, EIP712Domain: DOMAIN };
      const signature = castSign(KEY, { ...typed, types });
      expect(signature).toBe(await account(1n).sign({ hash: safeTxHash(domain, transaction) }));
    }
  });

  it.each(VERSIONS)("are those of a Safe %s itself", async (version) => {
    const { chain, safe, connection } = await stage(version);
    const domain = { chainId: connection.chainId, verifyingContract: safe.address };
    const r = random(4);
    const transactions = Array.from({ length: COUNT / 3 }, () => randomTransaction(r));
    for (const one of transactions) {
      const { to, value, data, operation, safeTxGas, baseGas, gasPrice, gasToken, refundReceiver, nonce } =
        one;
      const theirs = await chain.client.readContract({
        address: safe.address,
        abi: safeAbi,
        functionName: "getTransactionHash",
        args: [to, value, data, operation, safeTxGas, baseGas, gasPrice, gasToken, refundReceiver, nonce],
      });
      expect(safeTxHash(domain, one)).toBe(theirs);
    }
  });

  it.each(VERSIONS)("for the owners of an inner Safe %s are those its handler computes", async (version) => {
    const on = await stage(version);
    const file = await fileFor(on, [{ to: on.safe.address }]);
    const { domain, message, safeTxHash: hash } = hashes(file.domain, file.transaction);
    const handed = version === "1.5.0" ? hash : concatHex(["0x1901", domain, message]);
    const theirs = await on.chain.client.readContract({
      address: on.safe.address,
      abi: [
        {
          type: "function",
          name: "getMessageHash",
          stateMutability: "view",
          inputs: [{ type: "bytes" }],
          outputs: [{ type: "bytes32" }],
        },
      ],
      functionName: "getMessageHash",
      args: [handed],
    });
    expect(Nested.messageHash(file, on.safe.address)).toBe(theirs);
  });
});

const DOMAIN = [
  { name: "chainId", type: "uint256" },
  { name: "verifyingContract", type: "address" },
];

const SAFE_TX =
  "SafeTx(address to,uint256 value,bytes data,uint8 operation,uint256 safeTxGas,uint256 baseGas,uint256 gasPrice,address gasToken,address refundReceiver,uint256 nonce)";
