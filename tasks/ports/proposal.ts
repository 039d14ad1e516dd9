import { join } from "node:path";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { Connection } from "../../src/chain/client.ts";
import type { Charter } from "../../src/charter/schema.ts";
import { readText, writeAtomic } from "../../src/files.ts";
import { checkDomain, type ProposalFile, parse, stringify } from "../../src/proposal/file.ts";
import { type Paper, paperOf } from "../../src/signer/paper.ts";
import { charterIfAny } from "./charter.ts";
import { connectTo } from "./network.ts";
import { type PlaceOptions, parsedOn, readAddress } from "./place.ts";

export type ProposalOptions = PlaceOptions & { readonly file: string };

/** A proposal file, its chain, and the charter with people's names if there is one. */
export type Opened = {
  readonly file: ProposalFile;
  readonly connection: Connection;
  readonly charter?: Charter;
};

/** @throws `ProposalFile.*`, `Files.*` */
export async function readProposal(path: string): Promise<ProposalFile> {
  return parse(await readText(path));
}

/**
 * Opens a proposal file on the chain it is for. Where `--conclave` or the charter names a Conclave, the file must be for that one:
 * a file from elsewhere cannot choose whom it is signed for.
 * @throws `ProposalFile.*`, `Chain.WrongChain`, what connecting and reading a charter throw
 */
export async function openProposal(
  options: ProposalOptions,
  hre: HardhatRuntimeEnvironment,
): Promise<Opened> {
  const file = await readProposal(options.file);
  const parsed = await charterIfAny(options.charter);
  const charter = parsed === undefined ? undefined : parsedOn(parsed, file.domain.chainId).charter;
  const expected = options.conclave === undefined ? charter?.chain.conclave : readAddress(options.conclave);
  const connection = await connectTo(options, hre, file.domain.chainId);
  if (expected !== undefined) {
    checkDomain(file, { chainId: connection.chainId, verifyingContract: expected });
  }
  return { file, connection, ...(charter === undefined ? {} : { charter }) };
}

/** A file that is there already, for whoever changes it. */
export function proposalPaper(path: string): Paper<ProposalFile> {
  return paperOf(path, { parse, stringify });
}

/** Writes a new file, by default `proposals/<words of its title>-<its id>.json`. @throws `Files.Exists` */
export async function saveNewProposal(
  { out, folder }: { readonly out: string | undefined; readonly folder: string },
  file: ProposalFile,
): Promise<string> {
  const words = file.context.title.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  const name = [...words.slice(0, 6), file.id.slice(2, 10)].join("-");
  const path = out ?? join(folder, `${name}.json`);
  await writeAtomic(path, stringify(file), { overwrite: false });
  return path;
}
