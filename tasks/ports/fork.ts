import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { Provider } from "../../src/test/fork.ts";
import { hardhatNetwork, type NetworkOptions } from "./network.ts";

/** The simulated network that Hardhat has without any configuration: forks are made in it. */
const SIMULATED = "default";

/**
 * Lends a node made for tests that holds the chain's state: a fork of the network's node, in this process; the in-process network
 * itself if that is the network, for a simulation takes everything back.
 * @param block Number of the block to fork at; the newest if left out.
 */
export async function withTestNode<T>(
  options: NetworkOptions,
  hre: HardhatRuntimeEnvironment,
  chainId: number,
  use: (node: Provider) => Promise<T>,
  block?: number,
): Promise<T> {
  const url = await urlOf(options, hre);
  if (url === undefined) return use((await hardhatNetwork(hre)).provider as Provider);
  const forking = { url, ...(block === undefined ? {} : { blockNumber: block }) };
  const fork = await hre.network.create({ network: SIMULATED, override: { chainId, forking } } as never);
  try {
    return await use(fork.provider as Provider);
  } finally {
    await fork.close();
  }
}

/** Where the network's node answers; `undefined` for the in-process network. */
export async function urlOf(
  { rpc }: NetworkOptions,
  hre: HardhatRuntimeEnvironment,
): Promise<string | undefined> {
  if (rpc !== undefined) return rpc;
  const { networkConfig } = await hardhatNetwork(hre);
  return networkConfig.type === "http" ? networkConfig.url.getUrl() : undefined;
}
