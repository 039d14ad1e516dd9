import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { Connection } from "../../src/chain/client.ts";
import * as ChainState from "../../src/chain/state.ts";
import type { Charter } from "../../src/charter/schema.ts";
import type { Beside } from "../../src/role/check/check.ts";
import { settingHints } from "../../src/role/settings/hints.ts";
import { readSettings } from "../../src/role/settings/read.ts";
import type { Settings } from "../../src/role/settings/state.ts";
import type { World } from "../../src/role/world.ts";
import { DEFAULT_CHARTER, readCharter } from "./charter.ts";
import { connectTo } from "./network.ts";
import { readNumber } from "./number.ts";
import type { WorldOptions } from "./world.ts";

/** The charter that is meant, which there must be. @throws `Files.*`, `Charter.*` */
export async function charterOf({ charter }: Pick<WorldOptions, "charter">): Promise<Charter> {
  return (await readCharter(charter ?? DEFAULT_CHARTER)).charter;
}

/** The settings of the charter's RoleManager on this chain; null if the charter names none here. @throws what `readSettings` throws */
export async function settingsOf(
  charter: Charter,
  connection: Connection,
  options: { readonly at?: bigint; readonly fromBlock?: bigint } = {},
): Promise<Settings | null> {
  const { id, roles } = charter.chain;
  if (roles === undefined || id !== connection.chainId) return null;
  return readSettings(connection, roles, { ...options, also: settingHints(charter) });
}

/** What is read of the RoleManager and the Conclave besides a world, at its block; nothing where the world is a file's. */
export async function besideOf(
  charter: Charter,
  world: World,
  options: WorldOptions,
  hre: HardhatRuntimeEnvironment,
): Promise<Beside> {
  if (options.world !== undefined) return { settings: null, state: null };
  const connection = await connectTo(options, hre, charter.chain.id);
  const at = BigInt(world.block.number);
  const fromBlock = BigInt(readNumber(options.fromBlock));
  const { conclave } = charter.chain;
  return {
    settings: await settingsOf(charter, connection, { at, fromBlock }),
    state: conclave === undefined ? null : await ChainState.read(connection, conclave, { at }),
  };
}
