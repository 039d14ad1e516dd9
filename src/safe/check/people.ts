import { type Address, isAddressEqual } from "viem";
import { isUsable, keyAt, mayOwn, type PersonsKey, type Standing } from "../people.ts";
import { type Finding, ok, type Severity } from "./finding.ts";
import type { Subject } from "./subject.ts";

const JUDGED: Readonly<Record<Standing, readonly [severity: Severity, words: string]>> = {
  active: ["ok", "is active"],
  listed: ["ok", "is in the charter"],
  pending: ["medium", "was never activated: nothing shows that anybody holds it"],
  retiring: ["medium", "is being retired"],
  suspended: ["high", "belongs to somebody who is suspended"],
  expired: ["medium", "has expired"],
  retired: ["high", "is retired"],
  compromised: ["critical", "is declared compromised"],
  ended: ["high", "was retired or compromised, and has left the roster"],
};

const CHANGE = "enter the owners as they should be into safes.yaml, then run hardhat safe roster plan";

/** Owners against the roster, both ways. Nothing without a roster. */
export function checkPeople(subject: Subject): Finding[] {
  const { people, owners } = subject;
  if (people === null) return [];
  return [
    ...owners.flatMap(({ address }) => checkOwner(subject, address)),
    ...(people.keys.filter(mayOwn).filter(isUsable).length === 0 ? [] : [checkMissing(subject)]),
  ];
}

function checkOwner({ people }: Subject, owner: Address): Finding[] {
  const key = people === null ? undefined : keyAt(people, owner);
  if (key !== undefined) return [known(key), standing(key, owner)];
  if (people?.ended.some((one) => isAddressEqual(one, owner))) {
    return [judged("ended", owner, `${owner}`, { standing: "ended" })];
  }
  return [
    {
      check: "owner-person",
      severity: "high",
      subject: owner,
      found: "the roster knows nobody with this address",
      fix: `find out whose it is; if nobody's, ${CHANGE}`,
      evidence: { owner },
    },
  ];
}

function known({ address, person, label }: PersonsKey): Finding {
  return ok("owner-person", `${label} is ${person}'s`, { person, label }, address ?? undefined);
}

function standing(key: PersonsKey, owner: Address): Finding {
  const { label, person, standing } = key;
  return judged(standing, owner, `${person}'s key ${label}`, { person, label, standing });
}

function judged(standing: Standing, subject: Address, what: string, evidence: Finding["evidence"]): Finding {
  const [severity, words] = JUDGED[standing];
  const fix =
    severity === "ok" ? null : standing === "pending" ? "hardhat key activate, by its holder" : CHANGE;
  return { check: "owner-standing", severity, subject, found: `${what} ${words}`, fix, evidence };
}

/** People who approve in the Conclave and have no key among the owners. */
function checkMissing({ people, owners }: Subject): Finding {
  const keys = (people?.keys ?? []).filter(mayOwn).filter(isUsable);
  const present = new Set(
    (people?.keys ?? [])
      .filter(
        ({ address }) => address !== null && owners.some((owner) => isAddressEqual(owner.address, address)),
      )
      .map(({ holder }) => holder),
  );
  const missing = [
    ...new Map(keys.filter(({ holder }) => !present.has(holder)).map((key) => [key.holder, key])).values(),
  ];
  const evidence = { missing: missing.map(({ person, label }) => ({ person, label })) };
  if (missing.length === 0) return ok("people-missing", "everybody who approves is an owner", evidence);
  return {
    check: "people-missing",
    severity: "low",
    found: `no owners, though they approve in the Conclave: ${missing.map(({ person }) => person).join(", ")}`,
    fix: `if that is not on purpose, ${CHANGE}`,
    evidence,
  };
}
