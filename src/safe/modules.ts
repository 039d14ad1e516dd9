import {
  getAllowanceModuleDeployment,
  getSafe4337ModuleDeployment,
  getSocialRecoveryModuleDeployment,
} from "@safe-global/safe-modules-deployments";
import { type Address, isAddressEqual } from "viem";

/** A module that is known, and what it can do. */
export type KnownModule = { readonly name: string; readonly power: string };

/** Modules of Safe's own, by their published addresses on each chain. */
const SAFES = [
  {
    name: "Safe's Allowance module",
    power: "lets the delegates it lists spend up to their allowances, one signature each",
    deployments: ["0.1.0", "0.1.1"].map((version) => getAllowanceModuleDeployment({ version })),
  },
  {
    name: "Safe's ERC-4337 module",
    power: "executes user operations that carry the owners' signatures",
    deployments: ["0.2.0", "0.3.0"].map((version) => getSafe4337ModuleDeployment({ version })),
  },
  {
    name: "Safe's social recovery module",
    power: "lets the guardians it lists replace all owners, after its delay",
    deployments: ["0.1.0"].map((version) => getSocialRecoveryModuleDeployment({ version })),
  },
];

/** Contracts that Zodiac's factory clones. */
const ZODIAC: readonly (KnownModule & { readonly masters: readonly Address[] })[] = [
  {
    name: "Zodiac Delay",
    power: "lets the modules it lists do anything, after its cooldown",
    masters: ["0xd54895B1121A2eE3f37b502F507631FA1331BED6", "0xD62129BF40CD1694b3d9D9847367783a1A4d5cB4"],
  },
  {
    name: "Zodiac Roles",
    power: "lets the members of its roles make the calls those allow, one signature each",
    masters: ["0x9646fDAD06d3e24444381f44362a3B0eB343D337"],
  },
];

/** One of Safe's modules, known by where it lies on the chain. */
export function safesModule(chainId: number, address: Address): KnownModule | undefined {
  return SAFES.find(({ deployments }) =>
    deployments.some((deployment) => {
      const at = deployment?.networkAddresses[String(chainId)];
      return at !== undefined && isAddressEqual(at as Address, address);
    }),
  );
}

/** A clone of one of Zodiac's modules, known by the contract it is a clone of. */
export function zodiacModule(master: Address): KnownModule | undefined {
  return ZODIAC.find(({ masters }) => masters.some((one) => isAddressEqual(one, master)));
}
