import type { Address, Hex } from "viem";
import { z } from "zod";
import { anyAddress, anyHash } from "../../json.ts";
import type { Proposer } from "./history.ts";
import type { People } from "./people.ts";
import { personWords } from "./people.ts";
import type { SafeAudit } from "./verify.ts";

const claim = z.looseObject({
  safeTxHash: anyHash,
  nonce: z.union([z.number().int().nonnegative(), z.string().regex(/^\d{1,78}$/)]).transform(BigInt),
  proposer: anyAddress.nullish(),
});

/** What a Transaction Service lists (`/multisig-transactions/`): a page, or its results. */
export const claimsSchema = z.union([
  z.array(claim),
  z.looseObject({ results: z.array(claim) }).transform(({ results }) => results),
]);

/** What somebody says was proposed. Nothing proves it: a service says who handed a transaction in. */
export type Claim = z.output<typeof claimsSchema>[number];

/** A transaction that was proposed and cannot run any more: another one used up its nonce. */
export type Displaced = {
  readonly safeTxHash: Hex;
  readonly nonce: bigint;
  readonly proposer: Address | null;
  readonly by: Hex | null;
};

export function claimedProposers(
  claims: readonly Claim[],
  audit: SafeAudit,
  people: People,
): Map<Hex, Proposer> {
  const places = new Map(audit.executions.map(({ outcome }) => [outcome.args.txHash, outcome.at]));
  return new Map(
    claims.flatMap(({ safeTxHash, proposer }): [Hex, Proposer][] => {
      const at = places.get(safeTxHash);
      if (at === undefined || !proposer) return [];
      const words = personWords(proposer, people(proposer, at));
      return [[safeTxHash, { address: proposer, words, by: "claimed" }]];
    }),
  );
}

export function displaced(claims: readonly Claim[], { executions, state }: SafeAudit): Displaced[] {
  const ran = new Map(executions.map(({ outcome, nonce }) => [outcome.args.txHash, nonce]));
  return claims.flatMap(({ safeTxHash, nonce, proposer = null }) => {
    if (ran.has(safeTxHash) || nonce >= state.nonce) return [];
    const by = executions.find((execution) => execution.nonce === nonce)?.outcome.args.txHash ?? null;
    return [{ safeTxHash, nonce, proposer, by }];
  });
}
