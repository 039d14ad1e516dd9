import type { Address } from "viem";
import type { Account } from "../account.ts";
import { keyAt, type People } from "../people.ts";
import { fewest, type Seat } from "./coalition.ts";
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

/** The fewest people who can sign for as many owners as the threshold. Owners nobody knows count as a person each. */
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
  const seats = owners.map((owner) => seatOf(owner, people));
  const needed = fewest(seats, threshold);
  if (needed === null) {
    return {
      check: "coalition",
      severity: "unknown",
      found: "how few people reach the threshold cannot be told: too many have keys of owners that are Safes",
      fix: "check the owners that are Safes one by one",
      evidence: { threshold },
    };
  }
  const all = Map.groupBy(
    seats.flatMap(({ keys }) => keys),
    (person) => person,
  );
  const evidence = { threshold, people: all.size, fewest: needed.length, who: needed };
  if (needed.length >= threshold)
    return ok(
      "coalition",
      `it takes ${needed.length} different people for ${threshold} signatures`,
      evidence,
    );
  return {
    check: "coalition",
    severity: needed.length === 1 ? "critical" : "high",
    found: `${needed.length === 1 ? "one person reaches" : `${needed.length} people reach`} the threshold of ${threshold} signatures, by keys of several owners: ${needed.join(", ")}`,
    fix: "leave each person one owner key, and plan the change with hardhat safe roster plan",
    evidence,
  };
}

/** Whose keys sign for an owner: its own, or those of the owners of a Safe that is one. */
function seatOf(owner: Account, people: People): Seat {
  const whose = (address: Address) => keyAt(people, address)?.person ?? address;
  if (owner.kind !== "safe" || keyAt(people, owner.address) !== undefined)
    return { keys: [whose(owner.address)], needed: 1 };
  return { keys: owner.safe.owners.map(whose), needed: owner.safe.threshold };
}
