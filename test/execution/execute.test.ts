import hre from "hardhat";
import { numberToHex, parseEventLogs } from "viem";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { clear, execute } from "../../src/execution/execute.ts";
import * as Operation from "../../src/execution/operation.ts";
import { status } from "../../src/execution/status.ts";
import { submit } from "../../src/execution/submit.ts";
import { conclaveAbi } from "../../src/generated/abi.ts";
import { laneOf } from "../../src/proposal/proposal.ts";
import * as Stamp from "../../src/proposal/stamp.ts";
import { draft, signAll } from "../support/conclave.ts";
import { change, type Governed, governed, read, senderOf, setFee } from "../support/governed.ts";
import { ANA, BEN, CLEO, DAN, DAY, EXECUTORS_FIRST, MINUTE, PIA, ROUTINE } from "../support/people.ts";
import { codeOfAsync, refusalOf } from "../support/refusal.ts";

let network: Awaited<ReturnType<typeof hre.network.create>>;
let at: Governed;
beforeAll(async () => {
  network = await hre.network.create();
  at = await governed(network);
});
afterAll(() => network.close());

const GRACE = 7 * DAY;

describe("the whole way", () => {
  test("status follows a change from its first signature to its end", async () => {
    await at.chain.undoing(async () => {
      const file = await change(at);
      const unsigned = { ...file, signatures: [] };
      expect(await status(at.connection, unsigned)).toMatchObject({
        phase: "collecting",
        operation: null,
        outcome: null,
      });
      expect(await status(at.connection, file)).toMatchObject({ phase: "submittable" });

      const { operation, executed, receipt } = await submit(at.sender, file);
      expect(executed).toBe(false);
      expect(operation).toMatchObject({
        id: file.id,
        lane: laneOf(ROUTINE, 0),
        block: Number(receipt.blockNumber),
      });
      const stamp = Stamp.decode(operation.stamp);
      expect(stamp).toMatchObject({ proposer: ANA, tester: null, approvers: [BEN] });
      expect(await status(at.connection, file)).toMatchObject({
        phase: "waiting",
        fate: "Stands",
        ready: stamp.ready,
      });

      const early = await refusalOf(() => execute(at.sender, file));
      expect(early).toMatchObject({
        code: "Revert.OperationNotReady",
        details: { error: "OperationNotReady" },
      });
      expect((early.details as { args: unknown[] }).args.slice(0, 2)).toEqual([
        operation.lane,
        BigInt(stamp.ready),
      ]);

      await at.chain.moveTo(stamp.ready);
      expect(await status(at.connection, file)).toMatchObject({ phase: "executable" });
      const done = await execute(at.sender, file);
      expect(parseEventLogs({ abi: conclaveAbi, logs: done.logs, eventName: "Executed" })[0]?.args.lane).toBe(
        file.proposal.lane,
      );
      expect(await read(at, at.vault, "fee")).toBe(5n);
      expect(await status(at.connection, file)).toMatchObject({
        phase: "ended",
        outcome: "executed",
        endedBy: done.transactionHash,
      });
      expect(await codeOfAsync(() => execute(at.sender, file))).toBe("Execution.NotPending");
    });
  });

  test("the operation is found by its log alone, and a surplus signature stays behind", async () => {
    await at.chain.undoing(async () => {
      const lane = laneOf(ROUTINE, 0);
      const file = await signAll(await draft(at, { lane, calls: [setFee(at.vault, 6n)] }), {
        proposer: PIA,
        tester: null,
        approvers: [BEN, CLEO, DAN],
      });
      const { operation } = await submit(at.sender, file);
      expect(Stamp.decode(operation.stamp).approvers).toEqual([BEN]);
      expect(await Operation.find(at.connection, file)).toEqual(operation);
      await at.chain.moveTo(Stamp.decode(operation.stamp).ready);
      await execute(at.sender, file, operation);
      expect(await read(at, at.vault, "fee")).toBe(6n);
    });
  });

  test("the proposer's own address consents without a signature", async () => {
    await at.chain.undoing(async () => {
      const signed = await change(at);
      const signatures = signed.signatures.map((item) =>
        item.act === "propose" ? { ...item, signature: "0x" as const } : item,
      );
      const file = { ...signed, signatures };
      expect(await codeOfAsync(() => submit(at.sender, file))).toBe("Approval.Incomplete");
      const { operation } = await submit(await senderOf(at, ANA), file);
      expect(Stamp.decode(operation.stamp).proposer).toBe(ANA);
    });
  });
});

describe("execute", () => {
  test("refuses what was never scheduled, or belongs to another proposal", async () => {
    await at.chain.undoing(async () => {
      const file = await change(at);
      expect(await codeOfAsync(() => execute(at.sender, file))).toBe("Execution.NeverScheduled");
      const { operation } = await submit(at.sender, file);
      const other = await change(at, { calls: [setFee(at.vault, 9n)] });
      expect(await codeOfAsync(() => execute(at.sender, other, operation))).toBe("Operation.WrongProposal");
      const forged = { ...operation, stamp: numberToHex(BigInt(operation.stamp) ^ 1n, { size: 32 }) };
      expect(await codeOfAsync(() => execute(at.sender, file, forged))).toBe("Operation.LogForged");
    });
  });

  test("says in the target's own words why a call fails, and leaves the operation pending", async () => {
    await at.chain.undoing(async () => {
      const file = await change(at, { calls: [setFee(at.vault, 5000n)] });
      const { operation } = await submit(at.sender, file);
      await at.chain.advance(DAY);
      const error = await refusalOf(() => execute(at.sender, file));
      expect(error.code).toBe("Revert.CallFailed");
      expect(error.message).toBe("call 0 failed: the contract refused with FeeTooHigh(5000, 1000)");
      expect(await status(at.connection, file, { operation })).toMatchObject({ phase: "executable" });
    });
  });

  test("refuses where a post-condition does not hold", async () => {
    await at.chain.undoing(async () => {
      const data = "0xddca3f43"; // fee()
      const expected = `0x${"6".padStart(64, "0")}` as const;
      const file = await change(at, { conditions: [{ target: at.vault, data, comparison: "GE", expected }] });
      await submit(at.sender, file);
      await at.chain.advance(DAY);
      const actual = `0x${"5".padStart(64, "0")}`;
      expect(await refusalOf(() => execute(at.sender, file))).toMatchObject({
        code: "Revert.ConditionFailed",
        details: { args: [0n, actual, expected] },
      });
    });
  });

  test("is too late from the minute on in which the operation expires; the lane is free then", async () => {
    await at.chain.undoing(async () => {
      const file = await change(at);
      const { operation } = await submit(at.sender, file);
      const expiry = Math.ceil((Stamp.decode(operation.stamp).ready + GRACE) / MINUTE) * MINUTE;
      await at.chain.moveTo(expiry);
      expect(await status(at.connection, file)).toMatchObject({ phase: "expired", until: expiry });
      expect(await refusalOf(() => execute(at.sender, file))).toMatchObject({
        code: "Revert.OperationExpired",
        details: { args: [operation.lane] },
      });
      const next = await change(at, { calls: [setFee(at.vault, 7n)] });
      await submit(at.sender, next);
      expect(await status(at.connection, file)).toMatchObject({ phase: "ended", outcome: "overtaken" });
    });
  });

  test("leaves the first half of grace to executors where the tier says so", async () => {
    await at.chain.undoing(async () => {
      const file = await change(at, {}, EXECUTORS_FIRST);
      const { operation } = await submit(at.sender, file);
      const { ready, reservedUntil } = Stamp.decode(operation.stamp);
      expect(reservedUntil).toBe(ready + GRACE / 2);
      expect(await status(at.connection, file)).toMatchObject({ reservedUntil });
      await at.chain.moveTo(ready);
      expect(await refusalOf(() => execute(at.sender, file))).toMatchObject({
        code: "Revert.ReservedForExecutor",
        details: { args: [operation.lane, BigInt(reservedUntil)] },
      });
      await execute(await senderOf(at, PIA), file);
      expect(await read(at, at.vault, "fee")).toBe(5n);
    });
  });
});

test("clear refuses what is alive", async () => {
  await at.chain.undoing(async () => {
    const file = await change(at, { calls: [setFee(at.vault, 5n)] });
    await submit(at.sender, file);
    expect(await refusalOf(() => clear(at.sender, file))).toMatchObject({
      code: "Revert.OperationStands",
      details: { args: [laneOf(ROUTINE, 0)] },
    });
  });
});
