import { encodeFunctionData } from "viem";
import { beforeAll, describe, expect, it } from "vitest";
import * as Check from "../../src/charter/check.ts";
import { charterErrors } from "../../src/charter/finding.ts";
import { Role } from "../../src/charter/model.ts";
import * as Roster from "../../src/charter/roster.ts";
import * as Rulebook from "../../src/charter/rulebook.ts";
import { charterValidatorAbi } from "../../src/generated/abi.ts";
import { amended, damaged, perturbed } from "./mutate.ts";
import { anyRulebook, plausibleRoster, Random } from "./random.ts";
import { key, NOW, SETTING, sample, withKey } from "./sample.ts";
import { ACCEPTED, said, type Validator, validatorOnChain } from "./validator-on-chain.ts";

const DAY = 86_400;

// The twin against the contract itself: the same inputs, the same first error with the same arguments.

let validator: Validator;
beforeAll(async () => {
  validator = await validatorOnChain();
});

/** Counts outcomes, to show that the inputs reached them. */
function counter() {
  const counts = new Map<string, number>();
  return {
    add: (outcome: readonly unknown[]) =>
      counts.set(String(outcome[0] ?? "accepted"), 1 + (counts.get(String(outcome[0] ?? "accepted")) ?? 0)),
    names: () => [...counts.keys()],
  };
}

describe("the validator and its twin", () => {
  it("have the same errors", () => {
    const known = charterErrors.map(
      ({ name, inputs }) => `${name}(${inputs.map(({ type }) => type).join()})`,
    );
    const contract = charterValidatorAbi.flatMap((item) =>
      item.type === "error" ? [`${item.name}(${item.inputs.map(({ type }) => type).join()})`] : [],
    );
    expect(known).toEqual(expect.arrayContaining(contract));
  });

  it("agree on first rosters", async () => {
    const random = new Random(11);
    const seen = counter();
    for (let round = 0; round < 400; round++) {
      const roster = random.chance(0.5) ? perturbed(random, sample()) : plausibleRoster(random);
      const document = Roster.encode(roster);
      const outcome = said(Check.genesis(document, SETTING));
      expect(await validator.genesis(document), JSON.stringify(roster)).toEqual(outcome);
      seen.add(outcome);
    }
    expect(seen.names()).toEqual(
      expect.arrayContaining([
        "accepted",
        "TierLockedOut",
        "DuplicateSigner",
        "RolesUnmarked",
        "GuardianApproves",
        "CooldownTooShort",
      ]),
    );
  });

  it("agree on the least cooldown to the second, whichever of its two bounds decides", async () => {
    const passage = SETTING.signingWindow + 2 * DAY;
    const deciding = new Set<string>();
    for (const suspension of [7 * DAY, 33 * DAY, 33 * DAY + 1]) {
      for (let guardians = 2; guardians <= 6; guardians++) {
        const more = Array.from({ length: guardians - 2 }, (_, n) => key(20 + n, 20 + n, Role.GUARDIAN));
        const alone = (guardians + 1) * passage + suspension;
        const together = Math.ceil((guardians * (passage + suspension)) / 2);
        deciding.add(alone > together ? "alone" : "together");
        const least = Math.max(alone, together);
        for (const cooldown of [least - 1, least]) {
          const document = Roster.encode({ ...sample({ cooldown }), keys: [...sample().keys, ...more] });
          const outcome = said(Check.genesis(document, { ...SETTING, suspension }));
          const refused = ["CooldownTooShort", String(cooldown), String(least)];
          expect(outcome).toEqual(cooldown < least ? refused : ACCEPTED);
          expect(await validator.genesis(document, { suspension: BigInt(suspension) })).toEqual(outcome);
        }
      }
    }
    expect(deciding.size).toBe(2);
  });

  it("agree on documents with wrong bytes", async () => {
    const random = new Random(12);
    const seen = counter();
    const good = Roster.encode(sample());
    for (let round = 0; round < 250; round++) {
      const document = damaged(random, good);
      const outcome = said(Check.genesis(document, SETTING));
      expect(await validator.genesis(document), document).toEqual(outcome);
      seen.add(outcome);
    }
    expect(seen.names()).toEqual(
      expect.arrayContaining(["DocumentMalformed", "EnteredWrong", "UnknownKind"]),
    );
  });

  it("agree on amendments", async () => {
    const random = new Random(13);
    const seen = counter();
    for (let round = 0; round < 400; round++) {
      const old = sample({ keys: [...sample().keys, random.chance(0.5) ? key(12, 4, Role.APPROVER) : null] });
      const next = amended(random, old);
      const active = BigInt(0x1fff & ~(random.chance(0.4) ? 1 << random.below(13) : 0));
      const states = {
        active,
        pending: ~active & 0x1fffn,
        activating: random.chance(0.3) ? 1n << BigInt(random.below(15)) : 0n,
      };
      const [before, after] = [Roster.encode(old), Roster.encode(next)];
      const outcome = said(Check.amendment(before, after, states, SETTING));
      expect(
        await validator.amendment(before, after, states),
        JSON.stringify({ next, states: String(Object.values(states)) }),
      ).toEqual(outcome);
      seen.add(outcome);
    }
    expect(seen.names()).toEqual(
      expect.arrayContaining([
        "accepted",
        "TierLockedOut",
        "PredecessorWrong",
        "EntryChanged",
        "EnteredWrong",
        "SerialWrong",
      ]),
    );
  });

  it("agree on renewals", async () => {
    const random = new Random(14);
    const seen = counter();
    for (let round = 0; round < 200; round++) {
      const old = withKey(sample(), random.below(12), { expiry: NOW / 60 });
      const renewed = { ...old, serial: random.chance(0.9) ? 2 : 3 };
      const index = random.below(13);
      const later = random.chance(0.2)
        ? {}
        : { expiry: NOW / 60 + random.pick([-1, 1, 365 * 1440, 365 * 1440 + 1]) };
      const before = Roster.encode(old);
      const next = Roster.encode(
        random.chance(0.9) ? withKey(renewed, index, later) : perturbed(random, renewed),
      );
      const after = random.chance(0.1) ? damaged(random, next) : next;
      const call = encodeFunctionData({
        abi: charterValidatorAbi,
        functionName: "checkRenewal",
        args: [before, after, BigInt(NOW)],
      });
      const outcome = said(Check.renewal(before, after, NOW));
      expect(await validator.ask(call), JSON.stringify({ old, after })).toEqual(outcome);
      seen.add(outcome);
    }
    expect(seen.names()).toEqual(
      expect.arrayContaining(["accepted", "RenewalChanges", "RenewalTooFar", "SerialWrong"]),
    );
  });

  it("agree on rulebooks", async () => {
    const random = new Random(15);
    const seen = counter();
    for (let round = 0; round < 200; round++) {
      const book = { ...anyRulebook(random), serial: 7 };
      const good = Rulebook.encode(book);
      const document = random.chance(0.3) ? good : damaged(random, good);
      const call = encodeFunctionData({
        abi: charterValidatorAbi,
        functionName: "checkRulebook",
        args: [document, 7],
      });
      const outcome = said(Check.rulebook(document, 7));
      expect(await validator.ask(call), document).toEqual(outcome);
      seen.add(outcome);
    }
    expect(seen.names()).toEqual(expect.arrayContaining(["accepted", "DocumentMalformed", "RulesUnsorted"]));
  });

  it("agree on who is able to act now", async () => {
    const random = new Random(16);
    const document = Roster.encode(sample());
    const seen = counter();
    for (let round = 0; round < 60; round++) {
      const active = BigInt(0xfff & ~(1 << random.below(12)) & ~(1 << random.below(12)));
      const pending = BigInt(0xfff & ~Number(active));
      const withoutAny = random.chance(0.5);
      const call = encodeFunctionData({
        abi: charterValidatorAbi,
        functionName: "checkAble",
        args: [document, active, pending, withoutAny, BigInt(NOW)],
      });
      const outcome = said(Check.able(document, active, pending, withoutAny, NOW));
      expect(await validator.ask(call)).toEqual(outcome);
      seen.add(outcome);
    }
    expect(seen.names()).toEqual(expect.arrayContaining(["accepted", "TierLockedOut"]));
  });
});
