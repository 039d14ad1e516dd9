import { unlink } from "node:fs/promises";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { parse } from "../../src/charter/parse.ts";
import { refuse } from "../../src/charter/source.ts";
import { judged } from "../../src/execution/amendment.ts";
import { writeAtomic } from "../../src/files.ts";
import type { Secret } from "../../src/keys/secret.ts";
import { generate, type Saved } from "../../src/keys/store.ts";
import type { ProposalFile } from "../../src/proposal/file.ts";
import { fromAmendment } from "../../src/proposal/source.ts";
import * as Activation from "../../src/role/activation.ts";
import { keystoreSigner } from "../../src/signer/keystore.ts";
import { tell } from "../../src/usage/tell.ts";
import { groundFor } from "./amendment.ts";
import { type DraftOptions, draft } from "./draft.ts";
import type { NextKey } from "./next-key.ts";
import type { PlaceOptions } from "./place.ts";
import { saveNewProposal } from "./proposal.ts";
import { copyOf } from "./secret.ts";
import { withSuccessor } from "./successor.ts";
import { watched } from "./watch.ts";

export type RotationOptions = PlaceOptions &
  DraftOptions & {
    readonly charter: string;
    readonly text: string;
    readonly keys: string;
    readonly light: boolean;
    readonly folder: string;
    readonly out: string | undefined;
  };

export type Rotation = {
  readonly saved: Saved;
  readonly path: string;
  readonly file: ProposalFile;
  readonly sentences: readonly string[];
};

/** Keystore, charter and proposal: all three are written, or none is. */
export async function rotate(
  options: RotationOptions,
  hre: HardhatRuntimeEnvironment,
  { before, successor }: NextKey,
  password: Secret,
): Promise<Rotation> {
  const { charter, keys: folder } = options;
  const curve = before.kind === "ERC7913" ? "P-256" : "secp256k1";
  const cost = options.light ? "light" : "standard";
  const written: string[] = [];
  try {
    const saved = await generate({
      label: successor.label,
      holder: before.owner,
      folder,
      password,
      curve,
      cost,
    });
    written.push(saved.path);
    await tell({ file: saved.path, label: successor.label, address: saved.address }, "made", {
      note: `to succeed ${before.label}`,
    });
    const text = withSuccessor(options.text, charter, before, successor, saved);
    const ground = await groundFor(parse(text, charter), options, hre, [successor.index]);
    const { compiled, problems, differences } = judged(ground.parsed, ground);
    if (problems.length > 0) throw refuse(charter, problems);
    const verifier = before.verifier === undefined ? {} : { verifier: before.verifier };
    const bare = await keystoreSigner(saved.path, async () => copyOf(password), verifier);
    const signer = await watched(bare, saved.path);
    const proof = await Activation.prove(ground.state, compiled.roster, successor.index, signer);
    const activations = [Activation.carried(proof)];
    // Of what else the charter may say, nothing comes along.
    const change = fromAmendment(ground.conclave, {
      roster: { document: compiled.rosterDocument, activations },
    });
    const title = `rotate key ${before.label} of ${before.owner}`;
    const file = draft(ground.state, change, title, { ...options, tier: "0" }, ground.parsed.charter);
    const path = await saveNewProposal(options, file);
    written.push(path);
    await writeAtomic(charter, text);
    const sentences = differences.flatMap(({ document, sentence }) =>
      document === "roster" ? [sentence] : [],
    );
    return { saved, path, file, sentences };
  } catch (error) {
    for (const path of written) await unlink(path);
    throw error;
  }
}
