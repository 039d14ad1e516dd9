import type { Hex } from "viem";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as Consents from "../../src/approval/consents.ts";
import { type Addition, addSignature, merge, prepare } from "../../src/approval/signing.ts";
import * as State from "../../src/approval/state.ts";
import * as RosterCodec from "../../src/charter/roster.ts";
import { conclaveAbi } from "../../src/generated/abi.ts";
import * as File from "../../src/proposal/file.ts";
import type * as Report from "../../src/proposal/report.ts";
import { codeOf, codeOfAsync } from "../proposal/random.ts";
import { account } from "../simulation/roster.ts";
import { ANA, BEN, CLEO, EMIL, open, type Scene } from "./scene.ts";

let scene: Scene;
beforeAll(async () => {
  scene = await open();
});
afterAll(() => scene.close());

describe("signing", () => {
  test("takes nobody's word: what does not fit is refused", async () => {
    const file = await scene.tested();
    const state = await State.read(scene.client, file);
    const add = (addition: Addition, at = state, it = file) =>
      codeOfAsync(() => addSignature(it, at, scene.verify, addition));
    const bens = await account(BEN).signTypedData(Consents.typedFor(file, "approve") as never);
    expect(await add({ act: "approve", key: CLEO, signature: bens })).toBe("Approval.SignatureInvalid");
    expect(await add({ act: "approve", key: ANA, signature: bens })).toBe("Approval.CannotCount");
    expect(await add({ act: "approve", key: 63, signature: bens })).toBe("Approval.CannotCount");
    expect(await add({ act: "approve", key: BEN, signature: bens }, { ...state, epoch: 1 })).toBe(
      "Approval.StaleEpoch",
    );
    expect(
      await add({ act: "approve", key: BEN, signature: bens }, { ...state, now: file.proposal.created - 1 }),
    ).toBe("ProposalFile.FromTheFuture");
    expect(await add({ act: "approve", key: BEN, signature: "0x" })).toBe("Approval.NotOnChain");
    expect(await add({ act: "test", key: EMIL, signature: "0x" })).toBe("Approval.NotOnChain");
    const { report: _, ...unsimulated } = file;
    expect(await add({ act: "test", key: EMIL, signature: bens }, state, unsimulated)).toBe(
      "Approval.ReportMissing",
    );
    const signed = await addSignature(file, state, scene.verify, {
      act: "approve",
      key: BEN,
      signature: bens,
    });
    expect(signed.signatures).toEqual([{ act: "approve", key: BEN, holder: BEN, signature: bens }]);
    const twice = await addSignature(signed, state, scene.verify, {
      act: "approve",
      key: BEN,
      signature: bens,
    });
    expect(twice.signatures.length).toBe(1);
  });

  test("counts a key's expiry and its holder's suspension", async () => {
    const file = await scene.tested();
    const state = await State.read(scene.client, file);
    const suspendedUntil = new Map([[BEN, state.now + 1]]);
    const at = (now: number) => ({ ...state, now, standing: { ...state.standing, suspendedUntil } });
    expect(codeOf(() => prepare(file, at(state.now), { act: "approve", key: BEN }))).toBe(
      "Approval.CannotCount",
    );
    expect(prepare(file, at(state.now + 1), { act: "approve", key: BEN }).primaryType).toBe("Approve");
  });

  test("merges copies, and refuses what is no copy", async () => {
    const file = await scene.tested();
    const state = await State.read(scene.client, file);
    const [ana, ben, both] = [
      await scene.sign(file, state, "propose", ANA),
      await scene.sign(file, state, "approve", BEN),
      await scene.sign(await scene.sign(file, state, "approve", BEN), state, "test", EMIL),
    ];
    const merged = merge([both, ana, ben]);
    expect(merged.signatures.map(({ act, key }) => [act, key])).toEqual([
      ["propose", ANA],
      ["test", EMIL],
      ["approve", BEN],
    ]);
    expect(File.stringify(merge([ben, both, ana]))).toBe(File.stringify(merged));
    const { report: _, ...early } = ana;
    expect(merge([early, ben]).report).toEqual(file.report);
    expect(
      codeOf(() => merge([file, { ...file, report: { ...(file.report as Report.Report), gasUsed: 1 } }])),
    ).toBe("Approval.DifferentProposals");
    expect(codeOf(() => merge([file, { ...file, context: { ...file.context, title: "Other" } }]))).toBe(
      "Approval.DifferentProposals",
    );
    expect(codeOf(() => merge([]))).toBe("Approval.NothingToMerge");
  });
});

describe("reading the state", () => {
  test("a key that took another's place is pending until it is activated itself", async () => {
    const back = await scene.snapshot();
    const file = await scene.tested();
    const { client, stage } = scene;
    const read = () => State.read(client, file).then(({ standing }) => standing.states.get(BEN));
    expect(await read()).toBe("Active");
    const signer = account(50).address.toLowerCase() as Hex;
    const keys = stage.roster.keys.map((key, index) => (key && index === BEN ? { ...key, signer } : key));
    const address = stage.domain.verifyingContract;
    const carrier = await client.readContract({ address, abi: conclaveAbi, functionName: "rosterCarrier" });
    const code = `0x00${RosterCodec.encode({ ...stage.roster, keys }).slice(2)}`;
    await scene.provider.request({ method: "hardhat_setCode", params: [carrier, code] });
    expect(await read()).toBe("Pending");
    await back();
  });

  test("refuses another chain and what is no Conclave", async () => {
    const file = await scene.tested();
    expect(
      await codeOfAsync(() => State.read(scene.client, { ...file, domain: { ...file.domain, chainId: 1 } })),
    ).toBe("ProposalFile.WrongChain");
    const nowhere = { ...file, domain: { ...file.domain, verifyingContract: scene.stage.target } };
    expect(await codeOfAsync(() => State.read(scene.client, nowhere))).toBe("Approval.NotAConclave");
  });
});
