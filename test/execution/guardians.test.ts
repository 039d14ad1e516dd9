import hre from "hardhat";
import { keccak256, toBytes } from "viem";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as ChainState from "../../src/chain/state.ts";
import * as Acts from "../../src/execution/acts.ts";
import { cancel, prepareCancel } from "../../src/execution/cancel.ts";
import { clear, execute } from "../../src/execution/execute.ts";
import { status } from "../../src/execution/status.ts";
import { submit } from "../../src/execution/submit.ts";
import { laneOf } from "../../src/proposal/proposal.ts";
import { draft, execute as executeDirectly, schedule, signAll } from "../support/conclave.ts";
import { change, type Governed, governed, senderOf, setFee, sign } from "../support/governed.ts";
import {
  ANA,
  BEN,
  CLEO,
  COOLDOWN,
  DAN,
  DAY,
  EVE,
  GUS,
  HANA,
  ROUTINE,
  SUSPENSION,
} from "../support/people.ts";
import { codeOfAsync, refusalOf } from "../support/refusal.ts";

let network: Awaited<ReturnType<typeof hre.network.create>>;
let at: Governed;
beforeAll(async () => {
  network = await hre.network.create();
  at = await governed(network);
});
afterAll(() => network.close());

const state = () => ChainState.read(at.connection, at.address);
const act = async (what: Acts.Act) => {
  const prepared = Acts.prepare(await state(), what);
  return Acts.perform(at.sender, prepared, await sign(prepared));
};
const LANE = laneOf(ROUTINE, 0);

describe("cancel", () => {
  test("ends an operation, and starts the guardian's cooldown", async () => {
    await at.chain.undoing(async () => {
      const file = await change(at);
      await submit(at.sender, file);
      const prepared = prepareCancel(await state(), LANE, GUS);
      const receipt = await cancel(at.sender, prepared, await sign(prepared));
      expect(await status(at.connection, file)).toMatchObject({
        phase: "ended",
        outcome: "cancelled",
        endedBy: receipt.transactionHash,
      });
      await submit(at.sender, await change(at, { calls: [setFee(at.vault, 6n)] }));
      const again = prepareCancel(await state(), LANE, GUS);
      const readyAt =
        Number((await at.chain.client.getBlock({ blockNumber: receipt.blockNumber })).timestamp) + COOLDOWN;
      expect(await refusalOf(async () => cancel(at.sender, again, await sign(again)))).toMatchObject({
        code: "Revert.GuardianCooling",
        details: { args: [GUS, readyAt] },
      });
      const hana = prepareCancel(await state(), LANE, HANA);
      await cancel(await senderOf(at, HANA), hana);
    });
  });

  test("needs a guardian: nobody else, and nothing unsigned from somebody else's address", async () => {
    await at.chain.undoing(async () => {
      await submit(at.sender, await change(at));
      const byBen = prepareCancel(await state(), LANE, BEN);
      expect(await refusalOf(async () => cancel(at.sender, byBen, await sign(byBen)))).toMatchObject({
        code: "Revert.RoleMissing",
        details: { args: [BEN, 8] },
      });
      const byGus = prepareCancel(await state(), LANE, GUS);
      expect(await refusalOf(() => cancel(at.sender, byGus))).toMatchObject({
        code: "Revert.InvalidSignature",
        details: { args: [GUS] },
      });
    });
  });

  test("has nothing to end in an idle lane, or one that never was", async () => {
    const now = await state();
    expect(await codeOfAsync(() => prepareCancel(now, 0, GUS))).toBe("Cancel.NothingPending");
    expect(await codeOfAsync(() => prepareCancel(now, 77, GUS))).toBe("Cancel.NothingPending");
  });

  test("a protected operation must be handed in, and stays while enough approvals remain", async () => {
    await at.chain.undoing(async () => {
      const file = await draft(at, { lane: 1, approvals: 3, calls: [setFee(at.vault, 8n)] });
      const signers = { proposer: ANA, tester: EVE, approvers: [BEN, CLEO, DAN] };
      await schedule(at, file, signers);
      const prepared = prepareCancel(await state(), 1, GUS);
      const signature = await sign(prepared);
      expect(await codeOfAsync(() => cancel(at.sender, prepared, signature))).toBe("Cancel.HandItIn");
      expect(await refusalOf(() => cancel(at.sender, prepared, signature, { file }))).toMatchObject({
        code: "Revert.OperationProtected",
        details: { args: [1] },
      });
      await act({ kind: "suspend", holder: DAN, guardian: HANA });
      await cancel(at.sender, prepared, signature, { file });
      expect(await status(at.connection, file)).toMatchObject({ outcome: "cancelled" });
    });
  });
});

describe("suspend, lift and void", () => {
  test("a suspension shows, raises the epoch, kills what the holder carried, and can be lifted by its guardian only", async () => {
    await at.chain.undoing(async () => {
      const file = await change(at);
      await submit(at.sender, file);
      await act({ kind: "suspend", holder: BEN, guardian: GUS });
      const after = await state();
      const ben = after.holders.find(({ holder }) => holder === BEN);
      expect(after.config.epoch).toBe(1);
      expect(ben).toMatchObject({
        suspendedUntil: after.block.timestamp + SUSPENSION,
        suspendedBy: GUS,
        incident: 1,
      });
      expect(await status(at.connection, file)).toMatchObject({ phase: "dead", fate: "ApprovalsLost" });
      await at.chain.advance(DAY);
      expect(await refusalOf(() => execute(at.sender, file))).toMatchObject({
        code: "Revert.OperationDead",
        details: { args: [LANE, 7] },
      });
      expect(await refusalOf(() => act({ kind: "lift", holder: BEN, guardian: HANA }))).toMatchObject({
        code: "Revert.NotSuspendedBy",
        details: { args: [BEN, HANA] },
      });
      await act({ kind: "lift", holder: BEN, guardian: GUS });
      expect((await state()).holders.find(({ holder }) => holder === BEN)?.changes).toBe(2);
      await clear(at.sender, file);
      expect(await status(at.connection, file)).toMatchObject({ outcome: "cleared" });
    });
  });

  test("an act signed for one state of the holder does not fit the next", async () => {
    await at.chain.undoing(async () => {
      const prepared = Acts.prepare(await state(), { kind: "suspend", holder: BEN, guardian: HANA });
      const signature = await sign(prepared);
      await act({ kind: "suspend", holder: BEN, guardian: GUS });
      expect(await codeOfAsync(() => Acts.perform(at.sender, prepared, signature))).toBe(
        "Revert.InvalidSignature",
      );
    });
  });

  test("a void ends unprotected operations and unscheduled consent", async () => {
    await at.chain.undoing(async () => {
      const file = await change(at);
      await submit(at.sender, file);
      const waiting = await change(at, { lane: laneOf(ROUTINE, 1) });
      await act({ kind: "void", guardian: GUS });
      expect((await state()).config).toMatchObject({ epoch: 1, lastVoid: 1 });
      expect(await status(at.connection, file)).toMatchObject({ phase: "dead", fate: "Voided" });
      expect(await codeOfAsync(() => submit(at.sender, waiting))).toBe("Approval.StaleEpoch");
      await at.chain.advance(DAY);
      expect(await refusalOf(() => execute(at.sender, file))).toMatchObject({ details: { args: [LANE, 4] } });
    });
  });

  test("what is late is refused", async () => {
    await at.chain.undoing(async () => {
      const prepared = Acts.prepare(await state(), { kind: "void", guardian: GUS });
      const signature = await sign(prepared);
      await at.chain.moveTo(prepared.deadline + 1);
      const error = await refusalOf(() => Acts.perform(at.sender, prepared, signature));
      expect(error.code).toBe("Revert.DeadlinePassed");
      expect((error.details as { args: unknown[] }).args[0]).toBe(prepared.deadline);
    });
  });

  test("keys and holders nobody knows are refused before anything is signed", async () => {
    const now = await state();
    expect(await codeOfAsync(() => Acts.prepare(now, { kind: "void", guardian: 60 }))).toBe(
      "Acts.UnknownKey",
    );
    expect(await codeOfAsync(() => Acts.prepare(now, { kind: "suspend", holder: 60, guardian: GUS }))).toBe(
      "Acts.UnknownHolder",
    );
  });
});

test("attestations are put on record, once per key", async () => {
  await at.chain.undoing(async () => {
    const before = (await state()).register;
    const what = {
      kind: "attest",
      about: 7,
      subject: keccak256("0x01"),
      hash: keccak256(toBytes("minutes")),
      witness: EVE,
    } as const;
    await act(what);
    expect((await state()).register).not.toBe(before);
    expect(await refusalOf(() => act(what))).toMatchObject({
      code: "Revert.AlreadyAttested",
      details: { args: [7, what.subject, what.hash] },
    });
  });
});

test("an operation whose approver was suspended and came back stays dead, since consent before the incident is stale", async () => {
  await at.chain.undoing(async () => {
    const file = await change(at);
    const scheduled = await schedule(at, file);
    await act({ kind: "suspend", holder: BEN, guardian: GUS });
    await act({ kind: "lift", holder: BEN, guardian: GUS });
    await at.chain.advance(DAY);
    await expect(executeDirectly(at, scheduled, file)).rejects.toThrow();
    expect(await status(at.connection, file)).toMatchObject({ phase: "dead" });
  });
});

test("fixtures sign what they are asked to", async () => {
  const file = await signAll(await draft(at, { calls: [setFee(at.vault, 1n)] }));
  expect(file.signatures.map(({ act: kind, key }) => [kind, key])).toEqual([
    ["propose", ANA],
    ["test", EVE],
    ["approve", BEN],
    ["approve", CLEO],
  ]);
});
