import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { At } from "../../src/chain/state.ts";
import { onChain } from "../../src/charter/on-chain.ts";
import { BaseError } from "../../src/errors.ts";
import { readJson } from "../../src/files.ts";
import { discoverWorld } from "../../src/role/discover/discover.ts";
import { type World, worldSchema } from "../../src/role/world.ts";
import { charterIfAny } from "./charter.ts";
import { connectTo, type NetworkOptions } from "./network.ts";
import { readNumber } from "./number.ts";

export type WorldOptions = NetworkOptions & {
  readonly world: string | undefined;
  readonly charter: string | undefined;
  readonly block: string;
  readonly fromBlock: string;
};

/**
 * The world in a file, else what the chain that is connected to says about the charter's contracts there. How far it has come goes to standard error.
 * @throws `Task.NoCharterForWorld`, `Task.BadBlock`, `Charter.OtherChain`, `Files.*`, what reading a charter and `discoverWorld` throw
 */
export async function worldOf(options: WorldOptions, hre: HardhatRuntimeEnvironment): Promise<World> {
  if (options.world !== undefined) return readJson(options.world, worldSchema);
  const parsed = await charterIfAny(options.charter);
  if (parsed === undefined) {
    throw new BaseError({
      code: "Task.NoCharterForWorld",
      message: "whose powers? there is no charter to say which contracts and people",
      fix: "name one with --charter, or a world that was written before with --world",
    });
  }
  const connection = await connectTo(options, hre);
  return discoverWorld(connection, {
    charter: onChain(parsed.charter, connection.chainId),
    at: blockOf(options.block),
    fromBlock: BigInt(readNumber(options.fromBlock)),
    progress: teller(),
  });
}

/** @throws `Task.BadBlock` */
export function blockOf(text: string): At {
  if (text === "latest" || text === "finalized") return text;
  if (/^\d{1,15}$/.test(text)) return BigInt(text);
  throw new BaseError({
    code: "Task.BadBlock",
    message: `"${text}" is no block`,
    fix: "write its number, latest or finalized",
  });
}

/** One line every ten seconds, so that a log stays short and nobody takes a slow node for a dead one. */
function teller() {
  const every = 10_000;
  let told = Date.now();
  return (done: number, known: number) => {
    if (done < known && Date.now() - told < every) return;
    told = Date.now();
    process.stderr.write(`looked at ${done} of ${known} accounts\n`);
  };
}
