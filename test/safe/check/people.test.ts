import type { Address } from "viem";
import type { PrivateKeyAccount } from "viem/accounts";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "../../../src/charter/parse.ts";
import { keyHash } from "../../../src/charter/roster.ts";
import * as TypedData from "../../../src/proposal/typed-data.ts";
import type { Severity } from "../../../src/safe/check/finding.ts";
import { type Founded, foundConclave, write } from "../../support/conclave.ts";
import { ANA, account, BEN, BEN_SECOND, CLEO, DAN, EVE, GUS } from "../../support/people.ts";
import { deployTestSafe, type TestSafe } from "../../support/safe.ts";
import { change, DAY, findings, OWNERS, ownChain } from "../../support/safe-check.ts";

type Keys = readonly PrivateKeyAccount[];

describe("owners of a Safe beside a Conclave", () => {
  let founded: Founded;
  const options = () => ({ conclave: founded.address });
  const safeOf = (owners: Keys, threshold: number, salt: bigint): Promise<TestSafe> =>
    deployTestSafe(founded.chain, { version: "1.4.1", owners, threshold, salt });
  const standings = async (safe: TestSafe) =>
    (await findings(safe, "owner-standing", options())).map(({ severity, evidence }): [Severity, unknown] => [
      severity,
      evidence.standing,
    ]);
  const suspend = async (holder: number) => {
    const deadline = (await founded.chain.now()) + DAY;
    const typed = TypedData.suspend(founded.domain, { holder, change: 0, guardian: GUS, deadline });
    const signature = await account(GUS).signTypedData(typed as never);
    await write(founded, "suspend", [holder, GUS, deadline, signature]);
  };

  beforeAll(async () => {
    const chain = await ownChain();
    founded = await foundConclave({ provider: chain.provider });
  });

  it("are people, each active, and nobody who approves is missing", async () => {
    const safe = await safeOf([account(BEN), account(CLEO), account(DAN)], 2, 1n);
    expect(await findings(safe, "owner-person", options())).toMatchObject([
      { severity: "ok", evidence: { person: "holder 1", label: "k1" } },
      { severity: "ok" },
      { severity: "ok" },
    ]);
    expect(await standings(safe)).toEqual([
      ["ok", "active"],
      ["ok", "active"],
      ["ok", "active"],
    ]);
    expect(await findings(safe, "people-missing", options())).toMatchObject([{ severity: "ok" }]);
    const fewest = { fewest: 2, threshold: 2, people: 3 };
    expect(await findings(safe, "coalition", options())).toMatchObject([
      { severity: "ok", evidence: fewest },
    ]);
  });

  it("are one person, given two keys of Ben's: critical if they reach the threshold, else high", async () => {
    const owners = [account(BEN), account(BEN_SECOND), account(CLEO)];
    const safe = await safeOf(owners, 2, 2n);
    expect(await findings(safe, "coalition", options())).toMatchObject([
      { severity: "critical", evidence: { fewest: 1, who: ["holder 1"], people: 2 } },
    ]);
    await change(safe, "changeThreshold", [3n]);
    expect(await findings(safe, "coalition", options())).toMatchObject([
      { severity: "high", evidence: { fewest: 2, threshold: 3 } },
    ]);
    expect(await findings(safe, "people-missing", options())).toMatchObject([
      { severity: "low", evidence: { missing: [{ person: "holder 3" }] } },
    ]);
  });

  it("are one person, given a key of Ben's and a Safe for which he signs alone", async () => {
    const own = await safeOf([account(BEN)], 1, 20n);
    const shared = await safeOf([account(BEN), account(CLEO)], 2, 21n);
    const safe = await safeOf([account(BEN), account(DAN)], 2, 22n);
    await change(safe, "addOwnerWithThreshold", [shared.address, 2n]);
    expect(await findings(safe, "coalition", options())).toMatchObject([{ severity: "ok" }]);
    await change(safe, "addOwnerWithThreshold", [own.address, 2n]);
    expect(await findings(safe, "coalition", options())).toMatchObject([
      { severity: "critical", evidence: { fewest: 1, who: ["holder 1"], people: 3 } },
    ]);
  });

  it("are nobody the roster knows, given a stranger's key", async () => {
    const [stranger] = OWNERS as [PrivateKeyAccount];
    const safe = await safeOf([stranger, account(CLEO), account(DAN)], 2, 3n);
    expect(await findings(safe, "owner-person", options())).toMatchObject([
      { severity: "high", subject: stranger.address },
      { severity: "ok" },
      { severity: "ok" },
    ]);
  });

  it("are named by a charter alone, which cannot say whether they are active", async () => {
    const safe = await safeOf([account(BEN), account(CLEO)], 2, 4n);
    const charter = charterOf({ ben: account(BEN).address, dan: account(DAN).address });
    const named = await findings(safe, "owner-person", { charter });
    expect(named).toMatchObject([
      { severity: "high", subject: account(CLEO).address },
      { severity: "ok", evidence: { person: "Ben", label: "ben" } },
    ]);
    expect(await findings(safe, "owner-standing", { charter })).toMatchObject([
      { severity: "ok", evidence: { standing: "listed" } },
    ]);
    const unknown = await findings(safe, "coalition");
    expect(unknown).toMatchObject([{ severity: "unknown" }]);
    expect(await findings(safe, "owner-person")).toEqual([]);
  });

  it("may not act any more, given suspension, compromise and expiry", async () => {
    const safe = await safeOf([account(BEN), account(CLEO), account(DAN)], 2, 5n);
    await founded.chain.undoing(async () => {
      await suspend(BEN);
      const deadline = (await founded.chain.now()) + DAY;
      const cleo = founded.roster.keys[CLEO];
      if (!cleo) throw new Error("no key");
      const value = { key: CLEO, keyHash: keyHash(cleo), change: 1, deadline };
      const typed = TypedData.compromise(founded.domain, value);
      const signature = await account(CLEO).signTypedData(typed as never);
      await write(founded, "compromiseOwn", [CLEO, deadline, signature]);
      expect(await standings(safe)).toEqual([
        ["critical", "compromised"],
        ["high", "suspended"],
        ["ok", "active"],
      ]);
      await founded.chain.advance(301 * DAY);
      expect(await standings(safe)).toEqual([
        ["critical", "compromised"],
        ["medium", "expired"],
        ["medium", "expired"],
      ]);
    });
  });

  it("were never activated, given a Conclave that is not open yet", async () => {
    const chain = await ownChain();
    const young = await foundConclave({ provider: chain.provider }, { activate: false });
    const owners = [account(BEN), account(CLEO), account(DAN)];
    const safe = await deployTestSafe(young.chain, { version: "1.5.0", owners, threshold: 2 });
    const pending = await findings(safe, "owner-standing", { conclave: young.address });
    expect(pending.map(({ severity, evidence }) => [severity, evidence.standing])).toEqual([
      ["medium", "pending"],
      ["medium", "pending"],
      ["medium", "pending"],
    ]);
  });
});

function charterOf(people: Readonly<Record<"ben" | "dan", Address>>) {
  const key = (label: string, index: number, owner: string, address: Address, role: string) =>
    `  - { label: ${label}, index: ${index}, owner: ${owner}, kind: EOA, address: "${address}", roles: [${role}], expires: 2030-01-01 }`;
  return parse(`version: 1
name: Check
chain: { id: 31337, signing-window: 3 days, suspension: 7 days, deploy-before: 2029-01-01 }
guardian-cooldown: 22 days
people:
  - { id: 0, name: Ana }
  - { id: 1, name: Ben }
  - { id: 2, name: Dan }
keys:
${key("ana", 0, "Ana", account(ANA).address, "proposer")}
${key("ben", 1, "Ben", people.ben, "approver")}
${key("dan", 2, "Dan", people.dan, "approver")}
${key("eve", 3, "Ana", account(EVE).address, "tester")}
tiers:
  - { number: 0, name: constitution, approvals: 2, delay: 48h, grace: 7 days, tester: true, counts: [approver] }
`).charter;
}
