import { type Hex, keccak256, parseEventLogs } from "viem";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as Consents from "../../src/approval/consents.ts";
import { type Means, review } from "../../src/approval/review.ts";
import { addSignature } from "../../src/approval/signing.ts";
import * as State from "../../src/approval/state.ts";
import { status } from "../../src/approval/status.ts";
import * as RulebookCodec from "../../src/charter/rulebook.ts";
import { conclaveAbi } from "../../src/generated/abi.ts";
import * as Proposal from "../../src/proposal/proposal.ts";
import * as Report from "../../src/proposal/report.ts";
import * as Source from "../../src/proposal/source.ts";
import * as Stamp from "../../src/proposal/stamp.ts";
import { firstWord } from "../../src/proposal/word.ts";
import { codeOf } from "../proposal/random.ts";
import { account, EMERGENCY } from "../simulation/roster.ts";
import { draft } from "../simulation/stage.ts";
import { ANA, BEN, CLEO, DAY, DORA, EMIL, FAY, open, type Scene } from "./scene.ts";

let scene: Scene;
beforeAll(async () => {
  scene = await open();
});
afterAll(() => scene.close());

describe("the whole way", () => {
  test("what was collected is what the chain takes, and status follows it to the end", async () => {
    const back = await scene.snapshot();
    const { file, state } = await scene.complete();
    const means: Means = { verify: scene.verify };
    expect(await status(file, state, means)).toMatchObject({
      phase: "submittable",
      needed: [],
      problems: [],
      ready: state.now + 2 * DAY,
    });
    const counted = await Consents.count(file, state, scene.verify);
    const { report, signatures } = Consents.pack(file, counted, state.roster);
    const receipt = await scene.send("scheduleProposal", [Proposal.pack(file.proposal, report), signatures]);
    const [scheduled] = parseEventLogs({ abi: conclaveAbi, logs: receipt.logs, eventName: "Scheduled" });
    expect(scheduled?.args.id).toBe(file.id);
    expect(Proposal.reportOf(scheduled?.args.proposal as Hex)).toBe(
      Report.hash(file.report as Report.Report),
    );
    const stamp = Stamp.decode(scheduled?.args.stamp as Hex);
    expect(stamp).toMatchObject({ approvers: [BEN, CLEO], proposer: ANA, tester: EMIL });
    const operation = { stamp, word: scheduled?.args.word as Hex };

    const waiting = await State.read(scene.client, file);
    expect((await review(file, waiting, means)).problems.map(({ code }) => code)).toEqual([
      "Approval.LaneMoved",
    ]);
    expect(await status(file, waiting, { ...means, operation })).toMatchObject({
      phase: "waiting",
      ready: stamp.ready,
    });
    await scene.mineAt(stamp.ready);
    expect(await status(file, await State.read(scene.client, file), { ...means, operation })).toMatchObject({
      phase: "executable",
    });
    await scene.send("execute", [Proposal.pack(file.proposal, report), scheduled?.args.stamp]);
    expect(await scene.client.call({ to: scene.stage.target, data: "0x3fa4f245" })).toMatchObject({
      data: `0x${"2a".padStart(64, "0")}`,
    });
    expect(await status(file, await State.read(scene.client, file), { ...means, operation })).toMatchObject({
      phase: "ended",
    });
    await back();
  });

  test("a tier without delay takes the same packing, and runs at once what its rulebook lists", async () => {
    const back = await scene.snapshot();
    const { stage, client, verify } = scene;
    const target = stage.target.toLowerCase() as Hex;
    const set = Source.fromCall({ target: stage.target, function: "set(uint256 value)", args: ["7"] });
    const exactRules = [
      { target, hash: keccak256(set.calls[0]?.data ?? "0x"), tiers: 1 << EMERGENCY, alone: false },
    ];
    const rulebook = RulebookCodec.encode({ serial: 1, rules: [], exactRules, items: [] });
    const { domain } = stage;
    await scene.enact(
      await draft(scene.provider, stage, Source.fromAmendment(domain.verifyingContract, { rulebook })),
    );

    const lane = Proposal.laneOf(EMERGENCY, 0);
    const more = { lane, prev: firstWord(stage.domain, lane), approvals: 1 };
    let file = await draft(scene.provider, stage, set, more);
    const state = await State.read(client, file);
    expect(state.rulebook?.exactRules.length).toBe(1);
    file = await scene.sign(await scene.sign(file, state, "propose", DORA), state, "approve", BEN);
    const { report, signatures } = Consents.pack(
      file,
      await Consents.count(file, state, verify),
      state.roster,
    );
    expect(report).toBe(`0x${"00".repeat(32)}`);
    await scene.send("scheduleProposal", [Proposal.pack(file.proposal, report), signatures]);
    expect(await client.call({ to: stage.target, data: "0x3fa4f245" })).toMatchObject({
      data: `0x${"7".padStart(64, "0")}`,
    });
    const other = Source.fromCall({ target: stage.target, function: "set(uint256 value)", args: ["8"] });
    const refused = await draft(scene.provider, stage, other, more);
    const { problems } = await status(refused, { ...state, now: refused.proposal.created }, { verify });
    expect(problems.map(({ code }) => code)).toEqual(["Approval.CallNotAllowed"]);
    await back();
  });

  test("an operation nobody executed is expired to the minute", async () => {
    const { file, state } = await scene.complete();
    const stamp: Stamp.Stamp = {
      approvers: [],
      proposer: 0,
      tester: null,
      roster: 1,
      rulebook: 0,
      serial: 1,
      scheduledAt: 1,
      ready: 100,
      reservedUntil: 0,
    };
    const word = `0x${((1n << 100n) | (5n << 1n) | 1n).toString(16).padStart(64, "0")}` as Hex;
    const phase = async (now: number) =>
      (await status(file, { ...state, word, now }, { verify: scene.verify, operation: { stamp, word } }))
        .phase;
    expect([await phase(99), await phase(100), await phase(299), await phase(300)]).toEqual([
      "waiting",
      "executable",
      "executable",
      "expired",
    ]);
  });
});

describe("who is still needed", () => {
  test("by person, as signatures come in", async () => {
    let file = await scene.tested();
    const state = await State.read(scene.client, file);
    const needed = async () => {
      const { needed: words, able, phase } = await status(file, state, { verify: scene.verify });
      return [phase, words, able.map(({ act, person }) => `${act} ${person}`)];
    };
    const approvers = ["approve holder 1", "approve holder 2", "approve holder 3"];
    expect(await needed()).toEqual([
      "collecting",
      ["a proposer", "a tester", "2 approvals"],
      ["propose holder 0", "propose holder 6", "test holder 4", "test holder 5", ...approvers],
    ]);
    file = await scene.sign(file, state, "propose", ANA);
    file = await scene.sign(file, state, "approve", BEN);
    expect(await needed()).toEqual([
      "collecting",
      ["a tester", "1 approval"],
      ["test holder 4", "test holder 5", ...approvers.slice(1)],
    ]);
    file = await scene.sign(file, state, "test", FAY);
    file = await scene.sign(file, state, "approve", DORA);
    expect(await needed()).toEqual(["submittable", [], []]);
    expect((await status(file, { ...state, epoch: 9 }, { verify: scene.verify })).phase).toBe("blocked");
  });

  test("an approval on-chain and the proposer as sender count without signatures, on-chain as here", async () => {
    const back = await scene.snapshot();
    let file = await scene.tested();
    await scene.send("approve", [file.id, DORA], account(DORA));
    file = await scene.tested();
    const id = file.id;
    await scene.send("approve", [id, DORA], account(DORA));
    const state = await State.read(scene.client, file);
    expect([...state.preApproved]).toEqual([DORA]);
    file = await scene.sign(file, state, "test", EMIL);
    file = await scene.sign(file, state, "approve", BEN);
    file = await addSignature(file, state, scene.verify, { act: "propose", key: ANA, signature: "0x" });
    expect((await Consents.count(file, state, scene.verify)).tally.missing.proposer).toBe(true);
    const counted = await Consents.count(file, state, scene.verify, account(ANA).address);
    expect(counted.tally.complete).toBe(true);
    const { report, signatures } = Consents.pack(file, counted, state.roster);
    const receipt = await scene.send(
      "scheduleProposal",
      [Proposal.pack(file.proposal, report), signatures],
      account(ANA),
    );
    const [scheduled] = parseEventLogs({ abi: conclaveAbi, logs: receipt.logs, eventName: "Scheduled" });
    expect(Stamp.decode(scheduled?.args.stamp as Hex).approvers).toEqual([BEN, DORA]);
    await back();
  });

  test("an incomplete file is not packed", async () => {
    const file = await scene.tested();
    const state = await State.read(scene.client, file);
    const counted = await Consents.count(file, state, scene.verify);
    expect(codeOf(() => Consents.pack(file, counted, state.roster))).toBe("Approval.Incomplete");
  });
});
