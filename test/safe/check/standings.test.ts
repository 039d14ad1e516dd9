import { beforeAll, describe, expect, it } from "vitest";
import { connect } from "../../../src/chain/client.ts";
import type { KeyKind } from "../../../src/charter/model.ts";
import { formerOwners } from "../../../src/safe/check/elsewhere.ts";
import { checkOwners } from "../../../src/safe/check/owners.ts";
import { checkPeople } from "../../../src/safe/check/people.ts";
import { readSubject, type Subject } from "../../../src/safe/check/subject.ts";
import type { People, Standing } from "../../../src/safe/people.ts";
import type { TestChain } from "../../support/chain.ts";
import { deployTestSafe, type TestSafe } from "../../support/safe.ts";
import { DAY, OWNERS, ownChain, setCode } from "../../support/safe-check.ts";
import { CHARTER, keyOf, PEOPLE } from "../../support/safe-roster.ts";

describe("an owner's key", () => {
  let chain: TestChain;
  let safe: TestSafe;
  let subject: Subject;
  const bob = keyOf("bob").address;
  const read = async () =>
    readSubject(await connect(chain.provider), safe.address, { charter: CHARTER, silence: DAY });
  /** The same, had the roster another word for Bob's key. */
  const withBob = (changes: { standing?: Standing; kind?: KeyKind }): Subject => ({
    ...subject,
    people: {
      conclave: null,
      ended: [],
      keys: (subject.people?.keys ?? []).map((key) => (key.label === "bob" ? { ...key, ...changes } : key)),
    },
  });
  beforeAll(async () => {
    chain = await ownChain();
    safe = await deployTestSafe(chain, { version: "1.5.0", owners: OWNERS.slice(0, 3), threshold: 2 });
    subject = await read();
  });

  it.each([
    ["active", "ok"],
    ["listed", "ok"],
    ["pending", "medium"],
    ["retiring", "medium"],
    ["expired", "medium"],
    ["suspended", "high"],
    ["retired", "high"],
    ["compromised", "critical"],
  ] as const)("that is %s is %s", (standing, severity) => {
    const judged = checkPeople(withBob({ standing })).filter(({ check }) => check === "owner-standing");
    expect(judged).toContainEqual(expect.objectContaining({ severity, subject: bob }));
  });

  it("that left the roster retired or compromised is high, and no stranger's", () => {
    const keys = (subject.people?.keys ?? []).filter(({ label }) => label !== "bob");
    const judged = checkPeople({ ...subject, people: { conclave: null, keys, ended: [bob] } });
    const bobs = judged.filter((finding) => finding.subject === bob);
    expect(bobs).toMatchObject([
      { check: "owner-standing", severity: "high", evidence: { standing: "ended" } },
    ]);
  });

  it("that the roster calls a contract is high without code, right with it; an account's with code is high", async () => {
    const bobs = (of: Subject) =>
      checkOwners(of).filter(({ check, subject: owner }) => check === "owner-code" && owner === bob);
    expect(bobs(withBob({ kind: "ERC1271" }))).toMatchObject([
      { severity: "high", evidence: { kind: "account" } },
    ]);
    await chain.undoing(async () => {
      await setCode(chain, bob, "0x6001");
      const { owners } = await read();
      expect(bobs({ ...withBob({ kind: "ERC1271" }), owners })).toMatchObject([{ severity: "ok" }]);
      expect(bobs({ ...withBob({ kind: "EOA" }), owners })).toMatchObject([{ severity: "high" }]);
    });
  });
});

describe("a first owner", () => {
  const [ada, bob, cyd] = ["ada", "bob", "cyd"].map((label) => keyOf(label).address) as [
    `0x${string}`,
    `0x${string}`,
    `0x${string}`,
  ];
  const people = (standing: Standing): People => ({
    ...PEOPLE,
    keys: PEOPLE.keys.map((key) => (key.label === "bob" ? { ...key, standing } : key)),
  });

  it("has no say any more, given it is no owner now, or retired, compromised, suspended or out of the roster", () => {
    expect(formerOwners([ada, bob, cyd], [ada, bob], null)).toEqual([cyd]);
    for (const standing of ["retired", "compromised", "suspended", "ended"] as const)
      expect(formerOwners([ada, bob], [ada, bob], people(standing))).toEqual([bob]);
    expect(formerOwners([ada, bob], [ada, bob], { ...PEOPLE, keys: [], ended: [ada] })).toEqual([ada]);
  });

  it("has a say still, given it is an owner whose key is in use, not activated yet, expired or being retired", () => {
    for (const standing of ["active", "listed", "pending", "expired", "retiring"] as const)
      expect(formerOwners([ada, bob], [bob, ada], people(standing))).toEqual([]);
  });
});
