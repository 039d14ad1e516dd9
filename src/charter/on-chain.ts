import { BaseError } from "../errors.ts";
import type { Charter } from "./schema.ts";

/** Ids of all chains on which the charter holds, its first one first. */
export function chainIds({ chain, chains }: Charter): number[] {
  return [chain.id, ...chains.map(({ id }) => id)];
}

/**
 * The charter as it holds on one of its chains: with that chain's Conclave, guard and RoleManager, and contracts where they lie there. The
 * windows of the Conclave are the first chain's: they are fixed when it is deployed, and the same everywhere.
 * @throws `Charter.OtherChain`
 */
export function onChain(charter: Charter, chainId: number): Charter {
  if (chainId === charter.chain.id) return charter;
  const further = charter.chains.find(({ id }) => id === chainId);
  if (further === undefined) {
    throw new BaseError({
      code: "Charter.OtherChain",
      message: `the charter says nothing of chain ${chainId}; it holds on ${chainIds(charter).join(", ")}`,
      fix: "list the chain under chains, or connect to one of these",
      details: { chainId, listed: chainIds(charter) },
    });
  }
  const { contracts, ...place } = further;
  const { "signing-window": window, suspension, "deploy-before": before } = charter.chain;
  return {
    ...charter,
    chain: { ...place, "signing-window": window, suspension, "deploy-before": before },
    contracts: { ...charter.contracts, ...contracts },
  };
}
