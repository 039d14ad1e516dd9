import { encodeFunctionData, type Hex, parseEther } from "viem";
import { beforeAll, describe, expect, it } from "vitest";
import { safeAbi } from "../../src/generated/safe-abi.ts";
import { VERSIONS } from "../../src/safe/deployments.ts";
import * as SafeFile from "../../src/safe/file.ts";
import type { Source } from "../../src/safe/queue-item.ts";
import type { Doubt } from "../../src/safe/service-verify.ts";
import { rejection } from "../../src/safe/settings.ts";
import { call } from "../../src/safe/transaction.ts";
import { execute } from "../support/safe.ts";
import { codes, doctor, FRIEND, fromFile, one } from "./queue-stage.ts";
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

let stage: ServiceStage;
beforeAll(async () => {
  stage = await serviceStage("1.4.1");
  await stage.chain.setBalance(FRIEND, 1n);
  await stage.chain.setBalance(stage.safe.address, parseEther("5"));
});

describe.each(VERSIONS)("the queue of a Safe %s", (version) => {
  it("in order has no dangers, and what is next is said with who can do it", async () => {
    const at = await serviceStage(version);
    try {
      await at.chain.setBalance(at.safe.address, parseEther("1"));
      await at.chain.setBalance(FRIEND, 1n);
      const ready = await fileOf(at.safe, call({ to: FRIEND, value: 1n }, 0n), [ANA, BEN]);
      const later = await fileOf(at.safe, rejection(at.safe.address, 1n), [CLEO]);
      const queue = await doctor(at, [later, ready]);
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
      const almost = await doctor(at, [{ ...ready, signatures: ready.signatures.slice(0, 1) }]);
      expect(almost.items[0]?.next?.trial).toBe("succeeds");
      expect(almost.items[0]?.next?.by).toHaveLength(2);
      const unsigned = await doctor(at, [{ ...ready, signatures: [] }]);
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
      const calm = await doctor(at, [done, lost, next]);
      expect(one(calm, "executed")).toMatchObject({ nonce: 0n, safeTxHash: done.safeTxHash });
      expect(one(calm, "replaced")).toMatchObject({ nonce: 0n, safeTxHash: lost.safeTxHash });
      expect(calm.ok).toBe(true);
      expect(calm.items.at(-1)?.next).toEqual({ by: "anybody", trial: "succeeds" });
      expect(calm.owners.find(({ owner }) => owner === ANA.address)?.outstanding).toEqual([
        { safeTxHash: next.safeTxHash, nonce: 1n, kind: "approval" },
      ]);
      expect(calm.owners.find(({ owner }) => owner === CLEO.address)?.outstanding).toEqual([]);
      await at.chain.write(at.safe.address, safeAbi, "approveHash", [unknown], ANA);
      const odd = await doctor(at, [done, lost, next]);
      expect(odd.ok).toBe(false);
      expect(one(odd, "unknownApproval")).toMatchObject({ severity: "danger", safeTxHash: unknown });
      expect(one(odd, "unknownApproval").reason).not.toMatch(/that is enough/);
      await at.chain.write(at.safe.address, safeAbi, "approveHash", [unknown], BEN);
      expect(one(await doctor(at, [next]), "unknownApproval").reason).toMatch(/that is enough/);
    } finally {
      await at.server.stop();
    }
  });
});

describe("its place in the queue", () => {
  it("holes are named once for each run of nonces", async () => {
    const { safe } = stage;
    const files = await Promise.all([2n, 3n, 6n].map((nonce) => fileOf(safe, call({ to: FRIEND }, nonce))));
    const queue = await doctor(stage, files);
    const found = queue.findings.filter(({ code }) => code === "hole");
    expect(found.map(({ reason }) => /nonces? [\d to]+/.exec(reason)?.[0].trim())).toEqual([
      "nonces 0 to 1",
      "nonces 4 to 5",
    ]);
    expect(codes(await doctor(stage, [await fileOf(safe, call({ to: FRIEND }, 0n))]))).not.toContain("hole");
  });

  it("a nonce from far away does not keep the doctor busy", async () => {
    const far = await fileOf(stage.safe, call({ to: FRIEND }, 2n ** 200n));
    expect(codes(await doctor(stage, [far]))).toContain("hole");
  });

  it("of several at one nonce the one with most signatures leads", async () => {
    const { safe } = stage;
    const none = await fileOf(safe, call({ to: FRIEND }, 0n));
    const led = await fileOf(safe, call({ to: FRIEND, value: 1n }, 0n), [ANA]);
    const away = await fileOf(safe, rejection(safe.address, 0n));
    const queue = await doctor(stage, [none, led, away]);
    const { reason, severity } = one(queue, "clash");
    expect(severity).toBe("warning");
    expect(reason).toContain(`0 (${led.safeTxHash.slice(0, 10)}) leads with 1 of 2`);
    expect(reason).toContain("one of them rejects the others");
    expect(one(await doctor(stage, [none, away]), "clash").reason).toMatch(/none leads/);
  });

  it("two that could both be executed are a race, which is a danger", async () => {
    const { safe } = stage;
    const [one_, other] = [
      await fileOf(safe, call({ to: FRIEND }, 0n), [ANA, BEN]),
      await fileOf(safe, rejection(safe.address, 0n), [BEN, CLEO]),
    ];
    const queue = await doctor(stage, [one_, other]);
    expect(codes(queue, "danger")).toEqual(["race"]);
  });

  it("copies of one transaction are one, with the signatures of all", async () => {
    const { safe } = stage;
    const [one_, other] = [
      await fileOf(safe, call({ to: FRIEND }, 0n), [ANA], "mine"),
      await fileOf(safe, call({ to: FRIEND }, 0n), [BEN], "theirs"),
    ];
    const queue = await doctor(stage, [{ ...fromFile(other), kind: "service" }, one_]);
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
    expect(one(await doctor(stage, [aged(31)]), "old").reason).toMatch(/31 days/);
    expect(codes(await doctor(stage, [aged(29)]))).not.toContain("old");
    expect(codes(await doctor(stage, [aged(3)], { staleAfter: 86_400 }))).toContain("old");
  });
});

describe("signatures", () => {
  it("by who is no owner, or by nobody on-chain, are told and not counted", async () => {
    const file = await fileOf(stage.safe, call({ to: FRIEND }, 0n), [STRANGER]);
    const both = SafeFile.withSignatures(file, [{ owner: ANA.address, kind: "approved", signature: "0x" }]);
    const queue = await doctor(stage, [both]);
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
      const queue = await doctor(stage, [resigned]);
      expect(one(queue, "departed").reason).toContain(ANA.address);
      expect(queue.items[0]?.standing.missing).toBe(1);
    });
  });

  it("that are complete do not help a transaction that fails", async () => {
    const file = await fileOf(stage.safe, call({ to: FRIEND, value: parseEther("100") }, 0n), [ANA, BEN]);
    const queue = await doctor(stage, [file]);
    expect(one(queue, "wouldFail").reason).toMatch(/GS013/);
    expect(codes(queue)).not.toContain("executable");
    const burning = await fileOf(stage.safe, { ...file.transaction, safeTxGas: 60_000n }, [ANA, BEN]);
    expect(one(await doctor(stage, [burning]), "wouldFail").reason).toMatch(/nonce would be used up/);
  });
});

describe("sources", () => {
  it("what only files or only the service have is said, given both", async () => {
    const { safe } = stage;
    const mine = await fileOf(safe, call({ to: FRIEND }, 0n));
    const theirs: Source = { ...fromFile(await fileOf(safe, call({ to: FRIEND }, 1n))), kind: "service" };
    const queue = await doctor(stage, [mine, theirs]);
    expect(one(queue, "onlyInFiles").nonce).toBe(0n);
    expect(one(queue, "onlyAtService").nonce).toBe(1n);
    expect(codes(await doctor(stage, [mine]))).toEqual(["collecting"]);
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
    const queue = await doctor(stage, [], { doubts });
    expect(codes(queue)).toEqual([code]);
    expect(queue.ok).toBe(code === "serviceOdd");
  });

  it("nothing at all is a healthy queue", async () => {
    expect(await doctor(stage, [])).toMatchObject({ items: [], findings: [], ok: true });
  });
});
