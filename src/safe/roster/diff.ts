import { type Address, isAddressEqual } from "viem";
import type { Connection } from "../../chain/client.ts";
import type { Charter } from "../../charter/schema.ts";
import { BaseError } from "../../errors.ts";
import * as SafeAddress from "../address.ts";
import type { People } from "../people.ts";
import { readSafe, type SafeState } from "../state.ts";
import type { SafeEntry, SafesFile } from "./file.ts";
import { nameOf, type Owner, ownersOf } from "./owner.ts";

/** Gives the node of a network by its name in `safes.yaml`, on the chain that the file says. */
export type Nodes = (rpc: string, chainId: number) => Promise<Connection>;

/** Who is who, and where the chains are. */
export type Ground = { readonly people: People; readonly charter: Charter; readonly nodes: Nodes };

/** A Safe as it is, and as the file wants it. */
export type Difference = {
  readonly entry: SafeEntry;
  readonly connection: Connection;
  readonly state: SafeState;
  readonly wanted: { readonly owners: readonly Owner[]; readonly threshold: number };
  readonly coming: readonly Owner[];
  readonly leaving: readonly Address[];
  readonly same: boolean;
  /** What changes, a line each, for people. */
  readonly words: readonly string[];
};

/** Every Safe of the file against its chain. @throws `SafesFile.*`, `SafeAddress.*`, `Safe.*`, `Chain.*` */
export async function differences({ safes }: SafesFile, ground: Ground): Promise<Difference[]> {
  // One after the other: Safes of one chain share a node.
  const found: Difference[] = [];
  for (const entry of safes) found.push(await difference(entry, ground));
  return found;
}

export async function difference(entry: SafeEntry, { people, charter, nodes }: Ground): Promise<Difference> {
  const owners = ownersOf(entry, people, charter);
  const connection = await nodes(entry.rpc, entry.chain);
  const address = await SafeAddress.parse(entry.address, entry.chain);
  const state = await readSafe(connection, address);
  checkOwners(entry, state, owners);
  const coming = owners.filter((owner) => !state.owners.some((one) => isAddressEqual(one, owner.address)));
  const leaving = state.owners.filter((owner) => !owners.some((one) => isAddressEqual(one.address, owner)));
  const isMoved = state.threshold !== entry.threshold;
  const words = [
    ...coming.map(({ name, address }) => `add ${name === address ? "" : `${name} `}${address}`),
    ...leaving.map((owner) => `remove ${nameOf(owner, people)}`),
    ...(isMoved
      ? [
          `${entry.threshold > state.threshold ? "raise" : "lower"} the threshold from ${state.threshold} to ${entry.threshold}`,
        ]
      : []),
  ];
  const wanted = { owners, threshold: entry.threshold };
  return { entry, connection, state, wanted, coming, leaving, same: words.length === 0, words };
}

function checkOwners({ name }: SafeEntry, { address }: SafeState, owners: readonly Owner[]): void {
  const self = owners.find((owner) => isAddressEqual(owner.address, address) || BigInt(owner.address) <= 1n);
  if (self === undefined) return;
  throw new BaseError({
    code: "SafesFile.OwnerRefused",
    message: `${name}: a Safe refuses ${self.name} as its owner: itself, or one of its list's marks`,
    fix: "name somebody else",
    details: { safe: name, owner: self.address },
  });
}
