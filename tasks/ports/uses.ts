import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { connect } from "../../src/chain/client.ts";
import * as ChainState from "../../src/chain/state.ts";
import type { Use } from "../../src/life/destruction.ts";
import type { KeyOf } from "../../src/life/key-of.ts";
import { unknownUse, useIn, useOn } from "../../src/life/used.ts";
import { charterIfAny } from "./charter.ts";
import { type PlaceOptions, placeOf } from "./place.ts";

/**
 * What the chain of the Conclave, and those behind further URLs, know of a key. One that does not answer is told as unknown, which counts as
 * used.
 */
export async function usesOf(
  { address, curve }: Pick<KeyOf, "address" | "curve">,
  options: PlaceOptions & { readonly chains: string | undefined },
  hre: HardhatRuntimeEnvironment,
): Promise<Use[]> {
  const uses: Use[] = [];
  const isNamed = options.conclave !== undefined || (await charterIfAny(options.charter)) !== undefined;
  if (isNamed) {
    const { connection, conclave } = await placeOf(options, hre);
    uses.push(useIn(await ChainState.read(connection, conclave, { identities: [address] }), address));
    uses.push(await useOn(connection, address, curve));
  } else uses.push(unknownUse("the Conclave"));
  for (const url of (options.chains ?? "").split(",").filter((one) => one.trim() !== "")) {
    const connection = await connect(url.trim()).catch(() => undefined);
    uses.push(connection === undefined ? unknownUse(hostOf(url)) : await useOn(connection, address, curve));
  }
  return uses;
}

/** A node's address may carry an access key: its host alone is told. */
function hostOf(url: string): string {
  try {
    return new URL(url).host || "a node";
  } catch {
    return "a node";
  }
}
