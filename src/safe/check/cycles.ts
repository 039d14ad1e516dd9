import { type Address, getAddress } from "viem";
import type { Connection } from "../../chain/client.ts";
import { describe } from "../account.ts";
import type { SafeState } from "../state.ts";

/** How many Safes behind one are looked at. */
const MOST = 64;

/** Safes that lead back to themselves through owners: the first stands last again. */
export type Cycle = readonly Address[];

export type Cycles = {
  readonly cycles: readonly Cycle[];
  /** Owners of the Safe that are Safes in a cycle, or lead to one. */
  readonly entangled: readonly Address[];
  /** Whether all Safes behind the owners were looked at. */
  readonly complete: boolean;
};

type Graph = ReadonlyMap<Address, readonly Address[]>;

/** Finds where the Safes behind a Safe's owners lead back. */
export async function cyclesOf(connection: Connection, root: SafeState): Promise<Cycles> {
  const { graph, complete } = await graphOf(connection, root);
  const cycles: Address[][] = [];
  const cyclic = [...graph.keys()].filter((safe) => reached(graph, safe).has(safe));
  for (const safe of cyclic) {
    if (cycles.some((cycle) => cycle.includes(safe))) continue;
    cycles.push([safe, ...wayBack(graph, safe)]);
  }
  const entangled = root.owners.filter((owner) =>
    cyclic.some((safe) => safe === owner || reached(graph, owner).has(safe)),
  );
  return { cycles, entangled, complete };
}

/** Owners by Safe, of the Safe and of all Safes behind it. */
async function graphOf(
  connection: Connection,
  root: SafeState,
): Promise<{ graph: Graph; complete: boolean }> {
  const graph = new Map<Address, readonly Address[]>([[root.address, root.owners]]);
  const seen = new Set<Address>([root.address]);
  // A Map can be walked while it grows.
  for (const owners of graph.values()) {
    for (const owner of owners.map((one) => getAddress(one))) {
      if (seen.has(owner)) continue;
      if (graph.size >= MOST) return { graph, complete: false };
      seen.add(owner);
      const account = await describe(connection, owner, root.block);
      if (account.kind === "safe") graph.set(owner, account.safe.owners);
    }
  }
  return { graph, complete: true };
}

/** What can be reached from a Safe, each with the one it was reached from; itself only if a way leads back. */
function reached(graph: Graph, from: Address): ReadonlyMap<Address, Address> {
  const parents = new Map<Address, Address>();
  const waiting = [from];
  for (const at of waiting) {
    for (const owner of graph.get(at) ?? []) {
      if (!graph.has(owner) || parents.has(owner)) continue;
      parents.set(owner, at);
      waiting.push(owner);
    }
  }
  return parents;
}

/** The shortest way from a Safe back to itself, without its start. */
function wayBack(graph: Graph, safe: Address): Address[] {
  const parents = reached(graph, safe);
  const way = [safe];
  for (let at = parents.get(safe); at !== undefined && at !== safe; at = parents.get(at)) way.unshift(at);
  return way;
}
