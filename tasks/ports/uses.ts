import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { Address } from "viem";
import { type Connection, connect } from "../../src/chain/client.ts";
import * as ChainState from "../../src/chain/state.ts";
import type { ParsedCharter } from "../../src/charter/parse.ts";
import { BaseError } from "../../src/errors.ts";
import type { Use } from "../../src/life/destruction.ts";
import type { KeyOf } from "../../src/life/key-of.ts";
import { unasked, unknownUse, useIn, useOn } from "../../src/life/used.ts";
import { charterIfAny } from "./charter.ts";
import { conclaveIfAny, type PlaceOptions, parsedOn, placeOf } from "./place.ts";

type UsesOptions = PlaceOptions & { readonly chains: string | undefined };
type Account = Pick<KeyOf, "address" | "curve">;

/**
 * What the chain of the Conclave, and those behind further URLs, know of a key: each with the Conclave that the charter has there. One that
 * does not answer, or that nobody asked, is told as unknown, which counts as used.
 */
export async function usesOf(
  key: Account,
  options: UsesOptions,
  hre: HardhatRuntimeEnvironment,
): Promise<Use[]> {
  const parsed = await charterIfAny(options.charter);
  const isNamed = options.conclave !== undefined || parsed !== undefined;
  const uses = isNamed
    ? await usesAtPlace(key, options, hre, parsed)
    : [unknownUse("the Conclave", "it was not asked")];
  for (const url of (options.chains ?? "").split(",").filter((one) => one.trim() !== ""))
    uses.push(...(await usesBehind(url.trim(), key, parsed)));
  return parsed === undefined ? uses : [...uses, ...unasked(parsed.charter, uses)];
}

async function usesAtPlace(
  key: Account,
  options: UsesOptions,
  hre: HardhatRuntimeEnvironment,
  parsed: ParsedCharter | undefined,
): Promise<Use[]> {
  // Of several chains the node alone would tell which is meant.
  const { chain, chains } = parsed?.charter ?? { chains: [] };
  const chainId = chains.length === 0 ? chain?.id : undefined;
  const node = options.rpc === undefined ? "the network" : hostOf(options.rpc);
  const asked = `the Conclave's chain${chainId === undefined ? "" : ` ${chainId}`} (${node})`;
  return orUnknown(unknownUse(asked, "it did not answer", chainId), async () => {
    const { connection, conclave } = await placeOf(options, hre);
    return usesAt(key, connection, conclave);
  });
}

async function usesBehind(url: string, key: Account, parsed: ParsedCharter | undefined): Promise<Use[]> {
  return orUnknown(unknownUse(hostOf(url), "it did not answer"), async () => {
    const connection = await connect(url);
    const { chainId } = connection;
    const charter = parsed === undefined ? undefined : parsedOn(parsed, chainId).charter;
    return usesAt(key, connection, conclaveIfAny({ conclave: undefined }, charter, chainId));
  });
}

async function usesAt(
  { address, curve }: Account,
  connection: Connection,
  conclave: Address | undefined,
): Promise<Use[]> {
  const onChain = await useOn(connection, address, curve);
  if (conclave === undefined) return [onChain];
  const state = await ChainState.read(connection, conclave, { identities: [address] });
  return [useIn(state, address), onChain];
}

/** What a node may do instead of answering. A wrong URL, chain or address is somebody's mistake, and said as such. */
const SILENT = ["Chain.Unreachable", "Chain.AnswerMalformed", "Chain.BlockGone", "Task.NetworkUnusable"];

async function orUnknown(unknown: Use, ask: () => Promise<Use[]>): Promise<Use[]> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof BaseError) || !SILENT.includes(error.code)) throw error;
    return [unknown];
  }
}

/** A node's address may carry an access key: its host alone is told. */
function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : "a node";
}
