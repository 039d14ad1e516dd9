/** What a contract inherits, and which of it is overridden with what. */
import type { Callable, Contract, Program } from "./program.ts";
import { child, list, type Node } from "./tree.ts";

/** Ids of the contract and its bases, most derived first. */
export function lineage(contract: Node): number[] {
  return numbers(contract.linearizedBaseContracts);
}

/** By the id of a function that the contract has or inherits: the most derived one that overrides it. */
export function overridesIn(program: Program, contract: Contract): Map<number, Callable> {
  const overrides = new Map<number, Callable>();
  for (const base of lineage(contract.node)) {
    for (const node of list(program.contracts.get(base)?.node ?? contract.node, "nodes")) {
      const callable = program.callables.get(node.id);
      if (callable === undefined || child(node, "body") === undefined) continue;
      // It names only those that it overrides directly; theirs follow, and who comes later overrides no more.
      const last = overrides.get(node.id) ?? callable;
      for (const overridden of numbers(node.baseFunctions)) {
        if (!overrides.has(overridden)) overrides.set(overridden, last);
      }
    }
  }
  return overrides;
}

function numbers(ids: unknown): number[] {
  return Array.isArray(ids) ? ids.filter((id) => typeof id === "number") : [];
}
