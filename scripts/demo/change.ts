import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Address } from "viem";
import { review } from "../../src/approval/review.ts";
import { addSignature, prepare } from "../../src/approval/signing.ts";
import * as ApprovalState from "../../src/approval/state.ts";
import { verifierFor } from "../../src/approval/verify.ts";
import { freeLane } from "../../src/chain/lane.ts";
import { rosterOf } from "../../src/chain/standing.ts";
import * as ChainState from "../../src/chain/state.ts";
import type { Act } from "../../src/charter/quorum.ts";
import type { Charter } from "../../src/charter/schema.ts";
import { readText, writeAtomic } from "../../src/files.ts";
import * as File from "../../src/proposal/file.ts";
import * as Report from "../../src/proposal/report.ts";
import type { Change } from "../../src/proposal/source.ts";
import { simulate } from "../../src/test/simulate.ts";
import type { Keyring } from "./keyring.ts";
import type { Network } from "./network.ts";
import { must, type Teller } from "./teller.ts";

/** All that people have at hand when they work on a change. */
export type Desk = {
  readonly teller: Teller;
  readonly network: Network;
  readonly keys: Keyring;
  readonly charter: Charter;
  readonly conclave: Address;
  /** OpenZeppelin's verifier, for the P-256 key. */
  readonly p256: Address;
  /** Where proposal files lie. */
  readonly folder: string;
};

/** A change as its author begins it. */
export type Idea = {
  readonly tier: number;
  readonly title: string;
  readonly note: string;
  readonly change: Change;
};

/** Writes a proposal for the chain as it is now, into the tier's first free lane. */
export async function create({ network, conclave }: Desk, idea: Idea): Promise<File.ProposalFile> {
  const state = await ChainState.read(network.connection, conclave);
  const { tier, title, note, change } = idea;
  const { domain, block, config, setting, rosterDocument, rulebookDocument } = state;
  const free = freeLane(state, tier);
  must(free !== null, `tier ${tier} has a free lane`);
  return File.create({
    domain,
    ...free,
    epoch: config.epoch,
    created: block.timestamp,
    signingWindow: setting.signingWindow,
    approvals: rosterOf(state).tiers[tier]?.approvals ?? 1,
    title,
    note,
    charter: File.charterHash(rosterDocument, rulebookDocument),
    ...change,
  });
}

/** Simulates the file on the local network, which is left as it was, and puts the report into it. */
export async function test(desk: Desk, file: File.ProposalFile): Promise<File.ProposalFile> {
  const report = await simulate(desk.network.provider, file);
  desk.teller.say(`simulated: ${report.outcome}, ${report.gasUsed} gas, report ${Report.hash(report)}`);
  return { ...file, report };
}

/** What an approver sees before signing, the simulation repeated. @throws `Demo.NotAsItMust` if anything stands in the way */
export async function read(desk: Desk, file: File.ProposalFile) {
  const { network, charter, conclave } = desk;
  const { client } = network.connection;
  const state = await ApprovalState.read(client, file);
  const seen = await review(file, state, {
    verify: verifierFor(client, conclave),
    charter,
    simulate: (again, _block, at) => simulate(network.provider, again, at),
  });
  must(seen.problems.length === 0, `nothing stands in the way (${seen.problems[0]?.message})`);
  must(seen.simulation?.outcome === "success" && seen.simulation.repeated, "the simulation succeeds, again");
  return seen;
}

/** One more signature: the keystore is opened, signs what was recomputed from the file, and is closed. */
export async function sign(
  { network, keys, conclave, p256 }: Desk,
  file: File.ProposalFile,
  act: Act,
  label: string,
): Promise<File.ProposalFile> {
  const { client } = network.connection;
  const state = await ApprovalState.read(client, file);
  const key = Number(label.slice(1));
  const signer = await keys.signer(label, p256);
  const signature = await signer.signTypedData(prepare(file, state, { act, key }));
  return addSignature(file, state, verifierFor(client, conclave), { act, key, signature });
}

/** The file goes from hand to hand: written, and read again by the next person as any reader would. */
export async function hand({ folder }: Desk, file: File.ProposalFile): Promise<File.ProposalFile> {
  await mkdir(folder, { recursive: true });
  const name = `${file.context.title.toLowerCase().replace(/[^a-z0-9]+/g, "-")}.json`;
  const path = join(folder, name);
  await writeAtomic(path, File.stringify(file));
  return File.parse(await readText(path));
}
