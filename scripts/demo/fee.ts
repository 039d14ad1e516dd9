import { encodeFunctionData } from "viem";
import { simulate } from "../../src/chain/send.ts";
import { execute } from "../../src/execution/execute.ts";
import { conclaveAbi } from "../../src/generated/abi.ts";
import type { ProposalFile } from "../../src/proposal/file.ts";
import * as File from "../../src/proposal/file.ts";
import { pack } from "../../src/proposal/proposal.ts";
import * as Report from "../../src/proposal/report.ts";
import { encodeSignatures } from "../../src/proposal/signatures.ts";
import * as Source from "../../src/proposal/source.ts";
import * as Change from "./change.ts";
import * as Decision from "./decision.ts";
import { type Protocol, protocolAbi, VAULT } from "./protocol.ts";
import { word } from "./rulebook.ts";
import { must, type Told } from "./teller.ts";

const FEE = 25;

/** The main job: a change proposed by one person, tested by another, approved by two more. */
export async function agree(desk: Change.Desk, { vault }: Protocol): Promise<Told<ProposalFile>> {
  const data = encodeFunctionData({ abi: protocolAbi, functionName: "fee" });
  const made = Source.fromCall({ target: vault, function: "setFee(uint256 fee)", args: [String(FEE)] });
  const holds = { target: vault, data, comparison: "EQ", expected: word(FEE) } as const;
  const idea = {
    tier: 1,
    title: "Set the fee",
    note: "0.25 %, as decided at the meeting.",
    change: { ...made, interfaces: VAULT, conditions: [holds] },
  };
  const part = { proposer: "k1", tester: "k3", approvers: ["k4", "k5"] };
  const file = await Decision.agree(desk, idea, part);
  return { detail: "proposed by Ben, tested by Dan, approved by Eve and Femi", value: file };
}

/** People count, not keys. The file's own checks say so first; here the contract itself is asked, past all tools. */
export async function refuse(desk: Change.Desk, file: ProposalFile): Promise<Told<undefined>> {
  const { teller } = desk;
  teller.say("The tools would not send any of this; the contract is asked directly.");
  const without = {
    ...file,
    signatures: file.signatures.filter(({ act, key }) => act !== "approve" || key === 5),
  };
  for (const [label, attempt] of [
    ["k9", "Femi approves a second time, with her second key"],
    ["k10", "Ben, who proposed, approves with another key of his"],
  ] as const) {
    const tried = await Change.sign(desk, without, "approve", label);
    const seen = await Change.read(desk, tried);
    const refused = seen.consents.find(({ counts }) => !counts);
    must(refused?.label === label && !seen.complete, `${label} does not count`);
    teller.say(`the tools say of ${label}: ${refused?.why}`);
    await teller.refused(attempt, "Revert.HolderCountedTwice", () => ask(desk, tried));
  }
  const edited = structuredClone(file);
  const [call] = edited.proposal.calls;
  if (call !== undefined) call.data = `${call.data.slice(0, -2)}ff` as typeof call.data;
  await teller.refused(
    "somebody edits the fee in the file after it was signed",
    "ProposalFile.IdMismatch",
    async () => File.parse(File.stringify(edited)),
  );
  return {
    detail: "one person's second key, the proposer's approval and an edited file were refused",
    value: undefined,
  };
}

/** Scheduled, refused before its time, executed after it. */
export async function carryOut(
  desk: Change.Desk,
  { vault }: Protocol,
  file: ProposalFile,
): Promise<Told<undefined>> {
  const { teller, network } = desk;
  const scheduled = await Decision.schedule(desk, file);
  await teller.refused("executing before the delay is over", "Revert.OperationNotReady", () =>
    execute(network.outsider, file, scheduled.operation),
  );
  await Decision.carryOut(desk, scheduled);
  const fee = await network.connection.client.readContract({
    address: vault,
    abi: protocolAbi,
    functionName: "fee",
  });
  must(fee === BigInt(FEE), "the fee is what was decided");
  return { detail: `refused a day early, executed after it; the fee is ${fee}`, value: undefined };
}

/** Puts to the contract what no tool would send: every signature in the file, counted or not. */
function ask(
  { network }: Change.Desk,
  { proposal, report, signatures, domain }: ProposalFile,
): Promise<unknown> {
  const packed = encodeSignatures(signatures.toSorted((a, b) => rank(a) - rank(b)));
  const hash = report === undefined ? word(0) : Report.hash(report);
  const data = encodeFunctionData({
    abi: conclaveAbi,
    functionName: "scheduleProposal",
    args: [pack(proposal, hash), packed],
  });
  return simulate(network.connection, network.outsiderAddress, { to: domain.verifyingContract, data });
}

function rank({ act }: ProposalFile["signatures"][number]): number {
  return ["propose", "test", "approve"].indexOf(act);
}
