import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { Address } from "viem";
import type { Connection } from "../../src/chain/client.ts";
import type { Charter } from "../../src/charter/schema.ts";
import { BaseError } from "../../src/errors.ts";
import { connectTo, type NetworkOptions } from "./network.ts";
import { charterOn, readAddress } from "./place.ts";

export type RoleManagerOptions = NetworkOptions & {
  readonly manager: string | undefined;
  readonly charter: string | undefined;
};

/** A RoleManager on a chain, and the charter as it holds there, with people's names, if there is one. */
export type RoleManagerSpot = {
  readonly connection: Connection;
  readonly manager: Address;
  readonly charter: Charter | undefined;
};

/**
 * The RoleManager meant by `--manager`, else by what the charter says of this chain.
 * @throws `Task.NoRoleManager`, `Task.BadAddress`, what reading a charter and connecting throw
 */
export async function roleManagerSpot(
  options: RoleManagerOptions,
  hre: HardhatRuntimeEnvironment,
): Promise<RoleManagerSpot> {
  const connection = await connectTo(options, hre);
  const charter = await charterOn(options.charter, connection.chainId);
  const named = roleManagerOf(charter, connection.chainId);
  const manager = options.manager === undefined ? named : readAddress(options.manager);
  if (manager !== undefined) return { connection, manager, charter };
  throw new BaseError({
    code: "Task.NoRoleManager",
    message: `which RoleManager? neither --manager nor the charter names one on chain ${connection.chainId}`,
    fix: "add --manager 0x…, or write `roles:` under `chain:` in the charter",
    details: { chainId: connection.chainId },
  });
}

/** The RoleManager that a charter, as it holds on a chain, names there. */
export function roleManagerOf(charter: Charter | undefined, chainId: number): Address | undefined {
  return charter?.chain.id === chainId ? charter.chain.roles : undefined;
}
