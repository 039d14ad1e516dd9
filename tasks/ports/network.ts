import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { NetworkConnection } from "hardhat/types/network";
import { type Connection, connect } from "../../src/chain/client.ts";
import { BaseError } from "../../src/errors.ts";

/** `--rpc` beats `--network`. */
export type NetworkOptions = { readonly rpc: string | undefined };

/**
 * Connects to `--rpc <url>`, else to Hardhat's network (`--network`, in-process if left out). Tasks of one run share the
 * in-process network.
 * @param chainId What the chain must be, if something says so.
 * @throws `Task.NetworkUnusable`, `Chain.BadUrl`, `Chain.Unreachable`, `Chain.WrongChain`
 */
export async function connectTo(
  { rpc }: NetworkOptions,
  hre: HardhatRuntimeEnvironment,
  chainId?: number,
): Promise<Connection> {
  const options = chainId === undefined ? {} : { chainId };
  if (rpc !== undefined) return connect(rpc, options);
  return connect((await hardhatNetwork(hre)).provider, options);
}

/** Hardhat's own connection. @throws `Task.NetworkUnusable` */
export async function hardhatNetwork(hre: HardhatRuntimeEnvironment): Promise<NetworkConnection> {
  try {
    return await hre.network.getOrCreate();
  } catch (cause) {
    throw new BaseError({
      code: "Task.NetworkUnusable",
      message: "the network cannot be used as it is configured",
      fix: "name one of hardhat.config.ts with --network (rpc reads CONCLAVE_RPC_URL), or give --rpc with a URL",
      cause,
    });
  }
}
