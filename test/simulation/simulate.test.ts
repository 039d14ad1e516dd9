import { keccak256 } from "viem";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as RosterCodec from "../../src/charter/roster.ts";
import * as RulebookCodec from "../../src/charter/rulebook.ts";
import * as File from "../../src/proposal/file.ts";
import * as Proposal from "../../src/proposal/proposal.ts";
import * as Report from "../../src/proposal/report.ts";
import * as SelfCall from "../../src/proposal/self-call.ts";
import * as Source from "../../src/proposal/source.ts";
import { firstWord } from "../../src/proposal/word.ts";
import { simulate } from "../../src/test/simulate.ts";
import { codeOfAsync } from "../proposal/random.ts";
import { EMERGENCY, RECOVERY, roster } from "./roster.ts";
import { open, type Scene } from "./scene.ts";
import { draft, voidAll } from "./stage.ts";

const DAY = 86_400;
const ZERO = `0x${"00".repeat(32)}`;

describe("simulate", () => {
  let provider: Scene["provider"];
  let stage: Scene["stage"];
  let set: Scene["set"];
  let file: Scene["file"];
  let close: Scene["close"];
  beforeAll(async () => {
    ({ provider, stage, set, file, close } = await open());
  });
  afterAll(() => close());

  test("tells calls, events, storage, gas and conditions in words and bytes", async () => {
    const condition = {
      target: stage.target,
      data: "0x3fa4f245",
      comparison: "EQ",
      expected: word(42),
    } as const;
    const report = await simulate(provider, await file({ ...set("42"), conditions: [condition] }));
    expect(report.outcome).toBe("success");
    expect(report.failure).toBeNull();
    expect(report.calls).toMatchObject([
      { decoded: { signature: "set(uint256)", args: [{ name: "value", value: "42" }] }, returned: "0x" },
    ]);
    expect(report.calls[0]?.gasUsed).toBeGreaterThan(20_000);
    expect(report.gasUsed).toBeGreaterThan(report.calls[0]?.gasUsed ?? Number.POSITIVE_INFINITY);
    expect(report.events).toMatchObject([
      { address: stage.target, decoded: { signature: "ValueSet(uint256)" } },
    ]);
    expect(report.storage).toEqual([{ address: stage.target, slot: ZERO, before: ZERO, after: word(42) }]);
    expect(report.conditions).toEqual([{ ...condition, actual: word(42), holds: true }]);
    expect(report.balances).toEqual([]);
    expect(report.code).toEqual([]);
  });

  test("runs as scheduled in the pinned block and executed when ready", async () => {
    const proposal = await file(set("1"));
    const report = await simulate(provider, proposal);
    expect(report.at).toBe(report.block.timestamp + 2 * DAY);
    expect((await simulate(provider, proposal, report.at + 60)).at).toBe(report.at + 60);
    expect(await codeOfAsync(() => simulate(provider, proposal, report.at - 1))).toBe("Simulation.TooEarly");
  });

  test("leaves the node as it was", async () => {
    const block = () => provider.request({ method: "eth_getBlockByNumber", params: ["latest", false] });
    const before = await block();
    await simulate(provider, await file(set("42")));
    expect(await block()).toEqual(before);
    expect(
      await provider.request({
        method: "eth_call",
        params: [{ to: stage.target, data: "0x3fa4f245" }, "latest"],
      }),
    ).toBe(ZERO);
  });

  test("ether that moves", async () => {
    await provider.request({
      method: "hardhat_setBalance",
      params: [stage.domain.verifyingContract, "0x64"],
    });
    const [call] = Source.fromCall({
      target: "0x00000000000000000000000000000000000000AA",
      value: 7n,
      data: "0x",
    }).calls;
    const report = await simulate(provider, await file({ calls: [call as never] }));
    expect(report.balances.map(({ account, asset, change }) => [account, asset, change])).toEqual([
      ["0x00000000000000000000000000000000000000AA", "native", 7n],
      [stage.domain.verifyingContract, "native", -7n],
    ]);
  });

  test("a failing call is named, with its reason; nothing is claimed to change", async () => {
    const calls = [...set("1").calls, SelfCall.call(stage.domain.verifyingContract, "beginRetirement", [63])];
    const report = await simulate(provider, await file({ calls }));
    expect(report.outcome).toBe("failure");
    expect(report.failure).toMatchObject({ call: 1, condition: null, decoded: { name: "UnknownKey" } });
    expect([report.events, report.storage, report.balances]).toEqual([[], [], []]);
  });

  test("a call after the failing one was not reached", async () => {
    const report = await simulate(provider, await file({ calls: [...set("0").calls, ...set("1").calls] }));
    expect(report.failure).toMatchObject({ call: 0, data: "0x", decoded: null });
    expect(report.calls.map(({ gasUsed }) => gasUsed === null)).toEqual([false, true]);
  });

  test("a target without code, and too little gas, are named by their call", async () => {
    const nobody = Source.fromCall({
      target: "0x00000000000000000000000000000000000000AA",
      data: "0x12345678",
    }).calls;
    expect(
      (await simulate(provider, await file({ calls: [...set("1").calls, ...nobody] }))).failure,
    ).toMatchObject({
      call: 1,
      decoded: { name: "TargetHasNoCode" },
    });
    const greedy = set("1").calls.map((call) => ({ ...call, minGas: 4_000_000_000 }));
    expect((await simulate(provider, await file({ calls: greedy }))).failure).toMatchObject({
      call: 0,
      decoded: { name: "InsufficientGas" },
    });
  });

  test("a condition that does not hold is named", async () => {
    const holds = { target: stage.target, data: "0x3fa4f245", comparison: "GE", expected: word(5) } as const;
    const fails = { ...holds, comparison: "LE", expected: word(4) } as const;
    const report = await simulate(provider, await file({ ...set("5"), conditions: [holds, fails] }));
    expect(report.failure).toMatchObject({ call: null, condition: 1, decoded: { name: "ConditionFailed" } });
    expect(report.conditions.map(({ holds: held, actual }) => [held, actual])).toEqual([
      [true, word(5)],
      [false, word(5)],
    ]);
    const unreadable = { ...holds, target: "0x00000000000000000000000000000000000000AA" } as const;
    const unread = await simulate(provider, await file({ ...set("5"), conditions: [unreadable] }));
    expect(unread.failure).toMatchObject({ condition: 0, decoded: { name: "ConditionUnreadable" } });
    expect(unread.conditions).toMatchObject([{ actual: null, holds: false }]);
  });

  test("an amendment runs with its documents: a rulebook and a roster in one batch", async () => {
    const before = roster(stage.roster.keys[0]?.expiry ?? 0);
    const document = RosterCodec.encode({
      ...before,
      serial: 2,
      tiers: before.tiers.map((tier) => ({ ...tier, grace: 8 * DAY })),
    });
    const book = {
      serial: 1,
      rules: [{ target: stage.target, selector: "0x60fe47b1", tiers: 2, maxValue: 0n }],
      exactRules: [],
      items: [],
    } as const;
    const change = Source.fromAmendment(stage.domain.verifyingContract, {
      roster: { document, activations: [] },
      rulebook: RulebookCodec.encode(book),
    });
    const report = await simulate(provider, await file(change));
    expect(report.failure).toBeNull();
    expect(report.events.map(({ decoded }) => decoded?.name)).toEqual(["RosterAmended", "RulebookAmended"]);
    expect(report.code.map(({ after }) => after).sort()).toEqual(
      [document, RulebookCodec.encode(book)].map((bytes) => keccak256(`0x00${bytes.slice(2)}`)).sort(),
    );
    const bad = RosterCodec.encode({ ...before, serial: 3 });
    const refused = await simulate(
      provider,
      await file(
        Source.fromAmendment(stage.domain.verifyingContract, { roster: { document: bad, activations: [] } }),
      ),
    );
    expect(refused.failure).toMatchObject({ call: 0, decoded: { name: "SerialWrong" } });
  });

  test("a tier without delay runs in the next block", async () => {
    const lane = Proposal.laneOf(EMERGENCY, 0);
    const prev = firstWord(stage.domain, lane);
    const report = await simulate(
      provider,
      await draft(provider, stage, set("42"), { lane, prev, approvals: 1 }),
    );
    expect([report.outcome, report.at]).toEqual(["success", report.block.timestamp + 1]);
  });

  test("a recovery begun before an incident is simulated all the same; other tiers' stale consent is dead", async () => {
    const snapshot = await provider.request({ method: "evm_snapshot" });
    const lane = Proposal.laneOf(RECOVERY, 0);
    const prev = firstWord(stage.domain, lane);
    const before = roster(stage.roster.keys[0]?.expiry ?? 0);
    const document = RosterCodec.encode({ ...before, serial: 2, cooldown: before.cooldown + 1 });
    const change = Source.fromAmendment(stage.domain.verifyingContract, {
      roster: { document, activations: [] },
    });
    const recovery = await draft(provider, stage, change, { lane, prev });
    const ordinary = await draft(provider, stage, set("42"));
    await voidAll(provider, stage);
    expect((await simulate(provider, recovery)).failure).toBeNull();
    expect((await simulate(provider, ordinary)).failure).toMatchObject({
      call: null,
      decoded: { name: "OperationDead" },
    });
    await provider.request({ method: "evm_revert", params: [snapshot] });
  });

  test("the report survives the file and hashes the same", async () => {
    const proposal = await file(set("42"));
    const report = await simulate(provider, proposal);
    const read = File.parse(File.stringify({ ...proposal, report })).report;
    expect(read).toEqual(report);
    expect(Report.hash(read as Report.Report)).toBe(Report.hash(report));
  });
});

function word(value: number): `0x${string}` {
  return `0x${value.toString(16).padStart(64, "0")}`;
}
