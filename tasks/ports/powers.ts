import { type Address, isAddressEqual } from "viem";
import type { Connection } from "../../src/chain/client.ts";
import type { Charter } from "../../src/charter/schema.ts";
import { BaseError } from "../../src/errors.ts";
import { readJson } from "../../src/files.ts";
import { discoverWorld } from "../../src/role/discover/discover.ts";
import { type World, worldSchema } from "../../src/role/world.ts";

/** Who can do what: from `--world`, a file of `role catalogue`; else discovered now. */
export type PowersOptions = { readonly world: string | undefined };

/**
 * The world of one Conclave. Discovered at the newest block: an incident does not wait for finality.
 * @throws `Task.OtherWorld`, `Files.*`, what discovery throws
 */
export async function powersOf(
  { world: path }: PowersOptions,
  connection: Connection,
  conclave: Address,
  charter: Charter,
): Promise<World> {
  if (path === undefined) {
    const there = { ...charter, chain: { ...charter.chain, conclave } };
    return discoverWorld(connection, { charter: there, at: "latest" });
  }
  const world = await readJson(path, worldSchema);
  const isHere = world.conclave !== null && isAddressEqual(world.conclave, conclave);
  if (isHere && world.chainId === connection.chainId) return world;
  throw new BaseError({
    code: "Task.OtherWorld",
    message: `${path} is about another chain or Conclave`,
    fix: "make it with `hardhat role catalogue --out`, or leave --world out to have it discovered now",
    details: { path, chainId: world.chainId, conclave: world.conclave },
  });
}
