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
import { VERSIONS } from "../../src/safe/deployments.ts";
import * as SafeFile from "../../src/safe/file.ts";
import { examine, type Queue, type QueueOptions } from "../../src/safe/queue.ts";
import type { QueueFinding, QueueFindingCode } from "../../src/safe/queue-finding.ts";
import type { Source } from "../../src/safe/queue-item.ts";
import type { Doubt } from "../../src/safe/service-verify.ts";
import { rejection } from "../../src/safe/settings.ts";
import { call, DELEGATECALL, type SafeTransaction } from "../../src/safe/transaction.ts";
import { addressOf, execute } from "../support/safe.ts";
import {
  fileOf,
  OWNERS,
  type Owner,
  ownerOf,
  type ServiceStage,
  serviceStage,
  signed,
} from "./service-stage.ts";

const [ANA, BEN, CLEO] = OWNERS as [Owner, Owner, Owner];
const STRANGER = ownerOf(0x5555);
/** An account that has ether. */
const FRIEND = getAddress(`0x${"0b".repeat(20)}`);
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

function fromFile(file: SafeFile.SafeFile, label = "a file"): Source {
  return { kind: "file", label, file };
}

async function doctor(
  files: readonly (SafeFile.SafeFile | Source)[],
  options: QueueOptions = {},
  at: ServiceStage = stage,
): Promise<Queue> {
  const sources = files.map((one) => ("format" in one ? fromFile(one) : one));
  return examine(at.connection, await at.state(), sources, options);
}

function codes(queue: Queue, severity?: QueueFinding["severity"]): QueueFindingCode[] {
  return queue.findings
    .filter((one) => severity === undefined || one.severity === severity)
    .map(({ code }) => code);
}

function one(queue: Queue, code: QueueFindingCode): QueueFinding {
  const found = queue.findings.filter((finding) => finding.code === code);
  expect(found, codes(queue).join()).toHaveLength(1);
  return found[0] as QueueFinding;
}

/** What the doctor says of one transaction's content. */
async function judged(transaction: Parameters<typeof call>[0] | SafeTransaction, options: QueueOptions = {}) {
  const whole = "nonce" in transaction ? (transaction as SafeTransaction) : call(transaction, 0n);
  return doctor([await fileOf(stage.safe, whole)], options);
}

const calldata = (
  functionName: "approve" | "increaseAllowance" | "setApprovalForAll" | "transfer" | "transferOwnership",
  args: readonly unknown[],
) => encodeFunctionData({ abi: token, functionName, args } as never);

describe.each(VERSIONS)("the queue of a Safe %s", (version) => {
  it("in order has no dangers, and what is next is said with who can do it", async () => {
    const at = await serviceStage(version);
    try {
      await at.chain.setBalance(at.safe.address, parseEther("1"));
      await at.chain.setBalance(FRIEND, 1n);
      const ready = await fileOf(at.safe, call({ to: FRIEND, value: 1n }, 0n), [ANA, BEN]);
      const later = await fileOf(at.safe, rejection(at.safe.address, 1n), [CLEO]);
      const queue = await doctor([later, ready], {}, at);
      expect(queue.ok).toBe(true);
      expect(codes(queue)).toEqual(["executable"]);
      expect(queue.items.map(({ safeTxHash }) => safeTxHash)).toEqual([ready.safeTxHash, later.safeTxHash]);
      expect(queue.items[0]?.next).toEqual({ by: "anybody", trial: "succeeds" });
      expect(queue.owners).toEqual([
        {
          owner: expect.any(String),
          outstanding: [expect.objectContaining({ nonce: 0n, kind: "signature" })],
        },
        { owner: expect.any(String), outstanding: [expect.objectContaining({ nonce: 0n })] },
        {
          owner: CLEO.address,
          outstanding: [{ nonce: 1n, kind: "signature", safeTxHash: later.safeTxHash }],
        },
      ]);
      const almost = await doctor([{ ...ready, signatures: ready.signatures.slice(0, 1) }], {}, at);
      expect(almost.items[0]?.next?.trial).toBe("succeeds");
      expect(almost.items[0]?.next?.by).toHaveLength(2);
      const unsigned = await doctor([{ ...ready, signatures: [] }], {}, at);
      expect(one(unsigned, "collecting").reason).toMatch(/lacks 2 of 2/);
      expect(unsigned.items[0]?.next).toEqual({ by: [], trial: null });
    } finally {
      await at.server.stop();
    }
  });

  it("knows what was executed, what was replaced, and whom approvals came from", async () => {
    const at = await serviceStage(version);
    try {
      const done = await fileOf(at.safe, call({ to: FRIEND }, 0n));
      const lost = await fileOf(at.safe, call({ to: ANA.address }, 0n), [ANA]);
      const next = await fileOf(at.safe, call({ to: FRIEND }, 1n), [BEN]);
      const unknown: Hex = `0x${"77".repeat(32)}`;
      await at.chain.write(at.safe.address, safeAbi, "approveHash", [next.safeTxHash], ANA);
      await at.chain.write(at.safe.address, safeAbi, "approveHash", [done.safeTxHash], CLEO);
      await execute(at.safe, { to: FRIEND });
      const calm = await doctor([done, lost, next], {}, at);
      expect(one(calm, "executed")).toMatchObject({ nonce: 0n, safeTxHash: done.safeTxHash });
      expect(one(calm, "replaced")).toMatchObject({ nonce: 0n, safeTxHash: lost.safeTxHash });
      expect(calm.ok).toBe(true);
      expect(calm.items.at(-1)?.next).toEqual({ by: "anybody", trial: "succeeds" });
      expect(calm.owners.find(({ owner }) => owner === ANA.address)?.outstanding).toEqual([
        { safeTxHash: next.safeTxHash, nonce: 1n, kind: "approval" },
      ]);
      expect(calm.owners.find(({ owner }) => owner === CLEO.address)?.outstanding).toEqual([]);
      await at.chain.write(at.safe.address, safeAbi, "approveHash", [unknown], ANA);
      const odd = await doctor([done, lost, next], {}, at);
      expect(odd.ok).toBe(false);
      expect(one(odd, "unknownApproval")).toMatchObject({ severity: "danger", safeTxHash: unknown });
      expect(one(odd, "unknownApproval").reason).not.toMatch(/that is enough/);
      await at.chain.write(at.safe.address, safeAbi, "approveHash", [unknown], BEN);
      expect(one(await doctor([next], {}, at), "unknownApproval").reason).toMatch(/that is enough/);
    } finally {
      await at.server.stop();
    }
  });
});

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
      const before = await doctor([first, second]);
      expect(before.findings.filter(({ code }) => code === "lookalike").map(({ nonce }) => nonce)).toEqual([
        1n,
        2n,
      ]);
      await chain.undoing(async () => {
        await execute(safe, { to: original, value: 1n });
        const after = await doctor([first, second]);
        expect(one(after, "lookalike")).toMatchObject({ nonce: 2n, safeTxHash: second.safeTxHash });
      });
    });
  });
});

describe("its place in the queue", () => {
  it("holes are named once for each run of nonces", async () => {
    const { safe } = stage;
    const files = await Promise.all([2n, 3n, 6n].map((nonce) => fileOf(safe, call({ to: FRIEND }, nonce))));
    const queue = await doctor(files);
    const found = queue.findings.filter(({ code }) => code === "hole");
    expect(found.map(({ reason }) => /nonces? [\d to]+/.exec(reason)?.[0].trim())).toEqual([
      "nonces 0 to 1",
      "nonces 4 to 5",
    ]);
    expect(codes(await doctor([await fileOf(safe, call({ to: FRIEND }, 0n))]))).not.toContain("hole");
  });

  it("a nonce from far away does not keep the doctor busy", async () => {
    const far = await fileOf(stage.safe, call({ to: FRIEND }, 2n ** 200n));
    expect(codes(await doctor([far]))).toContain("hole");
  });

  it("of several at one nonce the one with most signatures leads", async () => {
    const { safe } = stage;
    const none = await fileOf(safe, call({ to: FRIEND }, 0n));
    const led = await fileOf(safe, call({ to: FRIEND, value: 1n }, 0n), [ANA]);
    const away = await fileOf(safe, rejection(safe.address, 0n));
    const queue = await doctor([none, led, away]);
    const { reason, severity } = one(queue, "clash");
    expect(severity).toBe("warning");
    expect(reason).toContain(`0 (${led.safeTxHash.slice(0, 10)}) leads with 1 of 2`);
    expect(reason).toContain("one of them rejects the others");
    expect(one(await doctor([none, away]), "clash").reason).toMatch(/none leads/);
  });

  it("two that could both be executed are a race, which is a danger", async () => {
    const { safe } = stage;
    const [one_, other] = [
      await fileOf(safe, call({ to: FRIEND }, 0n), [ANA, BEN]),
      await fileOf(safe, rejection(safe.address, 0n), [BEN, CLEO]),
    ];
    const queue = await doctor([one_, other]);
    expect(codes(queue, "danger")).toEqual(["race"]);
  });

  it("copies of one transaction are one, with the signatures of all", async () => {
    const { safe } = stage;
    const [one_, other] = [
      await fileOf(safe, call({ to: FRIEND }, 0n), [ANA], "mine"),
      await fileOf(safe, call({ to: FRIEND }, 0n), [BEN], "theirs"),
    ];
    const queue = await doctor([{ ...fromFile(other), kind: "service" }, one_]);
    expect(queue.items).toHaveLength(1);
    expect(queue.items[0]?.file.context.title).toBe("mine");
    expect(queue.items[0]?.standing.missing).toBe(0);
  });

  it("what has waited for long is old, by the word of the service that first saw it", async () => {
    const now = await stage.chain.now();
    const file = await fileOf(stage.safe, call({ to: FRIEND }, 0n));
    const aged = (days: number): Source => ({
      ...fromFile(file),
      kind: "service",
      claimed: { proposer: null, created: now - days * 86_400 },
    });
    expect(one(await doctor([aged(31)]), "old").reason).toMatch(/31 days/);
    expect(codes(await doctor([aged(29)]))).not.toContain("old");
    expect(codes(await doctor([aged(3)], { staleAfter: 86_400 }))).toContain("old");
  });
});

describe("signatures", () => {
  it("by who is no owner, or by nobody on-chain, are told and not counted", async () => {
    const file = await fileOf(stage.safe, call({ to: FRIEND }, 0n), [STRANGER]);
    const both = SafeFile.withSignatures(file, [{ owner: ANA.address, kind: "approved", signature: "0x" }]);
    const queue = await doctor([both]);
    expect(one(queue, "departed").reason).toContain(STRANGER.address);
    expect(one(queue, "notCounted").reason).toContain(ANA.address);
    expect(queue.items[0]?.standing.missing).toBe(2);
  });

  it("of an owner who was replaced count no more, and those of the new one do", async () => {
    const { chain, safe } = stage;
    const file = await fileOf(safe, call({ to: FRIEND }, 1n), [ANA]);
    const owners = (await stage.state()).owners;
    const before = owners[owners.indexOf(ANA.address) - 1] ?? "0x0000000000000000000000000000000000000001";
    await chain.undoing(async () => {
      const data = encodeFunctionData({
        abi: safeAbi,
        functionName: "swapOwner",
        args: [before, ANA.address, STRANGER.address],
      });
      await execute(safe, { to: safe.address, data });
      const resigned = SafeFile.withSignatures(file, [await signed(file, STRANGER)]);
      const queue = await doctor([resigned]);
      expect(one(queue, "departed").reason).toContain(ANA.address);
      expect(queue.items[0]?.standing.missing).toBe(1);
    });
  });

  it("that are complete do not help a transaction that fails", async () => {
    const file = await fileOf(stage.safe, call({ to: FRIEND, value: parseEther("100") }, 0n), [ANA, BEN]);
    const queue = await doctor([file]);
    expect(one(queue, "wouldFail").reason).toMatch(/GS013/);
    expect(codes(queue)).not.toContain("executable");
    const burning = await fileOf(stage.safe, { ...file.transaction, safeTxGas: 60_000n }, [ANA, BEN]);
    expect(one(await doctor([burning]), "wouldFail").reason).toMatch(/nonce would be used up/);
  });
});

describe("sources", () => {
  it("what only files or only the service have is said, given both", async () => {
    const { safe } = stage;
    const mine = await fileOf(safe, call({ to: FRIEND }, 0n));
    const theirs: Source = { ...fromFile(await fileOf(safe, call({ to: FRIEND }, 1n))), kind: "service" };
    const queue = await doctor([mine, theirs]);
    expect(one(queue, "onlyInFiles").nonce).toBe(0n);
    expect(one(queue, "onlyAtService").nonce).toBe(1n);
    expect(codes(await doctor([mine]))).toEqual(["collecting"]);
  });

  it.each([
    ["hash", "serviceLies"],
    ["forged", "serviceLies"],
    ["otherSafe", "serviceLies"],
    ["unreadable", "serviceOdd"],
    ["idle", "serviceOdd"],
    ["missing", "serviceOdd"],
  ] as const)("a service's %s is %s", async (kind, code) => {
    const doubts: Doubt[] = [{ kind, safeTxHash: null, message: "the service says so" }];
    const queue = await doctor([], { doubts });
    expect(codes(queue)).toEqual([code]);
    expect(queue.ok).toBe(code === "serviceOdd");
  });

  it("nothing at all is a healthy queue", async () => {
    expect(await doctor([])).toMatchObject({ items: [], findings: [], ok: true });
  });
});
