import { type Address, getAddress } from "viem";
import { discoverWorld } from "../../../src/role/discover/discover.ts";
import type { Power, World } from "../../../src/role/world.ts";
import type { ModelWorld } from "./build.ts";

/** The model world as discovery sees it, asked about by the names of `buildWorld`. */
export type Seen = {
  readonly world: World;
  /** A power on a contract by its name, or by part of it where only one has that. Throws if there is none. */
  readonly power: (on: string, name: string) => Power;
  readonly names: (on: string) => readonly string[];
  /** Members by the names of contracts and people's key labels. */
  readonly members: (power: Power) => readonly string[];
  readonly nameOf: (address: Address) => string;
  /** A contract by its name. Throws if there is none. */
  readonly address: (name: string) => Address;
};

export async function see(
  model: ModelWorld,
  options: Partial<Parameters<typeof discoverWorld>[1]> = {},
  connection = model.connection,
): Promise<Seen> {
  const world = await discoverWorld(connection, { charter: model.charter, at: "latest", ...options });
  const labels = new Map(Object.entries(model.at).map(([name, address]) => [getAddress(address), name]));
  for (const { account: own, label } of world.keys)
    if (own !== null && label !== null) labels.set(own, label);
  const nameOf = (address: Address) => labels.get(getAddress(address)) ?? address;
  const address = (name: string) => {
    const found = model.at[name];
    if (found === undefined) throw new Error(`the model world has no ${name}`);
    return found;
  };
  const on = (name: string) => world.powers.filter((power) => power.on === address(name));
  return {
    world,
    nameOf,
    address,
    names: (name) => on(name).map((power) => power.name),
    members: ({ need }) =>
      need.kind === "members" ? need.of.map((one) => nameOf(one.account)) : [need.kind],
    power: (contract, name) => {
      const all = on(contract);
      const exact = all.filter((power) => power.name === name);
      const [found, other] = exact.length > 0 ? exact : all.filter((power) => power.name.includes(name));
      if (found === undefined || other !== undefined)
        throw new Error(`${contract} has ${all.map((power) => power.name).join("; ")}`);
      return found;
    },
  };
}
