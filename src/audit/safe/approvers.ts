import { isAddressEqual } from "viem";
import type { RosterAt } from "./announcements.ts";
import { type Finding, found } from "./finding.ts";
import { whereOf } from "./replay.ts";
import type { SafeAudit } from "./verify.ts";

/**
 * Holds the keys that a guard says it counted against the owners who signed, by the roster of then: each of them must be an owner whose
 * consent was recomputed here.
 */
export function checkApprovers({ guards, executions }: SafeAudit, rosterAt: RosterAt): Finding[] {
  return guards.flatMap(({ guard, links }) =>
    links.flatMap((link): Finding[] => {
      if (link.eventName !== "Passed") return [];
      const { safeTxHash, approvers } = link.args;
      const execution = executions.find(({ outcome }) => outcome.args.txHash === safeTxHash);
      const roster = rosterAt(link.at);
      if (roster === null || execution === undefined || execution.content === null) return [];
      const strangers = roster.keys.flatMap((key, index) => {
        if (((approvers >> BigInt(index)) & 1n) === 0n) return [];
        const signed = execution.approvals.some(
          ({ owner }) => key !== null && isAddressEqual(key.signer, owner),
        );
        return signed ? [] : [`k${index}`];
      });
      if (strangers.length === 0) return [];
      const message = `guard ${guard} counted ${strangers.join(", ")}, whose signature is not among those of ${safeTxHash}`;
      return [found("error", "guard", message, { ...whereOf("Passed", link.at), nonce: execution.nonce })];
    }),
  );
}
