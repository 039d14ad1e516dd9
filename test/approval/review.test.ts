import type { Hex } from "viem";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as Consents from "../../src/approval/consents.ts";
import { type Means, review } from "../../src/approval/review.ts";
import * as State from "../../src/approval/state.ts";
import * as RosterCodec from "../../src/charter/roster.ts";
import * as RulebookCodec from "../../src/charter/rulebook.ts";
import type * as File from "../../src/proposal/file.ts";
import * as Proposal from "../../src/proposal/proposal.ts";
import * as Report from "../../src/proposal/report.ts";
import * as Source from "../../src/proposal/source.ts";
import * as TypedData from "../../src/proposal/typed-data.ts";
import { simulate } from "../../src/test/simulate.ts";
import { codeOfAsync } from "../proposal/random.ts";
import { draft } from "../simulation/stage.ts";
import { BEN, DAY, force, GIL, open, type Scene } from "./scene.ts";

let scene: Scene;
beforeAll(async () => {
  scene = await open();
});
afterAll(() => scene.close());

describe("review", () => {
  test("shows change, simulation, people and the hashes a hardware wallet shows", async () => {
    const { file, state } = await scene.complete();
    const seen = await review(await force(file, "approve", GIL), state, { verify: scene.verify });
    expect(seen.changes.map(({ sentence }) => sentence)).toEqual([`set(value: 42) of ${scene.stage.target}`]);
    expect(seen.simulation).toMatchObject({
      outcome: "success",
      repeated: false,
      hash: Report.hash(file.report as Report.Report),
    });
    expect(seen.simulation?.findings[0]).toBe(`${scene.stage.target} emits ValueSet(uint256)`);
    expect(seen.consents.map(({ act, person, counts, why }) => [act, person, counts, why])).toEqual([
      ["propose", "holder 0", true, null],
      ["test", "holder 4", true, null],
      ["approve", "holder 1", true, null],
      ["approve", "holder 2", true, null],
      ["approve", "holder 6", false, "the key's role does not count for this in this tier"],
    ]);
    expect([seen.complete, seen.problems, seen.warnings]).toEqual([true, [], []]);
    for (const act of ["propose", "test", "approve"] as const) {
      expect(seen.hashes[act]).toEqual(TypedData.hashes(Consents.typedFor(file, act)));
    }
  });

  test("refuses a proposal edited after signing, even with its id put right", async () => {
    const { file, state } = await scene.complete();
    const proposal = { ...file.proposal, calls: file.proposal.calls.map((call) => ({ ...call, value: 1n })) };
    expect(await codeOfAsync(() => review({ ...file, proposal }, state, { verify: scene.verify }))).toBe(
      "ProposalFile.IdMismatch",
    );
    const id = Proposal.id(file.domain, proposal);
    expect(await codeOfAsync(() => review({ ...file, proposal, id }, state, { verify: scene.verify }))).toBe(
      "Approval.ReportMismatch",
    );
    const { report: _, ...bare } = { ...file, proposal, id };
    const signatures = bare.signatures.filter(({ act }) => act !== "test");
    expect(await codeOfAsync(() => review({ ...bare, signatures }, state, { verify: scene.verify }))).toBe(
      "Approval.SignatureInvalid",
    );
  });

  test("refuses a report edited after the test was signed", async () => {
    const { file, state } = await scene.complete();
    const report = { ...(file.report as Report.Report), gasUsed: 1 };
    expect(await codeOfAsync(() => review({ ...file, report }, state, { verify: scene.verify }))).toBe(
      "Approval.SignatureInvalid",
    );
    const interfaces = ["function renamed(uint256 value)"];
    expect(
      await codeOfAsync(() =>
        review({ ...file, context: { ...file.context, interfaces } }, state, { verify: scene.verify }),
      ),
    ).toBe("Approval.ReportMismatch");
  });

  test("refuses an edited note, another chain, another contract", async () => {
    const { file, state } = await scene.complete();
    const renoted = { ...file, context: { ...file.context, note: "Nothing to see." } };
    expect(await codeOfAsync(() => review(renoted, state, { verify: scene.verify }))).toBe(
      "ProposalFile.NoteMismatch",
    );
    const elsewhere = { ...state, domain: { ...state.domain, chainId: 1 } };
    expect(await codeOfAsync(() => review(file, elsewhere, { verify: scene.verify }))).toBe(
      "ProposalFile.WrongChain",
    );
    const other = { ...state, domain: { ...state.domain, verifyingContract: scene.stage.target } };
    expect(await codeOfAsync(() => review(file, other, { verify: scene.verify }))).toBe(
      "ProposalFile.WrongContract",
    );
  });

  test("refuses a signature put under another key, act or person", async () => {
    const { file, state } = await scene.complete();
    const [propose] = file.signatures;
    const moved = (change: object) => ({
      ...file,
      signatures: [{ ...(propose as File.Signature), holder: undefined, ...change }],
    });
    expect(
      await codeOfAsync(() => review(moved({ key: GIL }) as never, state, { verify: scene.verify })),
    ).toBe("Approval.SignatureInvalid");
    expect(
      await codeOfAsync(() => review(moved({ act: "approve" }) as never, state, { verify: scene.verify })),
    ).toBe("Approval.SignatureInvalid");
    expect(
      await codeOfAsync(() => review(moved({ holder: 5 }) as never, state, { verify: scene.verify })),
    ).toBe("Approval.WrongHolder");
  });

  test("simulates again where it can, and refuses another outcome", async () => {
    const { file, state } = await scene.complete();
    const again: Means["simulate"] = (it, _, at) => simulate(scene.provider, it, at);
    expect((await review(file, state, { verify: scene.verify, simulate: again })).simulation?.repeated).toBe(
      true,
    );
    const differs: Means["simulate"] = async (it, _, at) => ({
      ...(await simulate(scene.provider, it, at)),
      gasUsed: 1,
    });
    expect(await codeOfAsync(() => review(file, state, { verify: scene.verify, simulate: differs }))).toBe(
      "Approval.ReportNotRepeated",
    );
  });

  test("says what stands in the way", async () => {
    const { file, state } = await scene.complete();
    const codes = async (change: Partial<State.State>) =>
      (await review(file, { ...state, ...change }, { verify: scene.verify })).problems.map(
        ({ code }) => code,
      );
    const { created, deadline } = file.proposal;
    expect(await codes({})).toEqual([]);
    expect(await codes({ now: deadline })).toEqual([]);
    expect(await codes({ now: deadline + 1 })).toEqual(["ProposalFile.Expired"]);
    expect(await codes({ now: created - 1 })).toEqual(["ProposalFile.FromTheFuture"]);
    expect(await codes({ signingWindow: deadline - created - 1 })).toEqual(["ProposalFile.WindowTooLong"]);
    expect(await codes({ epoch: 1 })).toEqual(["Approval.StaleEpoch"]);
    expect(await codes({ closed: true })).toEqual(["Approval.Closed"]);
    expect(await codes({ opened: false })).toEqual(["Approval.NotOpened"]);
    expect(await codes({ word: `0x${"00".repeat(31)}02` })).toEqual(["Approval.LaneMoved"]);
    const stricter = {
      ...state.roster,
      tiers: state.roster.tiers.map((tier) => ({ ...tier, approvals: 3 })),
    };
    expect(await codes({ roster: stricter })).toEqual(["Approval.TooFewDemanded"]);
    const recovery = {
      ...state.roster,
      tiers: state.roster.tiers.map((tier) => ({ ...tier, recovery: true })),
    };
    expect(await codes({ epoch: 1, roster: recovery })).toEqual([]);
  });

  test("warns of a changed charter, a failed or missing simulation, calls nobody decoded", async () => {
    const failing = await scene.tested("0");
    const state = await State.read(scene.client, failing);
    const codes = async (file: File.ProposalFile, at = state) =>
      (await review(file, at, { verify: scene.verify })).warnings.map(({ code }) => code);
    expect(await codes(failing)).toEqual(["Approval.SimulationFailed"]);
    const { report: _, ...unsimulated } = failing;
    expect(await codes(unsimulated)).toEqual(["Approval.NotSimulated"]);
    const raw = await draft(scene.provider, scene.stage, {
      calls: [{ target: scene.stage.witness, value: 0n, data: "0x00000000", minGas: 0 }],
    });
    expect(await codes({ ...raw, report: await simulate(scene.provider, raw) })).toEqual([
      "Approval.CallNotDecoded",
    ]);
    expect(await codes(unsimulated, { ...state, rosterDocument: "0x" })).toEqual([
      "Approval.CharterChanged",
      "Approval.NotSimulated",
    ]);
  });

  test("tells an amendment in people's words", async () => {
    const { roster } = scene.stage;
    const keys = roster.keys.map((key, index) =>
      key && index === BEN ? { ...key, expiry: key.expiry - 60 * 24 } : key,
    );
    const document = RosterCodec.encode({
      ...roster,
      serial: 2,
      keys,
      tiers: roster.tiers.map((tier) => ({ ...tier, delay: DAY })),
    });
    const target = scene.stage.target.toLowerCase() as Hex;
    const rulebook = RulebookCodec.encode({
      serial: 1,
      rules: [{ target, selector: "0x60fe47b1", tiers: 2, maxValue: 0n }],
      exactRules: [],
      items: [],
    });
    const change = Source.fromAmendment(scene.stage.domain.verifyingContract, {
      roster: { document, activations: [] },
      rulebook,
    });
    const file = await draft(scene.provider, scene.stage, change);
    const seen = await review(file, await State.read(scene.client, file), { verify: scene.verify });
    expect(seen.changes.map(({ sentence }) => sentence.slice(0, 16))).toEqual([
      "amendRoster(hash",
      "amendRulebook(ha",
    ]);
    expect(seen.changes[0]?.details.join("\n")).toContain("tier 0 delay 48 h → 24 h");
    expect(seen.changes[0]?.details.join("\n")).toContain("key k1 of holder 1 expires");
    expect(seen.changes[1]?.details.join("\n")).toContain("0x60fe47b1");
  });
});
