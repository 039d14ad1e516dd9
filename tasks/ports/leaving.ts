import { join } from "node:path";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import * as ChainState from "../../src/chain/state.ts";
import { chainIds, onChain } from "../../src/charter/on-chain.ts";
import type { Charter } from "../../src/charter/schema.ts";
import { BaseError } from "../../src/errors.ts";
import { readJson } from "../../src/files.ts";
import { proposalsIn } from "../../src/proposal/folder.ts";
import type { Unreached } from "../../src/role/holder/folder.ts";
import type { Place } from "../../src/role/holder/offboard.ts";
import { type World, worldSchema } from "../../src/role/world.ts";
import { type NodesOptions, nodesOf } from "./nodes.ts";
import { powersOf } from "./powers.ts";

export type LeavingOptions = NodesOptions & {
  readonly world: string | undefined;
  readonly proposals: string;
  readonly folder: string;
};

/** Every chain of the charter as it is, with who can do what there; chains that cannot be looked at come with why. */
export async function placesOf(
  options: LeavingOptions,
  charter: Charter,
  hre: HardhatRuntimeEnvironment,
): Promise<{ readonly places: readonly Place[]; readonly unreached: readonly Unreached[] }> {
  const nodes = nodesOf(options, hre, charter.chain.id);
  const paths = await pathsOf(options.world);
  const found = await proposalsIn(options.proposals);
  const named = <T extends { readonly name: string }>(files: readonly T[]) =>
    files.map((one) => ({ ...one, name: join(options.proposals, one.name) }));
  const elsewhere = { known: named(found.known), broken: named(found.broken) };
  const places: Place[] = [];
  const unreached: Unreached[] = [];
  for (const chainId of chainIds(charter)) {
    try {
      const there = onChain(charter, chainId);
      const { conclave } = there.chain;
      if (conclave === undefined) throw notThere(chainId);
      const connection = await nodes(chainId);
      const state = await ChainState.read(connection, conclave);
      const world = await powersOf({ world: paths.get(chainId) }, connection, conclave, there);
      const folder = join(options.folder, String(chainId));
      places.push({ connection, charter: there, state, world, folder, elsewhere });
    } catch (error) {
      if (!(error instanceof BaseError)) throw error;
      unreached.push({ chainId, problem: error });
    }
  }
  return { places, unreached };
}

/** Files of worlds by their chain. */
async function pathsOf(list: string | undefined): Promise<ReadonlyMap<number, string>> {
  const found = new Map<number, string>();
  for (const path of (list ?? "").split(",").map((one) => one.trim())) {
    if (path === "") continue;
    const world: World = await readJson(path, worldSchema);
    found.set(world.chainId, path);
  }
  return found;
}

function notThere(chainId: number): BaseError {
  return new BaseError({
    code: "Task.NoConclaveThere",
    message: `the charter names no Conclave on chain ${chainId}`,
    fix: "write its address under `chains:`, or take the chain out",
  });
}
