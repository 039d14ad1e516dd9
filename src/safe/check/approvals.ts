import { type Hex, isAddressEqual } from "viem";
import { type Finding, ok } from "./finding.ts";
import type { Subject } from "./subject.ts";

/** Hashes approved on-chain, not executed, and still counted. */
export function checkApprovals({ state, approvals, history }: Subject): Finding[] {
  if (!history.known || history.value.setup === null) {
    return [
      {
        check: "approvals",
        severity: "unknown",
        found: `approved hashes cannot be told${history.known ? ": the events read do not reach back to the set-up" : `: ${history.why}`}`,
        fix: "ask a node that keeps old states, or begin earlier: --from-block",
        evidence: {},
      },
    ];
  }
  const open = Map.groupBy(
    approvals.filter(({ executed }) => !executed),
    ({ hash }) => hash,
  );
  if (open.size === 0) return [ok("approvals", "no approved hash is open", { approved: approvals.length })];
  return [...open].map(([hash, given]): Finding => {
    const owners = given.map(({ owner }) => owner);
    const counting = owners.filter((owner) => state.owners.some((one) => isAddressEqual(one, owner)));
    const evidence = { hash, by: owners, counting, threshold: state.threshold };
    if (counting.length >= state.threshold) {
      return finding(
        hash,
        "high",
        `anybody can execute ${hash} now, if its nonce is not used: ${counting.length} owners approved it`,
        evidence,
      );
    }
    const words =
      counting.length === 0
        ? `${hash} was approved by owners who are none now; it counts again if they come back`
        : `${hash} is approved by ${counting.length} of ${state.threshold}`;
    return finding(hash, "low", words, evidence);
  });
}

function finding(hash: Hex, severity: "high" | "low", found: string, evidence: Finding["evidence"]): Finding {
  return {
    check: "approvals",
    severity,
    found,
    fix: `find out which transaction ${hash.slice(0, 10)}… is; if it is not wanted, use up its nonce: hardhat safe reject`,
    evidence,
  };
}
