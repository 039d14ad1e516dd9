import { unlink } from "node:fs/promises";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { compile } from "../../src/charter/compile.ts";
import { parse } from "../../src/charter/parse.ts";
import { keyHash } from "../../src/charter/roster.ts";
import { BaseError } from "../../src/errors.ts";
import { writeAtomic } from "../../src/files.ts";
import type { Secret } from "../../src/keys/secret.ts";
import { generate, type Saved } from "../../src/keys/store.ts";
import type { Activation } from "../../src/proposal/documents.ts";
import type { ProposalFile } from "../../src/proposal/file.ts";
import * as TypedData from "../../src/proposal/typed-data.ts";
import { keystoreSigner } from "../../src/signer/keystore.ts";
import { amendmentOf, type Ground, groundFor } from "./amendment.ts";
import { type DraftOptions, draft } from "./draft.ts";
import type { NextKey } from "./next-key.ts";
import type { PlaceOptions } from "./place.ts";
import { saveNewProposal } from "./proposal.ts";
import { copyOf } from "./secret.ts";
import { withSuccessor } from "./successor.ts";

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
    const text = withSuccessor(options.text, charter, before, successor, saved);
    const parsed = parse(text, charter);
    const ground = await groundFor(parsed, options, hre, [successor.index]);
    const { roster } = compile(parsed.charter, ground.previous);
    const key = roster.keys[successor.index];
    if (!key) throw notEntered(successor.label);
    const signer = await keystoreSigner(
      saved.path,
      async () => copyOf(password),
      before.verifier === undefined ? {} : { verifier: before.verifier },
    );
    const value = {
      key: successor.index,
      keyHash: keyHash(key),
      since: key.since,
      deadline: lastMoment(ground),
    };
    const signature = await signer.signTypedData(TypedData.activate(ground.state.domain, value));
    const activation: Activation = { key: value.key, deadline: value.deadline, signature };
    const { change, differences } = amendmentOf(parsed, ground, [activation]);
    const title = `rotate key ${before.label} of ${before.owner}`;
    const file = draft(ground.state, change, title, { ...options, tier: "0" }, parsed.charter);
    const path = await saveNewProposal(options, file);
    written.push(path);
    await writeAtomic(charter, text);
    return { saved, path, file, sentences: differences.map(({ sentence }) => sentence) };
  } catch (error) {
    for (const path of written) await unlink(path);
    throw error;
  }
}

/** Until when the amendment could be executed: UNIX seconds. */
function lastMoment({ state, previous }: Ground): number {
  const { delay = 0, grace = 0 } = previous.roster?.tiers[0] ?? {};
  return state.block.timestamp + state.setting.signingWindow + delay + grace;
}

function notEntered(label: string): BaseError {
  return new BaseError({
    code: "Task.NotEntered",
    message: `${label} did not make it into the roster`,
    fix: "enter the successor into the charter by hand, and propose the charter",
  });
}
