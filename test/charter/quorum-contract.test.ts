import { beforeAll, describe, expect, it } from "vitest";
import { Role } from "../../src/charter/model.ts";
import * as Quorum from "../../src/charter/quorum.ts";
import { build, KEYS, proposalFor, SUSPENDED, schedule } from "./quorum-stage.ts";
import { Random } from "./random.ts";

// The quorum arithmetic against the contract: random consents for one proposal, counted by both.

/** What the contract says where the twin says otherwise. */
const ERRORS: Readonly<Record<string, readonly Quorum.Reason["code"][]>> = {
  UnknownKey: ["noSuchKey"],
  KeyNotActive: ["notActive"],
  HolderIsSuspended: ["suspended"],
  KeyExpired: ["expired"],
  RoleMissing: ["roleDoesNotCount"],
  WalletsFillQuorum: ["contractWalletLimit"],
  HolderCountedTwice: ["samePerson", "proposerCannotApprove", "proposerCannotTest", "testerCannotApprove"],
};

describe("Quorum.tally and the contract", () => {
  let poll: Quorum.Poll;

  beforeAll(async () => {
    poll = await build();
  });

  it("starts from a chain with keys in every state", () => {
    expect(new Set(poll.standing.states.values())).toEqual(new Set(["Active", "Pending", "Compromised"]));
    expect([...poll.standing.suspendedUntil.keys()]).toEqual([SUSPENDED]);
    expect((poll.roster.keys[1]?.expiry ?? 0) * 60).toBeLessThan(poll.now);
  });

  it.each([2, 3, 4])("agree on who counts when %i approvals are demanded", async (demanded) => {
    const random = new Random(20 + demanded);
    const proposal = await proposalFor(demanded);
    const outcomes = new Map<string, number>();
    for (let round = 0; round < 120; round++) {
      const consents = drawConsents(random, demanded);
      const result = Quorum.tally(poll, demanded, consents);
      const error = await schedule(proposal, consents);
      const clean = result.complete && result.notCounted.length === 0;
      expect(error === null, `${JSON.stringify(consents)} ${JSON.stringify(result)} ${error?.name}`).toBe(
        clean,
      );
      if (error !== null) {
        const codes = result.notCounted.map(({ reason }) => reason.code);
        expect(
          codes.some((code) => ERRORS[error.name]?.includes(code)),
          `${error.name}: ${codes}`,
        ).toBe(true);
      }
      const name = error?.name ?? "accepted";
      outcomes.set(name, 1 + (outcomes.get(name) ?? 0));
    }
    expect([...outcomes.keys()]).toEqual(
      expect.arrayContaining(["accepted", "HolderCountedTwice", "RoleMissing", "KeyNotActive"]),
    );
  });

  it("agree that what the tally counts can be scheduled, whatever came with it", async () => {
    const random = new Random(30);
    const proposal = await proposalFor(2);
    let complete = 0;
    for (let round = 0; round < 80; round++) {
      const consents = [drawConsents(random, 2), drawConsents(random, 4)].flat();
      const result = Quorum.tally(poll, 2, consents);
      if (!result.complete || result.proposer === null || result.tester === null) continue;
      complete++;
      const counted = [
        { key: result.proposer, act: "propose" as const },
        { key: result.tester, act: "test" as const },
        ...result.counted.map((key) => ({ key, act: "approve" as const })),
      ];
      expect(await schedule(proposal, counted)).toBeNull();
    }
    expect(complete).toBeGreaterThan(20);
  });
});

/** Proposer, tester and as many approvers as demanded, mostly with keys of the right role. */
function drawConsents(random: Random, demanded: number): Quorum.Consent[] {
  const keyFor = (role: number) => {
    const fitting = KEYS.flatMap(([, roles], index) => ((roles & role) === 0 ? [] : [index]));
    return random.chance(0.97) ? random.pick(fitting) : random.below(KEYS.length + 1);
  };
  const distinct = new Set<number>();
  while (distinct.size < demanded) distinct.add(keyFor(Role.APPROVER));
  return [
    { key: keyFor(Role.PROPOSER), act: "propose" },
    { key: keyFor(Role.TESTER), act: "test" },
    ...[...distinct].map((key) => ({ key, act: "approve" as const })),
  ];
}
