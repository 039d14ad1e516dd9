import { getAddress } from "viem";
import { beforeAll, describe, expect, it } from "vitest";
import { VERSIONS } from "../../src/safe/deployments.ts";
import { gather } from "../../src/safe/queue-item.ts";
import { rejection } from "../../src/safe/settings.ts";
import { call, encodeExecution, type SafeTransaction } from "../../src/safe/transaction.ts";
import { voidings } from "../../src/safe/void.ts";
import { refusalOf } from "../support/refusal.ts";
import { execute, signatures } from "../support/safe.ts";
import { fileOf, OWNERS, type Owner, type ServiceStage, serviceStage } from "./service-stage.ts";

const [ANA, BEN, CLEO] = OWNERS as [Owner, Owner, Owner];
const FRIEND = getAddress(`0x${"0b".repeat(20)}`);

async function queued(stage: ServiceStage, transactions: readonly (readonly [SafeTransaction, Owner[]])[]) {
  const files = await Promise.all(
    transactions.map(([transaction, by]) => fileOf(stage.safe, transaction, by)),
  );
  const state = await stage.state();
  return {
    state,
    files,
    items: await gather(
      stage.connection,
      state,
      files.map((file) => ({ kind: "file", label: "", file })),
    ),
  };
}

describe.each(VERSIONS)("voiding the queue of a Safe %s", (version) => {
  it("ends what was queued, although it had all its signatures", async () => {
    const stage = await serviceStage(version);
    try {
      const doomed = [0n, 2n].map((nonce) => call({ to: FRIEND, data: "0x01" }, nonce));
      const { state, items } = await queued(
        stage,
        doomed.map((one) => [one, [ANA, BEN]] as const),
      );
      const made = voidings(state, items);
      expect(made.map(({ nonce, ends, armed }) => [nonce, ends.length, armed.length])).toEqual([
        [0n, 1, 1],
        [1n, 0, 0],
        [2n, 1, 1],
      ]);
      for (const { file, missing, able } of made) {
        expect([missing, able]).toEqual([2, state.owners]);
        const data = encodeExecution(
          file.transaction,
          await signatures(stage.safe, file.transaction, [BEN, CLEO]),
        );
        await stage.chain.send({ to: stage.safe.address, data });
      }
      expect((await stage.state()).nonce).toBe(3n);
      for (const one of doomed) {
        const data = encodeExecution(one, await signatures(stage.safe, one, [ANA, BEN]));
        await expect(stage.chain.send({ to: stage.safe.address, data })).rejects.toThrow();
      }
    } finally {
      await stage.server.stop();
    }
  });
});

describe("voiding", () => {
  let stage: ServiceStage;
  beforeAll(async () => {
    stage = await serviceStage("1.4.1");
  });

  it("takes up a rejection that is queued, with its signatures", async () => {
    const { state, files, items } = await queued(stage, [
      [call({ to: FRIEND }, 0n), [ANA]],
      [rejection(stage.safe.address, 0n), [CLEO]],
    ]);
    const [made] = voidings(state, items);
    expect(made).toMatchObject({ file: files[1], signed: [CLEO.address], missing: 1, armed: [] });
    expect(made?.able).toEqual(expect.arrayContaining([ANA.address, BEN.address]));
    expect(made?.ends.map(({ safeTxHash }) => safeTxHash)).toEqual([files[0]?.safeTxHash]);
  });

  it("does the nonces that are named, also where nothing is queued", async () => {
    const { state, items } = await queued(stage, [[call({ to: FRIEND }, 0n), []]]);
    expect(voidings(state, items, [4n, 2n, 4n]).map(({ nonce }) => nonce)).toEqual([2n, 4n]);
  });

  it("refuses what is used, nothing, and what is too far", async () => {
    const { state, items } = await queued(stage, [[call({ to: FRIEND }, 500n), []]]);
    expect(await refusalOf(() => voidings(state, items))).toMatchObject({
      code: "SafeVoid.TooMany",
      details: { last: 500n, next: 0n },
    });
    expect(await refusalOf(() => voidings(state, []))).toMatchObject({ code: "SafeVoid.Nothing" });
    await stage.chain.undoing(async () => {
      await execute(stage.safe, { to: FRIEND });
      const after = await stage.state();
      expect(await refusalOf(() => voidings(after, items, [0n]))).toMatchObject({
        code: "SafeVoid.Used",
        details: { nonce: 0n, next: 1n },
      });
    });
  });
});
