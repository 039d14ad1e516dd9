import { type Address, isAddressEqual } from "viem";
import { formatDate } from "../../time.ts";
import { type Finding, ok } from "./finding.ts";
import type { Subject } from "./subject.ts";

/** The transaction guard: none, ours, or somebody's; and whether anybody announced that it goes. */
export function checkGuard(subject: Subject): Finding[] {
  const { state, guard, guarding, people } = subject;
  if (guard === null) {
    return [
      {
        check: "guard",
        severity: "medium",
        found: "no guard: owners are counted as keys, at once, with no delay and no rules",
        fix: "adopt a ConclaveGuard (docs/safe-guard.md)",
        evidence: { guard: null },
      },
    ];
  }
  if (guarding === null) {
    return [
      {
        check: "guard",
        severity: "high",
        subject: guard.address,
        found:
          guard.kind === "contract" || guard.kind === "clone"
            ? "a guard that is not known: it can refuse every transaction, also the one that removes it"
            : "the guard is no contract: the Safe can execute nothing any more, or whatever its holder later puts there decides",
        fix: `find out what it is; if nobody can say: hardhat safe create ${state.address} --guard none`,
        evidence: {
          guard: guard.address,
          kind: guard.kind,
          ...("codeHash" in guard ? { codeHash: guard.codeHash } : {}),
        },
      },
    ];
  }
  const { conclave, adopted } = guarding;
  const evidence = { guard: guard.address, conclave, adopted };
  const expected = people?.conclave?.address;
  if (expected !== undefined && !isAddressEqual(expected, conclave)) {
    return [
      {
        check: "guard",
        severity: "critical",
        subject: guard.address,
        found: `the ConclaveGuard is bound to ${conclave}, which is not the Conclave that was named`,
        fix: "find out whose Conclave that is; the way out is announceExit (docs/safe-guard.md)",
        evidence: { ...evidence, expected },
      },
    ];
  }
  const bound =
    expected === undefined ? `a ConclaveGuard, bound to ${conclave}` : "a ConclaveGuard of this Conclave";
  return [checkAdoption(bound, adopted, evidence, guard.address), ...checkExits(subject)];
}

function checkAdoption(
  bound: string,
  adopted: boolean | null,
  evidence: Finding["evidence"],
  guard: Address,
): Finding {
  if (adopted === true) return ok("guard", `${bound}, adopted`, evidence, guard);
  const about = { check: "guard", subject: guard, evidence } as const;
  if (adopted === null) {
    return {
      ...about,
      severity: "unknown",
      found: `${bound}; whether it was adopted cannot be told, for the node does not give the guard's events`,
      fix: "ask a node that keeps old states",
    };
  }
  return {
    ...about,
    severity: "low",
    found: `${bound}, that was set without adopt(): it guards, but its record does not begin with what it found`,
    fix: "call adopt() on the guard by a transaction of the Safe",
  };
}

function checkExits({ guarding, time }: Subject): Finding[] {
  const open = (guarding?.exits ?? []).filter(({ lapsesAt }) => lapsesAt > time);
  if (open.length === 0) return [ok("guard-exit", "no owner announced an exit")];
  return open.map(({ owner, maturesAt, lapsesAt }): Finding => {
    const isMature = maturesAt <= time;
    return {
      check: "guard-exit",
      severity: isMature ? "critical" : "high",
      subject: owner,
      found: isMature
        ? `${owner} announced an exit, and it is ready: until ${formatDate(lapsesAt)} the threshold of owners can take the guard off`
        : `${owner} announced an exit: from ${formatDate(maturesAt)} to ${formatDate(lapsesAt)} the threshold of owners can take the guard off`,
      fix: "ask the owner why; if they did not mean to, replace the owners' keys through the Conclave's module before that",
      evidence: { owner, maturesAt, lapsesAt },
    };
  });
}
