import type { Address, Hex } from "viem";
import type { TypedData } from "../../signer/signer.ts";

/** Which RoleManager: the EIP-712 domain of what its reviewers sign. */
export type ManagerDomain = { readonly chainId: number; readonly verifyingContract: Address };

/** Name and version of that domain. */
export const DOMAIN = { name: "RoleManager", version: "1" } as const;

/** One decision as the contract takes it. `grant` is the word of the grant that was looked at. */
export type ChainDecision = { readonly account: Address; readonly grant: Hex; readonly keep: boolean };

/** Decisions over one role. `deadline` is UNIX seconds. */
export type Review = {
  readonly roleId: bigint;
  readonly decisions: readonly ChainDecision[];
  readonly deadline: number;
};

const TYPES = {
  Review: [
    { name: "roleId", type: "uint64" },
    { name: "decisions", type: "Decision[]" },
    { name: "deadline", type: "uint40" },
  ],
  Decision: [
    { name: "account", type: "address" },
    { name: "grant", type: "bytes32" },
    { name: "keep", type: "bool" },
  ],
} as const;

/** What a reviewer signs (IRoleManager, `reviewBySignature`). */
export function review(domain: ManagerDomain, { roleId, decisions, deadline }: Review): TypedData {
  return {
    domain: { ...DOMAIN, ...domain },
    types: TYPES,
    primaryType: "Review",
    message: { roleId, decisions: decisions.map((one) => ({ ...one })), deadline },
  };
}
