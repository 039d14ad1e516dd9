import { type Finding, ok } from "./finding.ts";
import type { Subject } from "./subject.ts";

/** Who has not signed for as long as was asked. */
export function checkSilence({ state, owners, activity, history }: Subject): Finding[] {
  if (activity === null || !history.known) {
    return [
      {
        check: "owner-silent",
        severity: "unknown",
        found: `who signed when cannot be told: ${history.known ? "nothing was read" : history.why}`,
        fix: "ask a node that keeps old states, or name the block to begin with: --from-block",
        evidence: { nonce: state.nonce },
      },
    ];
  }
  const { executed, unread, last, from } = activity;
  const added = history.value.added;
  return owners.map(({ address }): Finding => {
    const at = last.get(address);
    const evidence = { fromBlock: from, lastSigned: at ?? null, executed, unread };
    if (at !== undefined) return ok("owner-silent", `signed last in block ${at}`, evidence, address);
    const about = { check: "owner-silent", subject: address, evidence } as const;
    const isNew = (added.get(address) ?? 0n) >= from && added.has(address);
    if (executed === 0 || isNew || unread > 0) {
      const why =
        executed === 0
          ? "the Safe executed nothing in this time"
          : isNew
            ? "it became an owner in this time"
            : `the signatures of ${unread} executed transactions are in no event, calldata or trace that the node gives`;
      return {
        ...about,
        severity: "unknown",
        found: `whether it can still sign cannot be told: ${why}`,
        fix: "have it proved: hardhat safe prove, with this key",
      };
    }
    return {
      ...about,
      severity: "medium",
      found: `signed none of the ${executed} transactions since block ${from}`,
      fix: "have its holder prove that the key is there (hardhat safe prove), or replace it",
    };
  });
}
