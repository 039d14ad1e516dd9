import { type Address, encodeFunctionData, type Hex, keccak256, parseEventLogs } from "viem";
import type { Key, Rulebook } from "../../src/charter/model.ts";
import * as RosterCodec from "../../src/charter/roster.ts";
import * as RulebookCodec from "../../src/charter/rulebook.ts";
import { conclaveAbi } from "../../src/generated/abi.ts";
import * as Documents from "../../src/proposal/documents.ts";
import * as File from "../../src/proposal/file.ts";
import * as Proposal from "../../src/proposal/proposal.ts";
import * as SelfCall from "../../src/proposal/self-call.ts";
import { encodeSignatures } from "../../src/proposal/signatures.ts";
import * as Stamp from "../../src/proposal/stamp.ts";
import * as TypedData from "../../src/proposal/typed-data.ts";
import { built, initcode } from "./artifacts.ts";
import { type Charter, SIGNING_WINDOW, SUSPENSION } from "./charters.ts";
import type { Flow } from "./measure.ts";
import type { Call, Charged, Network } from "./network.ts";
import type { Signer } from "./signers.ts";

export type Conclave = {
  readonly network: Network;
  readonly address: Address;
  readonly domain: Proposal.Domain;
  readonly rosterDocument: Hex;
  readonly signers: readonly Signer[];
};

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

/** What is handed back at execution. */
export type Scheduled = {
  readonly file: File.ProposalFile;
  readonly stamp: bigint;
  readonly report: Hex;
  readonly word: Hex;
  readonly charged: Charged;
};

const NO_REPORT: Hex = `0x${"00".repeat(32)}`;
/** What a tester vouches for. The contract reads no more of a report than its hash. */
const REPORT = keccak256("0x7265706f7274");

/** A Conclave whose keys are all in use. */
export async function found(network: Network, { roster, signers }: Charter): Promise<Conclave> {
  const helpers: Address[] = [];
  for (const name of ["CharterValidator", "RetirementGate", "ConclaveLens"])
    helpers.push(await network.deploy(initcode(await built(name))));
  const rosterDocument = RosterCodec.encode(roster);
  const deployBefore = network.now() + 7 * 86_400;
  const args = [...helpers, rosterDocument, SIGNING_WINDOW, SUSPENSION, deployBefore];
  const address = await network.deploy(initcode(await built("Conclave"), args));
  const domain = { chainId: network.chainId, verifyingContract: address };
  const conclave: Conclave = { network, address, domain, rosterDocument, signers };
  for (const [key, entry] of roster.keys.entries()) {
    if (entry === null) continue;
    const { deadline, signature } = await activation(conclave, key, entry);
    await network.send(call(conclave, "activate", [key, deadline, signature]));
  }
  return conclave;
}

/** A key's own proof of possession. */
export async function activation(conclave: Conclave, key: number, entry: Key): Promise<Documents.Activation> {
  const deadline = conclave.network.now() + 30 * 86_400;
  const value = { key, keyHash: RosterCodec.keyHash(entry), since: entry.since, deadline };
  return {
    key,
    deadline,
    signature: await signAs(conclave, key, TypedData.activate(conclave.domain, value)),
  };
}

/** A call of one of the Conclave's functions. */
export function call(
  { address }: Pick<Conclave, "address">,
  functionName: string,
  args: readonly unknown[],
): Call {
  // Arguments and name are tied together by whoever calls; viem cannot follow a name that is not a literal.
  return { to: address, data: encodeFunctionData({ abi: conclaveAbi, functionName, args } as never) };
}

/** The proposal's file, as the chain stands. */
export async function draft(
  conclave: Conclave,
  { lane, calls, documents, part }: Change,
): Promise<File.ProposalFile> {
  const { network, address, domain, rosterDocument } = conclave;
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
    documents: documents ?? [],
    title: "A change",
    note: "Because.",
    charter: File.charterHash(rosterDocument, null),
  });
}

/** Signatures of everybody who takes part, packed. */
export async function consent(
  conclave: Conclave,
  { proposal }: File.ProposalFile,
  { proposer, tester, approvers }: Part,
): Promise<{ report: Hex; signatures: Hex }> {
  const entry = async (key: number, typed: TypedData.TypedData) => ({
    key,
    signature: await signAs(conclave, key, typed),
  });
  const { domain } = conclave;
  const report = tester === undefined ? NO_REPORT : REPORT;
  const entries = [await entry(proposer, TypedData.propose(domain, proposal))];
  if (tester !== undefined) entries.push(await entry(tester, TypedData.test(domain, { proposal, report })));
  for (const key of approvers) entries.push(await entry(key, TypedData.approve(domain, proposal)));
  return { report, signatures: encodeSignatures(entries) };
}

export async function schedule(
  conclave: Conclave,
  change: Change,
  drafted?: File.ProposalFile,
): Promise<Scheduled> {
  const file = drafted ?? (await draft(conclave, change));
  const { report, signatures } = await consent(conclave, file, change.part);
  const args = [Proposal.toArgs(file.proposal), report, signatures];
  const charged = await conclave.network.send(call(conclave, "schedule", args));
  const [event] = parseEventLogs({ abi: conclaveAbi, logs: charged.logs, eventName: "Scheduled" });
  if (event === undefined) throw new Error("nothing was scheduled");
  return { file, report, stamp: event.args.stamp, word: event.args.word, charged };
}

/** Waits out the delay, having seen that it cannot be gone round, and executes. */
export async function execute(conclave: Conclave, { file, stamp, report }: Scheduled): Promise<Charged> {
  const { network } = conclave;
  const args = [Proposal.toArgs(file.proposal), stamp, report, file.documents.map(Documents.encode)];
  const executing = call(conclave, "execute", args);
  const { ready } = Stamp.decode(stamp);
  await network.expectRefusal(executing, { time: ready - 1, abi: conclaveAbi, error: "OperationNotReady" });
  network.waitUntil(ready);
  return network.send(executing);
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

/** What the key's signer makes of typed data. */
export async function signAs(
  { signers }: Pick<Conclave, "signers">,
  key: number,
  typed: TypedData.TypedData,
): Promise<Hex> {
  const signer = signers[key];
  if (signer === undefined) throw new Error(`nobody signs for key ${key}`);
  return signer.sign(typed);
}
