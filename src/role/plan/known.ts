import { type Hex, keccak256 } from "viem";
import * as Canonical from "../../canonical.ts";
import type { Connection } from "../../chain/client.ts";
import { BaseError } from "../../errors.ts";
import { type Status, status } from "../../execution/status.ts";
import { checkDomain, type ProposalFile } from "../../proposal/file.ts";
import type { Broken, Known, Proposals } from "../../proposal/folder.ts";
import { type Domain, tierOf } from "../../proposal/proposal.ts";
import type { Change } from "../../proposal/source.ts";

/** What a proposal does, whenever and by whomever it was written: its tier, calls, conditions and documents. */
export function substance(
  domain: Domain,
  tier: number,
  { calls, conditions, documents }: Pick<Change, "calls" | "conditions" | "documents">,
): Hex {
  const hashes = documents.map(({ document }) => keccak256(document));
  return Canonical.hash({ domain, tier, calls, conditions, documents: hashes });
}

export function substanceOf({ domain, proposal, documents }: ProposalFile): Hex {
  return substance(domain, tierOf(proposal.lane), {
    calls: proposal.calls,
    conditions: proposal.conditions,
    documents,
  });
}

/** In the way for now, and gone without the proposal being written anew. */
const PASSING = ["Approval.NotOpened", "Approval.LaneNotNext"];

/** Whether it can still come to be executed as it is: nothing that was signed has to be signed again. */
export function isAlive({ phase, problems }: Pick<Status, "phase" | "problems">): boolean {
  if (phase === "blocked") return problems.every(({ code }) => PASSING.includes(code));
  return ["collecting", "submittable", "waiting", "executable"].includes(phase);
}

/** Whether people would lose something if it were overwritten: consent, or what is needed to execute or to cancel it. */
export function isPrecious(file: ProposalFile, told: Pick<Status, "phase" | "operation">): boolean {
  return file.signatures.length > 0 || (told.operation !== null && told.phase !== "ended");
}

/** A file and where it stands. */
export type Stood = Known & { readonly told: Status };

/** Files that stand up, and those that do not, each with why: nothing is built upon them, and nothing is written over them. */
export type Standing = {
  readonly standing: readonly Stood[];
  readonly flawed: readonly Broken[];
};

/** Where each file stands. @throws `Chain.*`: a node that is silent says nothing about a file */
export async function standAll(
  connection: Connection,
  domain: Domain,
  { known, broken }: Proposals,
): Promise<Standing> {
  const standing: Stood[] = [];
  const flawed = [...broken];
  for (const { name, file } of known) {
    try {
      checkDomain(file, domain);
      standing.push({ name, file, told: await status(connection, file) });
    } catch (error) {
      if (!(error instanceof BaseError) || error.code.startsWith("Chain.")) throw error;
      flawed.push({ name, why: error.message });
    }
  }
  return { standing, flawed };
}

/** Of several files that do the same, such as copies with further signatures, the one with the shortest name: it was there first. */
export function matching(alive: readonly Stood[], mark: Hex): Stood | undefined {
  return alive
    .filter(({ file }) => substanceOf(file) === mark)
    .sort((a, b) => a.name.length - b.name.length || (a.name < b.name ? -1 : 1))[0];
}

/** The name of a new file; another one where that lies in the folder and cannot be judged: it may carry signatures. */
export function newName(
  start: string,
  mark: Hex,
  file: ProposalFile,
  { flawed }: Pick<Standing, "flawed">,
): string {
  const name = `${start}-${mark.slice(2, 10)}.json`;
  const isTaken = flawed.some((one) => one.name === name);
  return isTaken ? `${start}-${mark.slice(2, 10)}-${file.id.slice(2, 10)}.json` : name;
}

/** Lanes that files are meant for which can still come to be executed. @throws `Chain.*` */
export async function lanesOf(
  connection: Connection,
  domain: Domain,
  proposals: Proposals,
): Promise<ReadonlySet<number>> {
  const { standing } = await standAll(connection, domain, proposals);
  return new Set(standing.filter(({ told }) => isAlive(told)).map(({ file }) => file.proposal.lane));
}
