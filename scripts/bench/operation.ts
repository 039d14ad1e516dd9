import { type Hex, keccak256 } from "viem";
import type { Rulebook } from "../../src/charter/model.ts";
import * as RulebookCodec from "../../src/charter/rulebook.ts";
import * as Execute from "../../src/execution/execute.ts";
import type { Operation } from "../../src/execution/operation.ts";
import { submit } from "../../src/execution/submit.ts";
import { conclaveAbi } from "../../src/generated/abi.ts";
import type * as Documents from "../../src/proposal/documents.ts";
import * as File from "../../src/proposal/file.ts";
import * as Report from "../../src/proposal/report.ts";
import * as SelfCall from "../../src/proposal/self-call.ts";
import * as Stamp from "../../src/proposal/stamp.ts";
import * as TypedData from "../../src/proposal/typed-data.ts";
import { simulate } from "../../src/test/simulate.ts";
import { SIGNING_WINDOW } from "./charters.ts";
import { type Conclave, signAs } from "./conclave.ts";
import type { Flow } from "./measure.ts";
import type { Call, Charged } from "./network.ts";

/** Key indices of those who consent. */
export type Part = {
  readonly proposer: number;
  readonly tester?: number;
  readonly approvers: readonly number[];
};

export type Change = {
  readonly lane: number;
  readonly calls: readonly Call[];
  readonly documents?: readonly Documents.Supplied[];
  readonly part: Part;
};

export type Scheduled = {
  readonly file: File.ProposalFile;
  readonly operation: Operation;
  readonly charged: Charged;
};

/** The proposal's file, as the chain stands. */
export async function draft(
  { network, address, domain, rosterDocument }: Conclave,
  { lane, calls, documents = [], part }: Change,
): Promise<File.ProposalFile> {
  const at = { address, abi: conclaveAbi } as const;
  const { epoch } = await network.client.readContract({ ...at, functionName: "config" });
  return File.create({
    domain,
    lane,
    prev: await network.client.readContract({ ...at, functionName: "laneWord", args: [lane] }),
    epoch,
    created: network.now(),
    signingWindow: SIGNING_WINDOW,
    approvals: part.approvers.length,
    calls: calls.map(({ to, data }) => ({ target: to, value: 0n, data, minGas: 0 })),
    documents,
    title: "A change",
    note: "Because.",
    charter: File.charterHash(rosterDocument, null),
  });
}

/** The file with everybody's signature; a tester simulates first. */
export async function signed(
  conclave: Conclave,
  unsigned: File.ProposalFile,
  { proposer, tester, approvers }: Part,
): Promise<File.ProposalFile> {
  const { domain, network } = conclave;
  const { proposal } = unsigned;
  const signature = async (act: File.Signature["act"], key: number, typed: TypedData.TypedData) => ({
    act,
    key,
    signature: await signAs(conclave, key, typed),
  });
  const signatures = [await signature("propose", proposer, TypedData.propose(domain, proposal))];
  const report = tester === undefined ? undefined : await simulate(network.provider, unsigned);
  if (tester !== undefined && report !== undefined) {
    const typed = TypedData.test(domain, { proposal, report: Report.hash(report) });
    signatures.push(await signature("test", tester, typed));
  }
  for (const key of approvers) {
    signatures.push(await signature("approve", key, TypedData.approve(domain, proposal)));
  }
  return { ...unsigned, ...(report && { report }), signatures };
}

/** Everybody signs; the library packs and submits, as for anybody. */
export async function schedule(conclave: Conclave, change: Change): Promise<Scheduled> {
  const file = await signed(conclave, await draft(conclave, change), change.part);
  const { operation, charged } = await conclave.network.sendBy((sender) => submit(sender, file));
  return { file, operation, charged };
}

/** Waits out the delay, having seen that it cannot be gone round, and executes. */
export async function execute(
  { network }: Conclave,
  { file, operation }: Omit<Scheduled, "charged">,
): Promise<Charged> {
  const { ready } = Stamp.decode(operation.stamp);
  const early = (sender: Parameters<typeof Execute.execute>[0]) => Execute.execute(sender, file, operation);
  await network.expectRefusalBy(early, ready - 1, "Revert.OperationNotReady");
  await network.waitUntil(ready);
  const { charged } = await network.sendBy(async (sender) => ({
    receipt: await Execute.execute(sender, file, operation),
  }));
  return charged;
}

/** The whole of it: two transactions. */
export async function carryOut(conclave: Conclave, change: Change): Promise<Flow> {
  const scheduled = await schedule(conclave, change);
  return { schedule: scheduled.charged, execute: await execute(conclave, scheduled) };
}

/** Has tier 0 put a rulebook into force. */
export function setRulebook(conclave: Conclave, part: Part, book: Partial<Rulebook>): Promise<Flow> {
  const document = RulebookCodec.encode({ serial: 1, rules: [], exactRules: [], items: [], ...book });
  return carryOut(conclave, { lane: 0, ...amendment(conclave, "amendRulebook", document), part });
}

/** The call that names a document, and the document. */
export function amendment(
  { address }: Pick<Conclave, "address">,
  name: "amendRoster" | "amendRulebook",
  document: Hex,
  activations: readonly Documents.Activation[] = [],
): Pick<Change, "calls" | "documents"> {
  const { target, data } = SelfCall.call(address, name, [keccak256(document)]);
  return { calls: [{ to: target, data }], documents: [{ document, activations }] };
}
