import {
  type Account,
  type Address,
  type Hex,
  keccak256,
  parseEventLogs,
  type TransactionReceipt,
} from "viem";
import type { Roster, Rulebook } from "../../src/charter/model.ts";
import * as RosterCodec from "../../src/charter/roster.ts";
import * as RulebookCodec from "../../src/charter/rulebook.ts";
import { conclaveAbi } from "../../src/generated/abi.ts";
import * as Documents from "../../src/proposal/documents.ts";
import * as File from "../../src/proposal/file.ts";
import * as Proposal from "../../src/proposal/proposal.ts";
import * as SelfCall from "../../src/proposal/self-call.ts";
import { encodeSignatures } from "../../src/proposal/signatures.ts";
import * as TypedData from "../../src/proposal/typed-data.ts";
import { type Provider, type TestChain, testChain } from "./chain.ts";
import { account, DAY, roster as defaultRoster, SIGNING_WINDOW, SUSPENSION } from "./people.ts";
import { REPORT, type Signers, signAll, signatures, usualSigners } from "./signing.ts";

export { REPORT, type Signers, signAll, signatures, usualSigners };

export const NO_REPORT: Hex = `0x${"00".repeat(32)}`;

/** A Conclave on a test chain. */
export type Founded = {
  readonly chain: TestChain;
  readonly address: Address;
  readonly domain: Proposal.Domain;
  readonly helpers: { readonly validator: Address; readonly gate: Address; readonly lens: Address };
  /** The first roster. */
  readonly roster: Roster;
  readonly rosterDocument: Hex;
};

/** A scheduled operation, as `execute` wants it handed back. */
export type Scheduled = {
  readonly args: Proposal.Packed;
  readonly stamp: Hex;
  readonly report: Hex;
  readonly word: Hex;
  readonly receipt: TransactionReceipt;
};

/**
 * Deploys the helpers and a Conclave, and activates every key.
 * @param connection Of `await hre.network.create()`, or anything with a provider of a test node.
 */
export async function foundConclave(
  connection: { readonly provider: unknown },
  options: { roster?: (now: number) => Roster; activate?: boolean } = {},
): Promise<Founded> {
  const chain = await testChain(connection.provider as Provider);
  const now = await chain.now();
  const roster = (options.roster ?? defaultRoster)(now);
  const rosterDocument = RosterCodec.encode(roster);
  const helpers = {
    validator: await chain.deploy("CharterValidator"),
    gate: await chain.deploy("RetirementGate"),
    lens: await chain.deploy("ConclaveLens"),
  };
  const { validator, gate, lens } = helpers;
  const address = await chain.deploy("Conclave", [
    validator,
    gate,
    lens,
    rosterDocument,
    SIGNING_WINDOW,
    SUSPENSION,
    now + 7 * DAY,
  ]);
  const founded: Founded = {
    chain,
    address,
    domain: { chainId: chain.chainId, verifyingContract: address },
    helpers,
    roster,
    rosterDocument,
  };
  if (options.activate !== false) {
    for (const [index, key] of roster.keys.entries()) if (key !== null) await activate(founded, index);
  }
  return founded;
}

/** Takes a pending key of `roster` (default: the first) into use by its own signature. */
export async function activate(founded: Founded, index: number, roster = founded.roster) {
  const { deadline, signature } = await activation(founded, index, roster);
  return write(founded, "activate", [index, deadline, signature]);
}

/** A key's `Activate` signature, as it may also come with an amendment. */
export async function activation(
  founded: Founded,
  index: number,
  roster: Roster,
): Promise<Documents.Activation> {
  const key = roster.keys[index];
  if (!key) throw new Error(`no key ${index}`);
  const deadline = (await founded.chain.now()) + 30 * DAY;
  const value = { key: index, keyHash: RosterCodec.keyHash(key), since: key.since, deadline };
  const signature = await account(index).signTypedData(TypedData.activate(founded.domain, value) as never);
  return { key: index, deadline, signature };
}

/** Calls a function of the Conclave from `from` (default: the outsider). */
export function write(founded: Founded, functionName: string, args: readonly unknown[], from?: Account) {
  return founded.chain.write(founded.address, conclaveAbi, functionName, args, from);
}

/** A proposal file for tier 0's first lane (or as `more` says), with what the chain says now. */
export async function draft(
  founded: Founded,
  more: Partial<File.Draft> & Pick<File.Draft, "calls">,
): Promise<File.ProposalFile> {
  const { chain, address, domain, rosterDocument } = founded;
  const at = { address, abi: conclaveAbi } as const;
  const lane = more.lane ?? 0;
  const tier = Proposal.tierOf(lane);
  const config = await chain.client.readContract({ ...at, functionName: "config" });
  return File.create({
    domain,
    lane,
    prev: await chain.client.readContract({ ...at, functionName: "laneWord", args: [lane] }),
    epoch: config.epoch,
    created: await chain.now(),
    signingWindow: SIGNING_WINDOW,
    approvals: founded.roster.tiers[tier]?.approvals ?? 1,
    title: "A change",
    note: "Because.",
    charter: File.charterHash(rosterDocument, null),
    ...more,
  });
}

/** Collects the signatures and schedules, with nothing of src/execution in between. */
export async function schedule(
  founded: Founded,
  file: File.ProposalFile,
  signers: Signers = usualSigners(file),
  from?: Account,
): Promise<Scheduled> {
  const report = signers.tester === null ? NO_REPORT : REPORT;
  const args = Proposal.pack(file.proposal, report);
  // As tools submit them: all signers here are EOAs.
  const entries = (await signatures(file, signers)).map((entry) => ({ ...entry, plain: true }));
  const packed = encodeSignatures(entries);
  const receipt = await write(founded, "scheduleProposal", [args, packed], from);
  const [event] = parseEventLogs({ abi: conclaveAbi, logs: receipt.logs, eventName: "Scheduled" });
  if (event === undefined) throw new Error("not scheduled");
  return { args, stamp: event.args.stamp, report, word: event.args.word, receipt };
}

/** Executes what was scheduled, without waiting. */
export function execute(founded: Founded, scheduled: Scheduled, file: File.ProposalFile, from?: Account) {
  const { args, stamp } = scheduled;
  if (file.documents.length === 0) return write(founded, "execute", [args, stamp], from);
  return write(founded, "amend", [args, stamp, file.documents.map(Documents.encode)], from);
}

/** Schedules, waits out the delay and executes. */
export async function scheduleAndExecute(
  founded: Founded,
  file: File.ProposalFile,
  signers?: Signers,
): Promise<{ scheduled: Scheduled; executed: TransactionReceipt }> {
  const scheduled = await schedule(founded, file, signers);
  const delay = founded.roster.tiers[Proposal.tierOf(file.proposal.lane)]?.delay ?? 0;
  await founded.chain.advance(delay);
  return { scheduled, executed: await execute(founded, scheduled, file) };
}

/** Has tier 0 set a rulebook. `serial` defaults to the first. */
export async function setRulebook(founded: Founded, book: Partial<Rulebook>) {
  const document = RulebookCodec.encode({ serial: 1, rules: [], exactRules: [], items: [], ...book });
  return amend(founded, "amendRulebook", document);
}

/** Has tier 0 set a roster. */
export async function setRoster(
  founded: Founded,
  roster: Roster,
  activations: readonly Documents.Activation[] = [],
) {
  return amend(founded, "amendRoster", RosterCodec.encode(roster), activations);
}

async function amend(
  founded: Founded,
  name: "amendRoster" | "amendRulebook",
  document: Hex,
  activations: readonly Documents.Activation[] = [],
) {
  const calls = [SelfCall.call(founded.address, name, [keccak256(document)])];
  return scheduleAndExecute(founded, await draft(founded, { calls, documents: [{ document, activations }] }));
}
