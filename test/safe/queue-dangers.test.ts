import {
  type Address,
  encodeFunctionData,
  getAddress,
  type Hex,
  maxUint256,
  parseAbi,
  parseEther,
  zeroAddress,
} from "viem";
import { beforeAll, describe, expect, it } from "vitest";
import { safeAbi } from "../../src/generated/safe-abi.ts";
import { encodeBatch } from "../../src/safe/batch.ts";
import type { QueueOptions } from "../../src/safe/queue.ts";
import { rejection } from "../../src/safe/settings.ts";
import { call, DELEGATECALL, type SafeTransaction } from "../../src/safe/transaction.ts";
import { addressOf, execute } from "../support/safe.ts";
import { codes, doctor, FRIEND, one } from "./queue-stage.ts";
import { fileOf, OWNERS, type Owner, ownerOf, type ServiceStage, serviceStage } from "./service-stage.ts";

const [ANA, BEN] = OWNERS as [Owner, Owner, Owner];
const STRANGER = ownerOf(0x5555);
const token = parseAbi([
  "function approve(address spender, uint256 amount)",
  "function increaseAllowance(address spender, uint256 added)",
  "function setApprovalForAll(address operator, bool approved)",
  "function transfer(address to, uint256 amount)",
  "function transferOwnership(address newOwner)",
]);

let stage: ServiceStage;
beforeAll(async () => {
  stage = await serviceStage("1.4.1");
  await stage.chain.setBalance(FRIEND, 1n);
  await stage.chain.setBalance(stage.safe.address, parseEther("5"));
});

/** What the doctor says of one transaction's content. */
async function judged(transaction: Parameters<typeof call>[0] | SafeTransaction, options: QueueOptions = {}) {
  const whole = "nonce" in transaction ? (transaction as SafeTransaction) : call(transaction, 0n);
  return doctor(stage, [await fileOf(stage.safe, whole)], options);
}

const calldata = (
  functionName: "approve" | "increaseAllowance" | "setApprovalForAll" | "transfer" | "transferOwnership",
  args: readonly unknown[],
) => encodeFunctionData({ abi: token, functionName, args } as never);

describe("what a transaction does", () => {
  it("a plain payment to a friend is no finding but that it waits", async () => {
    expect(codes(await judged({ to: FRIEND, value: 1n }))).toEqual(["collecting"]);
  });

  it("a delegatecall to code that is not Safe's MultiSend is a danger", async () => {
    const queue = await judged({ to: FRIEND, data: "0x12345678", operation: DELEGATECALL });
    expect(one(queue, "delegatecall").severity).toBe("danger");
    expect(queue.ok).toBe(false);
    const lib = await judged({
      to: addressOf("SignMessageLib", "1.4.1"),
      data: "0x85a5affe",
      operation: DELEGATECALL,
    });
    expect(codes(lib, "danger")).toContain("signsMessage");
  });

  it("a batch by Safe's MultiSend is judged call by call, and is none elsewhere", async () => {
    const calls = [
      { to: FRIEND, value: 1n, data: "0x" as Hex },
      {
        to: stage.safe.address,
        value: 0n,
        data: encodeFunctionData({ abi: safeAbi, functionName: "changeThreshold", args: [1n] }),
      },
    ];
    const batch = {
      to: addressOf("MultiSendCallOnly", "1.4.1"),
      data: encodeBatch(calls),
      operation: DELEGATECALL,
    } as const;
    const queue = await judged(batch);
    expect(codes(queue, "danger")).toEqual(["ownSafe"]);
    expect(one(queue, "ownSafe").place).toBe("2");
    const fine = { ...batch, data: encodeBatch(calls.slice(0, 1)) };
    expect(codes(await judged(fine), "danger")).toEqual([]);
    expect(codes(await judged({ ...batch, data: `${batch.data}00` }), "danger")).toContain("unreadableBatch");
    // 1.5.0's MultiSend has its address on this chain too, but nothing is there.
    const elsewhere = { ...fine, to: addressOf("MultiSend", "1.5.0") };
    expect(codes(await judged(elsewhere), "danger")).toEqual(
      expect.arrayContaining(["foreignBatch", "noCode"]),
    );
  });

  it("other code at MultiSend's address is not taken for it", async () => {
    const { chain } = stage;
    const to = addressOf("MultiSendCallOnly", "1.4.1");
    await chain.undoing(async () => {
      await chain.provider.request({ method: "hardhat_setCode", params: [to, "0x6001600055"] });
      const data = encodeBatch([{ to: FRIEND, value: 1n, data: "0x" }]);
      expect(codes(await judged({ to, data, operation: DELEGATECALL }), "danger")).toEqual(["foreignBatch"]);
    });
  });

  it.each([
    ["addOwnerWithThreshold", [STRANGER.address, 1n]],
    ["removeOwner", [ANA.address, BEN.address, 1n]],
    ["swapOwner", [ANA.address, BEN.address, STRANGER.address]],
    ["changeThreshold", [1n]],
    ["setGuard", [zeroAddress]],
    ["enableModule", [FRIEND]],
    ["disableModule", [FRIEND, ANA.address]],
    ["setFallbackHandler", [FRIEND]],
    ["setModuleGuard", [FRIEND]],
  ] as const)("%s is a danger", async (functionName, args) => {
    const data = encodeFunctionData({ abi: safeAbi, functionName, args } as never);
    expect(codes(await judged({ to: stage.safe.address, data }), "danger")).toContain("ownSafe");
  });

  it("a rejection is none, whatever else goes to the Safe is", async () => {
    expect(codes(await judged(rejection(stage.safe.address, 0n)), "danger")).toEqual([]);
    expect(codes(await judged({ to: stage.safe.address, data: "0x12345678" }), "danger")).toEqual([
      "ownSafe",
    ]);
  });

  it("a gas refund is a danger, a gas limit a warning", async () => {
    const refund = { ...call({ to: FRIEND }, 0n), gasPrice: 1n, refundReceiver: STRANGER.address };
    expect(codes(await judged(refund), "danger")).toEqual(["refund"]);
    const limit = { ...call({ to: FRIEND }, 0n), safeTxGas: 50_000n };
    const queue = await judged(limit);
    expect(codes(queue, "warning")).toEqual(["gasLimit"]);
    expect(queue.ok).toBe(true);
  });

  it("an allowance without limit is a danger, one for an amount is not", async () => {
    const to = addressOf("SafeProxyFactory", "1.4.1");
    for (const data of [
      calldata("approve", [FRIEND, maxUint256]),
      calldata("approve", [FRIEND, 2n ** 96n - 1n]),
      calldata("increaseAllowance", [FRIEND, maxUint256]),
      calldata("setApprovalForAll", [FRIEND, true]),
    ])
      expect(codes(await judged({ to, data }), "danger")).toEqual(["allowance"]);
    for (const data of [
      calldata("approve", [FRIEND, 2n ** 96n - 2n]),
      calldata("approve", [FRIEND, 0n]),
      calldata("setApprovalForAll", [FRIEND, false]),
    ])
      expect(codes(await judged({ to, data }), "danger")).toEqual([]);
  });

  it("an allowance of more than there is of a token is without limit", async () => {
    const { chain } = stage;
    const to = getAddress(`0x${"7c".repeat(20)}`);
    await chain.undoing(async () => {
      // Answers 1000 to whatever it is asked.
      await chain.provider.request({ method: "hardhat_setCode", params: [to, "0x6103e860005260206000f3"] });
      const allowing = async (amount: bigint) =>
        codes(await judged({ to, data: calldata("approve", [FRIEND, amount]) }), "danger");
      expect(await allowing(1_000n)).toEqual([]);
      expect(await allowing(1_001n)).toEqual(["allowance"]);
    });
  });

  it("calldata for an address without code is a danger, ether for one that was never used a warning", async () => {
    const nobody = getAddress(`0x${"d1".repeat(20)}`);
    expect(codes(await judged({ to: nobody, data: calldata("transfer", [FRIEND, 1n]) }), "danger")).toEqual([
      "noCode",
    ]);
    expect(codes(await judged({ to: nobody, value: 1n }), "warning")).toEqual(["neverUsed"]);
    expect(codes(await judged({ to: FRIEND, value: 1n }), "warning")).toEqual([]);
  });

  it("what is sent to nobody, or to the token itself, is a danger", async () => {
    const to = addressOf("SafeProxyFactory", "1.4.1");
    expect(codes(await judged({ to: zeroAddress, value: 1n }), "danger")).toEqual(["burn"]);
    expect(codes(await judged({ to, data: calldata("transfer", [to, 1n]) }), "danger")).toEqual(["burn"]);
    expect(codes(await judged({ to, data: calldata("transfer", [zeroAddress, 1n]) }), "danger")).toEqual([
      "burn",
    ]);
    expect(codes(await judged({ to, data: calldata("transfer", [FRIEND, 1n]) }), "danger")).toEqual([]);
  });

  it("handing over a contract, and bytes that nobody can read, are warnings", async () => {
    const to = addressOf("SafeProxyFactory", "1.4.1");
    expect(codes(await judged({ to, data: calldata("transferOwnership", [FRIEND]) }), "warning")).toEqual([
      "handsOver",
    ]);
    expect(codes(await judged({ to, data: "0x12345678" }), "warning")).toEqual(["notDecoded"]);
  });

  describe("given an address like one the Safe knows", () => {
    /** The first and last four digits of an address, and others between. */
    const like = (address: Address, digits = 4) =>
      getAddress(
        `0x${address.slice(2, 2 + digits)}${"3".repeat(40 - 2 * digits)}${address.slice(-digits)}`.toLowerCase(),
      );

    it.each([
      ["an owner", () => ANA.address],
      ["the Safe itself", () => stage.safe.address],
    ])("ether for what looks like %s is a danger", async (_, original) => {
      const queue = await judged({ to: like(original()), value: 1n });
      expect(one(queue, "lookalike")).toMatchObject({ severity: "danger" });
      expect(one(queue, "lookalike").reason).toContain(original());
      expect(codes(await judged({ to: original(), value: 1n }))).not.toContain("lookalike");
      expect(codes(await judged({ to: like(original(), 3), value: 1n }))).not.toContain("lookalike");
    });

    it("tokens are, and so are allowances and owners", async () => {
      const to = addressOf("SafeProxyFactory", "1.4.1");
      for (const data of [
        calldata("transfer", [like(BEN.address), 1n]),
        calldata("approve", [like(BEN.address), 1n]),
      ])
        expect(codes(await judged({ to, data }), "danger")).toEqual(["lookalike"]);
      const swap = encodeFunctionData({
        abi: safeAbi,
        functionName: "swapOwner",
        args: [ANA.address, BEN.address, like(BEN.address)],
      });
      expect(codes(await judged({ to: stage.safe.address, data: swap }), "danger")).toContain("lookalike");
    });

    it("an address of the operator's own counts as known", async () => {
      const to = like(FRIEND);
      expect(codes(await judged({ to, value: 1n }), "danger")).toEqual([]);
      expect(codes(await judged({ to, value: 1n }, { known: [FRIEND] }), "danger")).toEqual(["lookalike"]);
      expect(codes(await judged({ to, value: 1n }, { known: [FRIEND, to] }), "danger")).toEqual([]);
    });

    it("one the Safe has dealt with does too, of a SafeL2; and two in the queue accuse each other", async () => {
      const { chain, safe } = stage;
      const original = getAddress(`0x${"e5".repeat(20)}`);
      const [first, second] = [
        await fileOf(safe, call({ to: original, value: 1n }, 1n)),
        await fileOf(safe, call({ to: like(original), value: 1n }, 2n)),
      ];
      const before = await doctor(stage, [first, second]);
      expect(before.findings.filter(({ code }) => code === "lookalike").map(({ nonce }) => nonce)).toEqual([
        1n,
        2n,
      ]);
      await chain.undoing(async () => {
        await execute(safe, { to: original, value: 1n });
        const after = await doctor(stage, [first, second]);
        expect(one(after, "lookalike")).toMatchObject({ nonce: 2n, safeTxHash: second.safeTxHash });
      });
    });
  });
});
