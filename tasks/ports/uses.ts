import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { connect } from "../../src/chain/client.ts";
import * as ChainState from "../../src/chain/state.ts";
import { BaseError } from "../../src/errors.ts";
import type { Use } from "../../src/life/destruction.ts";
import type { KeyOf } from "../../src/life/key-of.ts";
import { unknownUse, useIn, useOn } from "../../src/life/used.ts";
import { charterIfAny } from "./charter.ts";
import { type PlaceOptions, placeOf } from "./place.ts";

type UsesOptions = PlaceOptions & { readonly chains: string | undefined };
type Account = Pick<KeyOf, "address" | "curve">;

/**
 * What the chain of the Conclave, and those behind further URLs, know of a key. One that does not answer is told as unknown, which counts as
 * used.
 */
export async function usesOf(
  key: Account,
  options: UsesOptions,
  hre: HardhatRuntimeEnvironment,
): Promise<Use[]> {
  const charter = (await charterIfAny(options.charter))?.charter;
  const isNamed = options.conclave !== undefined || charter !== undefined;
  const uses = isNamed
    ? await usesAt(key, options, hre, charter?.chain.id)
    : [unknownUse("the Conclave", "it was not asked")];
  for (const url of (options.chains ?? "").split(",").filter((one) => one.trim() !== "")) {
    const connection = await connect(url.trim()).catch(() => undefined);
    uses.push(
      connection === undefined
        ? unknownUse(hostOf(url), "it did not answer")
        : await useOn(connection, key.address, key.curve),
    );
  }
  return uses;
}

/** What a node may do instead of answering. A wrong chain or address is somebody's mistake, and said as such. */
const SILENT = ["Chain.Unreachable", "Chain.AnswerMalformed", "Chain.BlockGone", "Task.NetworkUnusable"];

async function usesAt(
  { address, curve }: Account,
  options: UsesOptions,
  hre: HardhatRuntimeEnvironment,
  chainId: number | undefined,
): Promise<Use[]> {
  try {
    const { connection, conclave } = await placeOf(options, hre);
    const state = await ChainState.read(connection, conclave, { identities: [address] });
    return [useIn(state, address), await useOn(connection, address, curve)];
  } catch (error) {
    if (!(error instanceof BaseError) || !SILENT.includes(error.code)) throw error;
    const node = options.rpc === undefined ? "the network" : hostOf(options.rpc);
    const chain = chainId === undefined ? "the Conclave's chain" : `the Conclave's chain ${chainId}`;
    return [unknownUse(`${chain} (${node})`, "it did not answer")];
  }
}

/** A node's address may carry an access key: its host alone is told. */
function hostOf(url: string): string {
  try {
    return new URL(url).host || "a node";
  } catch {
    return "a node";
  }
}
