import { type Address, encodeFunctionData, getAddress, type Hex, sliceHex } from "viem";
import { artifact } from "../artifact.ts";
import type { TestChain } from "../chain.ts";
import { OUTSIDER } from "../people.ts";
import { deployShipped } from "./shipped.ts";

const ADMIN: Hex = "0xb53127684a568b3173ae13b9f8a6016e243e63b6e8ee1178d6a717850b5d6103";

/** Transparent proxies, proxies that change themselves (by owner, by role), and two behind one beacon. */
export async function makeProxies(
  chain: TestChain,
  who: { conclave: Address; benSafe: Address; opsSafe: Address; timelock: Address },
) {
  const poolLogic = await chain.deploy("mocks/world/PoolLogic");
  const transparent = (owner: Address) =>
    deployShipped(chain, "TransparentUpgradeableProxy", [
      poolLogic,
      owner,
      initialisation("PoolLogic", [1n]),
    ]);
  const pool = await transparent(who.benSafe);
  const lender = await transparent(who.timelock);
  const marketLogic = await chain.deploy("mocks/world/OwnedLogic");
  const market = await deployShipped(chain, "ERC1967Proxy", [
    marketLogic,
    initialisation("OwnedLogic", [who.timelock]),
  ]);
  const harbourLogic = await chain.deploy("mocks/world/RoleLogic");
  const harbour = await deployShipped(chain, "ERC1967Proxy", [
    harbourLogic,
    initialisation("RoleLogic", [OUTSIDER.address, who.conclave]),
  ]);
  const beacon = await deployShipped(chain, "UpgradeableBeacon", [poolLogic, who.opsSafe]);
  const branchOne = await deployShipped(chain, "BeaconProxy", [beacon, initialisation("PoolLogic", [1n])]);
  const branchTwo = await deployShipped(chain, "BeaconProxy", [beacon, initialisation("PoolLogic", [1n])]);
  const poolAdmin = await adminOf(chain, pool);
  const lenderAdmin = await adminOf(chain, lender);
  const logic = { poolLogic, marketLogic, harbourLogic };
  return { ...logic, pool, poolAdmin, lender, lenderAdmin, market, harbour, beacon, branchOne, branchTwo };
}

async function adminOf({ client }: TestChain, proxy: Address): Promise<Address> {
  const word = await client.getStorageAt({ address: proxy, slot: ADMIN });
  return getAddress(sliceHex(word ?? "0x", 12));
}

function initialisation(name: string, args: readonly unknown[]): Hex {
  return encodeFunctionData({ abi: artifact(`mocks/world/${name}`).abi, functionName: "initialise", args });
}
