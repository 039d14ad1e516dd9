import {
  type Address,
  concatHex,
  encodeFunctionData,
  type Hex,
  maxUint256,
  numberToHex,
  parseAbi,
} from "viem";
import { describe, expect, it } from "vitest";
import { multiSendAbi, safeAbi } from "../../src/generated/safe-abi.ts";
import { type BatchItem, batchContract, decodeBatch, encodeBatch } from "../../src/safe/batch.ts";
import { decode } from "../../src/safe/decode.ts";
import type { Version } from "../../src/safe/deployments.ts";
import { create } from "../../src/safe/file.ts";
import { review } from "../../src/safe/review.ts";
import { call, type SafeTransaction } from "../../src/safe/transaction.ts";
import { random } from "../proposal/random.ts";
import { artifact } from "../support/artifact.ts";
import { addressOf } from "../support/safe.ts";
import { account, stage } from "./stage.ts";

const SAFE = account(50n).address;
const OTHER = account(51n).address;
const TOKEN = account(52n).address;
const erc20 = parseAbi(["function transfer(address to, uint256 amount)"]);
const transfer = encodeFunctionData({ abi: erc20, functionName: "transfer", args: [OTHER, 5n] });
const encode = (
  functionName: "enableModule" | "approveHash" | "changeThreshold" | "setGuard",
  args: unknown[],
) => encodeFunctionData({ abi: safeAbi, functionName, args } as never);

function reviewOf(
  transaction: Partial<SafeTransaction> & { to: Address },
  interfaces: string[] = [],
  version: Version = "1.4.1",
) {
  const whole = { ...call(transaction, 0n), ...transaction };
  return review(
    create({
      domain: { chainId: 1, verifyingContract: SAFE },
      version,
      transaction: whole,
      title: "x",
      interfaces,
    }),
  );
}

const codes = async (transaction: Partial<SafeTransaction> & { to: Address }, interfaces: string[] = []) =>
  (await reviewOf(transaction, interfaces)).warnings.map(({ code, place }) => [code, place].join(" ").trim());

describe("a batch", () => {
  it("survives the way through calldata, for 200 random ones", () => {
    const r = random(7);
    for (let i = 0; i < 200; i++) {
      const calls = r.list(1 + r.below(5), () => ({
        to: r.address(),
        value: BigInt(r.bytes(32)),
        data: r.bytes(r.below(100)),
      }));
      expect(decodeBatch(encodeBatch(calls))).toEqual(calls.map((one) => ({ operation: 0, ...one })));
    }
  });

  const packed = (...items: Hex[]) =>
    encodeFunctionData({ abi: multiSendAbi, functionName: "multiSend", args: [concatHex(items)] });
  const item = (operation: number, length: bigint, data: Hex): Hex =>
    concatHex([
      numberToHex(operation, { size: 1 }),
      OTHER,
      numberToHex(0n, { size: 32 }),
      numberToHex(length, { size: 32 }),
      data,
    ]);
  const good = encodeBatch([{ to: OTHER, value: 1n, data: "0x1234" }]);

  it.each<[string, Hex]>([
    ["nothing", packed()],
    ["a third operation", packed(item(2, 0n, "0x"))],
    ["bytes that break off", packed(item(0, 3n, "0x1234"))],
    ["a length beyond all", packed(item(0, maxUint256, "0x"))],
    ["a head that breaks off", packed(item(0, 0n, "0x"), "0x0011")],
    ["bytes after the end", `${good}00`],
    ["padding that is not zero", `0x${good.slice(2, -2)}01`],
    ["another function", transfer],
  ])("that is %s is not read", (_, data) => {
    expect(decodeBatch(data)).toBeNull();
  });

  it("cannot call the zero address, which some versions take for the Safe", () => {
    expect(() => encodeBatch([{ to: `0x${"00".repeat(20)}`, value: 0n, data: "0x" }])).toThrow(
      expect.objectContaining({ code: "SafeBatch.ZeroTarget" }),
    );
  });

  it("goes through a contract that is found only where Safe's own code is", async () => {
    const { connection } = await stage("1.4.1");
    expect(await batchContract(connection, "1.4.1")).toMatchObject({
      address: addressOf("MultiSendCallOnly", "1.4.1"),
    });
    await expect(batchContract(connection, "1.3.0")).rejects.toMatchObject({
      code: "SafeBatch.NoContract",
      details: { version: "1.3.0" },
    });
  });
});

describe("a review", () => {
  it("names each call, recursively: in batches, and in what another Safe is made to execute", async () => {
    const inner = encodeFunctionData({
      abi: safeAbi,
      functionName: "execTransaction",
      args: [TOKEN, 0n, transfer, 0, 0n, 0n, 0n, SAFE, SAFE, "0x"],
    });
    const batch = encodeBatch([
      { to: TOKEN, value: 0n, data: transfer },
      { to: OTHER, value: 10n ** 18n, data: "0x" },
      { to: OTHER, value: 0n, data: inner },
    ]);
    const { calls, warnings } = await reviewOf({
      to: addressOf("MultiSendCallOnly", "1.4.1"),
      data: batch,
      operation: 1,
    });
    expect(calls.map(({ place, sentence }) => `${place} ${sentence}`)).toEqual([
      " a batch of 3 calls, all or none",
      `1 transfer(to: ${OTHER}, amount: 5) of ${TOKEN}`,
      `2 sends 1 ether to ${OTHER}`,
      expect.stringMatching(/^3 execTransaction\(/),
      `3.1 transfer(to: ${OTHER}, amount: 5) of ${TOKEN}`,
    ]);
    expect(warnings).toEqual([]);
  });

  it("says what the file alone claims, and that known names cannot be overridden", async () => {
    const data = encodeFunctionData({ abi: artifact("mocks/Vault").abi, functionName: "setFee", args: [5n] });
    const { calls } = await reviewOf({ to: OTHER, data }, ["function setFee(uint256 basisPoints)"]);
    expect(calls[0]?.sentence).toBe(`setFee(basisPoints: 5) of ${OTHER} (named so by the file)`);
    const twin = await reviewOf({ to: TOKEN, data: transfer }, [
      "function transfer(address harmless, uint256 x)",
    ]);
    expect(twin.calls[0]?.sentence).toBe(`transfer(to: ${OTHER}, amount: 5) of ${TOKEN}`);
    expect(await codes({ to: OTHER, data })).toEqual(["notDecoded"]);
  });

  it("takes a zero target in a batch of 1.5.0 for the Safe itself", async () => {
    const data = encode("enableModule", [OTHER]);
    const zero: BatchItem = { operation: 0, to: OTHER, value: 0n, data };
    const batch = encodeBatch([zero]).replace(OTHER.slice(2).toLowerCase(), "00".repeat(20)) as Hex;
    const file = (version: Version) =>
      create({
        domain: { chainId: 1, verifyingContract: SAFE },
        version,
        transaction: call({ to: addressOf("MultiSendCallOnly", version), data: batch, operation: 1 }, 0n),
        title: "x",
      });
    expect(decode(file("1.5.0")).inner[0]?.to).toBe(SAFE);
    expect(decode(file("1.4.1")).inner[0]?.to).not.toBe(SAFE);
    expect((await review(file("1.5.0"))).warnings).toMatchObject([{ code: "ownSafe", place: "1" }]);
  });

  it("warns of what must be looked at twice", async () => {
    const batch = addressOf("MultiSend", "1.4.1");
    const delegating = encodeFunctionData({
      abi: multiSendAbi,
      functionName: "multiSend",
      args: [
        concatHex([
          "0x01",
          OTHER,
          numberToHex(0n, { size: 32 }),
          numberToHex(4n, { size: 32 }),
          "0x12345678",
        ]),
      ],
    });
    expect(await codes({ to: OTHER, operation: 1, data: "0x12345678" })).toEqual(["delegatecall"]);
    expect(await codes({ to: batch, operation: 1, data: delegating })).toEqual(["delegatecall 1"]);
    expect(await codes({ to: batch, operation: 1, data: "0x12345678" })).toEqual(["unreadableBatch"]);
    expect(await codes({ to: addressOf("SignMessageLib", "1.4.1"), operation: 1, data: "0x" })).toEqual([
      "signsMessage",
    ]);
    expect(await codes({ to: SAFE, data: encode("setGuard", [OTHER]) })).toEqual(["ownSafe"]);
    expect(await codes({ to: SAFE, data: "0x" })).toEqual([]);
    const args = [OTHER, 0n, encode("setGuard", [TOKEN]), 0, 0n, 0n, 0n, SAFE, SAFE, "0x"] as const;
    const other = encodeFunctionData({ abi: safeAbi, functionName: "execTransaction", args });
    expect((await reviewOf({ to: OTHER, data: other })).warnings).toMatchObject([
      { code: "ownSafe", place: "1", message: expect.stringContaining(`the Safe ${OTHER} itself`) },
    ]);
    expect(await codes({ to: OTHER, data: encode("approveHash", [`0x${"12".repeat(32)}`]) })).toEqual([
      "consent",
    ]);
    expect(await codes({ to: OTHER, gasPrice: 1n })).toEqual(["refund", "gasLimit"]);
    expect(await codes({ to: OTHER, safeTxGas: 1n })).toEqual(["gasLimit"]);
    expect(await codes({ to: OTHER, value: 1n })).toEqual([]);
  });
});
