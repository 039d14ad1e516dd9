import type { Address } from "viem";
import type { Account } from "../account.ts";
import { keyAt, type People } from "../people.ts";
import { type Finding, ok } from "./finding.ts";
import type { Subject } from "./subject.ts";

/** Threshold against number of owners, and against number of people. */
export function checkQuorum(subject: Subject): Finding[] {
  const { state, people } = subject;
  return [checkThreshold(state), checkCoalition(subject, people)];
}

function checkThreshold({ address, threshold, owners }: Subject["state"]): Finding {
  const count = owners.length;
  const evidence = { threshold, owners: count };
  const raise = (to: number) => `hardhat safe create ${address} --threshold ${to}`;
  const add = "add owners by hardhat safe roster plan (docs/safe-roster.md)";
  if (threshold === 1) {
    const found =
      count === 1
        ? "one key alone decides, and with it all is lost or stolen"
        : `any one of ${count} keys alone decides everything`;
    const fix = count === 1 ? `${add}, then raise the threshold to 2 or more` : raise(2);
    return { check: "threshold", severity: "critical", found, fix, evidence };
  }
  if (threshold === count) {
    return {
      check: "threshold",
      severity: "high",
      found: `all ${count} owners are needed: one lost key locks the Safe for good`,
      fix: `${add}, without raising the threshold`,
      evidence,
    };
  }
  if (threshold * 2 <= count) {
    const half = threshold * 2 === count;
    return {
      check: "threshold",
      severity: half ? "low" : "medium",
      found: `${threshold} of ${count} is ${half ? "no more than" : "less than"} half: two groups of owners can act against each other`,
      fix: raise(Math.floor(count / 2) + 1),
      evidence,
    };
  }
  return ok(
    "threshold",
    `${threshold} of ${count}: more than half, and ${count - threshold} may be lost`,
    evidence,
  );
}

/** The fewest people whose owner keys reach the threshold. Owners nobody knows count as a person each. */
function checkCoalition({ state, owners }: Subject, people: People | null): Finding {
  const { threshold } = state;
  if (people === null) {
    return {
      check: "coalition",
      severity: "unknown",
      found: "whose keys the owners are is not known",
      fix: "name the people with --charter charter.yaml, or --conclave 0x…",
      evidence: {},
    };
  }
  const byPerson = new Map<string, Address[]>();
  for (const owner of owners) {
    const person = keyAt(people, owner.address)?.person ?? loneSigner(owner, people) ?? owner.address;
    byPerson.set(person, [...(byPerson.get(person) ?? []), owner.address]);
  }
  // Greedy is exact here: each owner is one person's.
  const sorted = [...byPerson].sort(([, a], [, b]) => b.length - a.length);
  const needed: string[] = [];
  let signatures = 0;
  for (const [person, keys] of sorted) {
    if (signatures >= threshold) break;
    needed.push(person);
    signatures += keys.length;
  }
  const evidence = { threshold, people: byPerson.size, fewest: needed.length, who: needed };
  if (needed.length === threshold)
    return ok("coalition", `it takes ${threshold} different people, as many as signatures`, evidence);
  const several = sorted.filter(([, keys]) => keys.length > 1);
  const whose = several.map(([person, keys]) => `${person} (${keys.length})`).join(", ");
  return {
    check: "coalition",
    severity: needed.length === 1 ? "critical" : "high",
    found: `${needed.length === 1 ? "one person reaches" : `${needed.length} people reach`} the threshold of ${threshold} signatures: several owners are one person's: ${whose}`,
    fix: "leave each person one owner key, and plan the change with hardhat safe roster plan",
    evidence,
  };
}

/** Who can sign alone for an owner that is a Safe; of several the one with most of its keys. Undefined if nobody can. */
function loneSigner(owner: Account, people: People): string | undefined {
  if (owner.kind !== "safe") return undefined;
  const counts = new Map<string, number>();
  for (const inner of owner.safe.owners) {
    const person = keyAt(people, inner)?.person;
    if (person !== undefined) counts.set(person, (counts.get(person) ?? 0) + 1);
  }
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  return most !== undefined && most[1] >= owner.safe.threshold ? most[0] : undefined;
}
