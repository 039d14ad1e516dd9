import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { Roster } from "../../src/charter/model.ts";
import { parse } from "../../src/charter/parse.ts";
import { type PublicPart, withSuccessor } from "../../src/charter/successor-entry.ts";
import { judged } from "../../src/execution/amendment.ts";
import type { NextKey } from "../../src/life/next-key.ts";
import { writeBoth } from "../../src/life/succession.ts";
import type { ProposalFile } from "../../src/proposal/file.ts";
import { fromAmendment } from "../../src/proposal/source.ts";
import * as Activation from "../../src/role/activation.ts";
import { refuse } from "../../src/yaml/source.ts";
import { type Ground, groundFor } from "./amendment.ts";
import { type DraftOptions, draft } from "./draft.ts";
import type { PlaceOptions } from "./place.ts";
import { saveNewProposal } from "./proposal.ts";

export type SuccessionOptions = PlaceOptions &
  DraftOptions & {
    readonly charter: string;
    readonly text: string;
    readonly folder: string;
    readonly out: string | undefined;
  };

export type Succession = {
  readonly path: string;
  readonly file: ProposalFile;
  readonly sentences: readonly string[];
};

/** What the charter becomes with a successor, and the roster that it compiles to. Nothing is written. */
export async function enter(
  options: Pick<SuccessionOptions, "text" | "charter"> & PlaceOptions,
  hre: HardhatRuntimeEnvironment,
  { before, successor }: NextKey,
  key: PublicPart,
) {
  const { charter } = options;
  const text = withSuccessor(options.text, charter, before, successor, key);
  const ground = await groundFor(parse(text, charter), options, hre, [successor.index]);
  const { compiled, problems, differences } = judged(ground.parsed, ground);
  if (problems.length > 0) throw refuse(charter, problems);
  return { text, ground, compiled, differences };
}

/**
 * Enters a successor into the charter and drafts the amendment, which brings its proof along. @throws as {@link writeBoth}
 * @param proving the key's own proof that it is held, for the roster it enters
 */
export async function succeed(
  options: SuccessionOptions,
  hre: HardhatRuntimeEnvironment,
  next: NextKey,
  key: PublicPart,
  proving: (ground: Ground, roster: Roster) => Promise<Activation.ActivationFile>,
): Promise<Succession> {
  const { before } = next;
  const { text, ground, compiled, differences } = await enter(options, hre, next, key);
  const proof = await proving(ground, compiled.roster);
  const activations = [Activation.carried(proof)];
  // Of what else the charter may say, nothing comes along.
  const change = fromAmendment(ground.conclave, {
    roster: { document: compiled.rosterDocument, activations },
  });
  const title = `rotate key ${before.label} of ${before.owner}`;
  const file = draft(ground.state, change, title, { ...options, tier: "0" }, ground.parsed.charter);
  const entry = { path: options.charter, before: options.text, after: text };
  const path = await writeBoth(entry, () => saveNewProposal(options, file));
  const sentences = differences.flatMap(({ document, sentence }) =>
    document === "roster" ? [sentence] : [],
  );
  return { path, file, sentences };
}
