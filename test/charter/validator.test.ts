import { readFileSync } from "node:fs";
import hre from "hardhat";
import { encodeFunctionData, getAddress, type Hex } from "viem";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import * as Check from "../../src/charter/check.ts";
import { charterErrors, decode, type Finding } from "../../src/charter/finding.ts";
import { Role } from "../../src/charter/model.ts";
import * as Roster from "../../src/charter/roster.ts";
import * as Rulebook from "../../src/charter/rulebook.ts";
import { charterValidatorAbi } from "../../src/generated/abi.ts";
import { amended, damaged, perturbed } from "./mutate.ts";
import { anyRulebook, plausibleRoster, Random } from "./random.ts";
import { key, NOW, SETTING, sample, withKey } from "./sample.ts";

const DAY = 86_400;

// The twin against the contract itself: the same inputs, the same first error with the same arguments.

const VALIDATOR = getAddress(`0x${"7a".repeat(20)}`);
const artifact = new URL(
  "../../artifacts/contracts/CharterValidator.sol/CharterValidator.json",
  import.meta.url,
);
const ACCEPTED: readonly unknown[] = [];

let request: (method: string, params: unknown[]) => Promise<unknown>;

beforeAll(async () => {
  const { provider } = await hre.network.create();
  request = (method, params) => provider.request({ method, params });
  const { deployedBytecode } = z
    .object({ deployedBytecode: z.string() })
    .parse(JSON.parse(readFileSync(artifact, "utf8")));
  await request("hardhat_setCode", [VALIDATOR, deployedBytecode]);
});

/** What the contract says: the error and its arguments, or nothing if it accepts. */
async function onChain(data: Hex): Promise<readonly unknown[]> {
  try {
    await request("eth_call", [{ to: VALIDATOR, data, gas: "0xf42400" }, "latest"]);
    return ACCEPTED;
  } catch (error) {
    const revert = revertData(error);
    const finding = decode(revert);
    if (finding === null) throw new Error(`the validator reverted with ${revert}`, { cause: error });
    return said([finding]);
  }
}

function revertData(error: unknown): Hex {
  for (
    let one: unknown = error;
    typeof one === "object" && one !== null;
    one = (one as { cause?: unknown }).cause
  ) {
    const { data } = one as { data?: unknown };
    if (typeof data === "string") return data as Hex;
    if (typeof data === "object" && data !== null && "data" in data) return data.data as Hex;
  }
  throw error;
}

/** The first finding, all numbers alike. */
function said([finding]: readonly Finding[]): readonly unknown[] {
  return finding === undefined ? ACCEPTED : [finding.name, ...finding.args.map(String)];
}

const setting = {
  now_: BigInt(NOW),
  signingWindow: BigInt(SETTING.signingWindow),
  suspension: BigInt(SETTING.suspension),
  conclave: SETTING.conclave,
};

function genesis(document: Hex, changes: Partial<typeof setting> = {}): Promise<readonly unknown[]> {
  const args = [document, { ...setting, ...changes }] as const;
  return onChain(encodeFunctionData({ abi: charterValidatorAbi, functionName: "checkGenesis", args }));
}

function amendment(old: Hex, next: Hex, states: Check.KeyStates): Promise<readonly unknown[]> {
  return onChain(
    encodeFunctionData({
      abi: charterValidatorAbi,
      functionName: "checkAmendment",
      args: [old, next, states, setting],
    }),
  );
}

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
      expect(await genesis(document), JSON.stringify(roster)).toEqual(outcome);
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
          expect(await genesis(document, { suspension: BigInt(suspension) })).toEqual(outcome);
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
      expect(await genesis(document), document).toEqual(outcome);
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
        await amendment(before, after, states),
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
      expect(await onChain(call), JSON.stringify({ old, after })).toEqual(outcome);
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
      expect(await onChain(call), document).toEqual(outcome);
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
      expect(await onChain(call)).toEqual(outcome);
      seen.add(outcome);
    }
    expect(seen.names()).toEqual(expect.arrayContaining(["accepted", "TierLockedOut"]));
  });
});
