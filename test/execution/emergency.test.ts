import hre from "hardhat";
import { keccak256 } from "viem";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as ChainState from "../../src/chain/state.ts";
import * as RosterCodec from "../../src/charter/roster.ts";
import { execute } from "../../src/execution/execute.ts";
import { status } from "../../src/execution/status.ts";
import { neededToStop, prepareStop, stop } from "../../src/execution/stop.ts";
import { emergency, submit } from "../../src/execution/submit.ts";
import { laneOf } from "../../src/proposal/proposal.ts";
import * as SelfCall from "../../src/proposal/self-call.ts";
import { draft, scheduleAndExecute, signAll } from "../support/conclave.ts";
import {
  change,
  type Governed,
  governed,
  pause,
  read,
  senderOf,
  setFee,
  unpause,
} from "../support/governed.ts";
import {
  ANA_RECOVERY,
  account,
  BEN,
  CLEO,
  CLEO_RECOVERY,
  DAN,
  DAY,
  EMERGENCY,
  GUS,
  HANA,
  RECOVERY,
  TOM_RECOVERY,
} from "../support/people.ts";
import { codeOfAsync, refusalOf } from "../support/refusal.ts";

let network: Awaited<ReturnType<typeof hre.network.create>>;
let at: Governed;
beforeAll(async () => {
  network = await hre.network.create();
  at = await governed(network);
});
afterAll(() => network.close());

const lane = laneOf(EMERGENCY, 0);

describe("emergency", () => {
  test("a guardian alone pauses, in one transaction, where the rule says alone", async () => {
    await at.chain.undoing(async () => {
      const unsigned = await draft(at, { lane, approvals: 0, calls: [pause(at.vault)] });
      const file = await signAll(unsigned, { proposer: GUS, tester: null, approvers: [] });
      expect(await status(at.connection, file)).toMatchObject({ phase: "submittable" });
      const { executed, receipt } = await emergency(at.sender, file);
      expect(executed).toBe(true);
      expect(await read(at, at.vault, "paused")).toBe(true);
      expect(await status(at.connection, file)).toMatchObject({
        phase: "ended",
        outcome: "executed",
        endedBy: receipt.transactionHash,
      });
    });
  });

  test("a guardian from his own address needs no signature at all", async () => {
    await at.chain.undoing(async () => {
      const unsigned = await draft(at, { lane, approvals: 0, calls: [pause(at.vault)] });
      const file = {
        ...unsigned,
        signatures: [{ act: "propose" as const, key: GUS, signature: "0x" as const }],
      };
      await emergency(await senderOf(at, GUS), file);
      expect(await read(at, at.vault, "paused")).toBe(true);
    });
  });

  test("what is not marked alone takes a second person", async () => {
    await at.chain.undoing(async () => {
      const alone = await signAll(await draft(at, { lane, approvals: 0, calls: [unpause(at.vault)] }), {
        proposer: GUS,
        tester: null,
        approvers: [],
      });
      expect(await codeOfAsync(() => emergency(at.sender, alone))).toBe("Approval.TooFewDemanded");
      const both = async (call: typeof pause) =>
        signAll(await draft(at, { lane, approvals: 1, calls: [call(at.vault)] }), {
          proposer: GUS,
          tester: null,
          approvers: [HANA],
        });
      await emergency(at.sender, await both(pause));
      await emergency(at.sender, await both(unpause));
      expect(await read(at, at.vault, "paused")).toBe(false);
    });
  });

  test("does nothing but the exact calls listed, and only in a tier without delay", async () => {
    const other = await signAll(await draft(at, { lane, approvals: 1, calls: [setFee(at.vault, 1n)] }), {
      proposer: GUS,
      tester: null,
      approvers: [HANA],
    });
    expect(await codeOfAsync(() => emergency(at.sender, other))).toBe("Approval.CallNotAllowed");
    expect(await codeOfAsync(async () => emergency(at.sender, await change(at)))).toBe(
      "Execution.NotAnEmergency",
    );
  });

  test("a call that fails undoes the whole, and says why", async () => {
    const both = await signAll(await draft(at, { lane, approvals: 1, calls: [unpause(at.vault)] }), {
      proposer: GUS,
      tester: null,
      approvers: [HANA],
    });
    const error = await refusalOf(() => emergency(at.sender, both));
    expect(error.code).toBe("Revert.CallFailed");
    expect(error.message).toContain("ExpectedPause");
  });
});

describe("recovery", () => {
  const recover = async () => {
    const document = RosterCodec.encode({ ...at.roster, serial: at.roster.serial + 1 });
    const calls = [SelfCall.call(at.address, "amendRoster", [keccak256(document)])];
    const unsigned = await draft(at, {
      lane: laneOf(RECOVERY, 0),
      calls,
      documents: [{ document, activations: [] }],
    });
    return signAll(unsigned, {
      proposer: ANA_RECOVERY,
      tester: null,
      approvers: [CLEO_RECOVERY, TOM_RECOVERY],
    });
  };
  const stopping = async (keys: readonly number[]) => {
    const { lanes, setting } = await ChainState.read(at.connection, at.address);
    const recovery = lanes.find(({ lane: number }) => number === laneOf(RECOVERY, 0));
    if (recovery === undefined) throw new Error("no recovery");
    const typed = prepareStop(at.domain, recovery);
    const signatures = await Promise.all(
      keys.map(async (key) => ({ key, signature: await account(key).signTypedData(typed as never) })),
    );
    return {
      needed: await neededToStop(at.connection, at.address, setting.lens),
      send: () => stop(at.sender, at.domain, recovery, signatures),
    };
  };

  test("amends the roster after its long delay", async () => {
    await at.chain.undoing(async () => {
      const file = await recover();
      await submit(at.sender, file);
      await at.chain.advance(30 * DAY);
      await execute(at.sender, file);
      expect((await ChainState.read(at.connection, at.address)).config.roster).toBe(3);
    });
  });

  test("is stopped by one approver, next time by two, and the count begins anew after an operation of tier 0", async () => {
    await at.chain.undoing(async () => {
      const first = await recover();
      await submit(at.sender, first);
      const one = await stopping([BEN]);
      expect(one.needed).toBe(1);
      await one.send();
      expect(await status(at.connection, first)).toMatchObject({ phase: "ended", outcome: "stopped" });

      await submit(at.sender, await recover());
      const few = await stopping([CLEO]);
      expect(few.needed).toBe(2);
      expect(await refusalOf(few.send)).toMatchObject({
        code: "Revert.NotEnoughToStop",
        details: { args: [1n, 2n] },
      });
      await (await stopping([CLEO, DAN])).send();

      await scheduleAndExecute(at, await draft(at, { lane: 1, calls: [setFee(at.vault, 3n)] }));
      expect((await ChainState.read(at.connection, at.address)).config.attempts).toBe(0);
    });
  });

  test("is no business of guardians, and what is no recovery cannot be stopped", async () => {
    await at.chain.undoing(async () => {
      await submit(at.sender, await recover());
      const byGus = await stopping([GUS]);
      expect(await refusalOf(byGus.send)).toMatchObject({
        code: "Revert.RoleMissing",
        details: { args: [GUS, 2] },
      });
      await submit(at.sender, await change(at));
      const { lanes } = await ChainState.read(at.connection, at.address);
      const ordinary = lanes.find(({ lane: number }) => number === laneOf(1, 0));
      if (ordinary === undefined) throw new Error("no lane");
      expect(await refusalOf(() => stop(at.sender, at.domain, ordinary, []))).toMatchObject({
        code: "Revert.NotRecovery",
        details: { args: [ordinary.lane] },
      });
    });
  });
});
