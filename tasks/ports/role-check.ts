import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import * as ChainState from "../../src/chain/state.ts";
import { onChain } from "../../src/charter/on-chain.ts";
import type { Charter } from "../../src/charter/schema.ts";
import type { Beside } from "../../src/role/check/check.ts";
import { readSettings } from "../../src/role/settings/read.ts";
import type { World } from "../../src/role/world.ts";
import { DEFAULT_CHARTER, readCharter } from "./charter.ts";
import { connectTo } from "./network.ts";
import { readNumber } from "./number.ts";
import type { WorldOptions } from "./world.ts";

/** The charter that is meant, which there must be. @throws `Files.*`, `Charter.*` */
export async function charterOf({ charter }: Pick<WorldOptions, "charter">): Promise<Charter> {
  return (await readCharter(charter ?? DEFAULT_CHARTER)).charter;
}

/** What is read of the RoleManager and the Conclave besides a world, at its block; nothing where the world is a file's. */
export async function besideOf(
  whole: Charter,
  world: World,
  options: WorldOptions,
  hre: HardhatRuntimeEnvironment,
): Promise<Beside> {
  if (options.world !== undefined) return { settings: null, state: null };
  const charter = onChain(whole, world.chainId);
  const connection = await connectTo(options, hre, world.chainId);
  const toBlock = world.block.number;
  const { conclave } = charter.chain;
  return {
    settings: await readSettings(connection, charter, { fromBlock: readNumber(options.fromBlock), toBlock }),
    state:
      conclave === undefined ? null : await ChainState.read(connection, conclave, { at: BigInt(toBlock) }),
  };
}
