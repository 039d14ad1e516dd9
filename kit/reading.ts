import { type ChainState, chainStateSchema } from "../src/chain/state-schema.ts";
import { chainIds, onChain } from "../src/charter/on-chain.ts";
import { parse as parseCharter } from "../src/charter/parse.ts";
import type { Charter } from "../src/charter/schema.ts";
import { BaseError } from "../src/errors.ts";
import { readJson, readText } from "../src/files.ts";
import { type ProposalFile, parse as parseProposal } from "../src/proposal/file.ts";

/** A proposal with the claims and the charter that came with it. */
export type Brought = {
  readonly file: ProposalFile;
  readonly claims: ChainState | undefined;
  readonly charter: Charter | undefined;
};

export type BroughtOptions = {
  readonly file: string;
  readonly charter: string | undefined;
};

const MAX_CHARTER = 4 * 2 ** 20;

/** @throws `ProposalFile.*`, `Files.*`, `Charter.*` */
export async function readBrought(
  { file: path, charter }: BroughtOptions,
  claims: ChainState | undefined,
): Promise<Brought> {
  const file = parseProposal(await readText(path));
  return {
    file,
    claims,
    charter: charter === undefined ? undefined : await readCharterOn(charter, file.domain.chainId),
  };
}

/** @throws `Kit.NoState`, `Files.*` */
export async function readClaims(path: string | undefined): Promise<ChainState> {
  if (path !== undefined) return readJson(path, chainStateSchema);
  throw new BaseError({
    code: "Kit.NoState",
    message: "there is nobody here to ask about the chain, and no state was given",
    fix: "export it where there is a network, with `proposal export`, and name the file with --state",
  });
}

async function readCharterOn(path: string, chainId: number): Promise<Charter> {
  const { charter } = parseCharter(await readText(path, MAX_CHARTER), path);
  return chainIds(charter).includes(chainId) ? onChain(charter, chainId) : charter;
}
