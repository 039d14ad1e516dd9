import hre from "hardhat";
import { type Abi, decodeFunctionResult, encodeFunctionData, getAddress, type Hex, zeroAddress } from "viem";
import { beforeAll, describe, expect, it } from "vitest";
import * as Check from "../../src/charter/check.ts";
import { decode, type Finding } from "../../src/charter/finding.ts";
import { KEY_KINDS, type Key, type Roster as RosterValue } from "../../src/charter/model.ts";
import * as Roster from "../../src/charter/roster.ts";
import * as Rulebook from "../../src/charter/rulebook.ts";
import { charterValidatorAbi } from "../../src/generated/abi.ts";
import { artifact } from "../support/artifact.ts";
import { amended, damaged, perturbed } from "./mutate.ts";
import { anyRoster, anyRulebook, plausibleRoster, Random } from "./random.ts";
import { NOW, SETTING, sample } from "./sample.ts";

// One charter, two readers: whatever the TypeScript library writes or refuses, the contracts read or refuse alike.

const VALIDATOR = getAddress(`0x${"7a".repeat(20)}`);
const READER = getAddress(`0x${"7b".repeat(20)}`);
// The most a transaction may have (EIP-7825).
const GAS = "0x1000000";
const PANIC = "0x4e487b71";
const setting = {
  now_: BigInt(NOW),
  signingWindow: BigInt(SETTING.signingWindow),
  suspension: BigInt(SETTING.suspension),
  conclave: SETTING.conclave,
};

const readerAbi: Abi = artifact("mocks/harness/DocumentReader").abi;
let request: (method: string, params: unknown[]) => Promise<unknown>;

beforeAll(async () => {
  const { provider } = await hre.network.create();
  request = (method, params) => provider.request({ method, params });
  await request("hardhat_setCode", [VALIDATOR, artifact("CharterValidator").deployedBytecode]);
  await request("hardhat_setCode", [READER, artifact("mocks/harness/DocumentReader").deployedBytecode]);
});

/** The validator's verdict as text: "accepted", or the error's name and arguments. */
async function verdict(functionName: "checkGenesis" | "checkAmendment", args: readonly unknown[]) {
  const data = encodeFunctionData({ abi: charterValidatorAbi as Abi, functionName, args });
  try {
    const answer = (await request("eth_call", [{ to: VALIDATOR, data, gas: GAS }, "latest"])) as Hex;
    return answer === data.slice(0, 10).padEnd(66, "0") ? "accepted" : answer;
  } catch (error) {
    const revert = revertData(error);
    expect(revert.startsWith(PANIC), `the validator panicked on ${data}`).toBe(false);
    return words(decode(revert) ?? undefined);
  }
}

function words(finding: Finding | undefined): string {
  return finding === undefined ? "accepted" : [finding.name, ...finding.args].join(" ");
}

function revertData(error: unknown): Hex {
  for (let one = error; typeof one === "object" && one !== null; one = (one as { cause?: unknown }).cause) {
    const { data } = one as { data?: unknown };
    if (typeof data === "string") return data as Hex;
    if (typeof data === "object" && data !== null && "data" in data) return data.data as Hex;
  }
  throw error;
}

async function read(functionName: string, args: readonly unknown[]): Promise<unknown> {
  const data = encodeFunctionData({ abi: readerAbi, functionName, args });
  const result = (await request("eth_call", [{ to: READER, data, gas: GAS }, "latest"])) as Hex;
  return decodeFunctionResult({ abi: readerAbi, functionName, data: result });
}

/** Runs `rounds` comparisons of the twin with the contract; returns the names of all outcomes met. */
async function agree(
  rounds: number,
  make: () => { twin: Finding | undefined; contract: () => Promise<string>; input: unknown },
) {
  const outcomes = new Set<string>();
  for (let round = 0; round < rounds; round++) {
    const { twin, contract, input } = make();
    const outcome = await contract();
    expect(words(twin), `round ${round}: ${JSON.stringify(input)}`).toBe(outcome);
    outcomes.add(outcome.split(" ")[0] ?? "");
  }
  return outcomes;
}

describe("the validator's twin agrees with the validator", () => {
  it("on 900 first rosters near the border", async () => {
    const random = new Random(2001);
    const outcomes = await agree(900, () => {
      const roster = random.chance(0.6) ? perturbed(random, sample()) : plausibleRoster(random);
      const document = Roster.encode(roster);
      const contract = () => verdict("checkGenesis", [document, setting]);
      return { twin: Check.genesis(document, SETTING)[0], contract, input: roster };
    });
    expect(outcomes.size).toBeGreaterThan(14);
    expect(outcomes).toContain("accepted");
  });

  it("on 600 documents with wrong, missing or further bytes", async () => {
    const random = new Random(2002);
    const outcomes = await agree(600, () => {
      const document = damaged(random, Roster.encode(random.chance(0.7) ? sample() : anyRoster(random)));
      const contract = () => verdict("checkGenesis", [document, setting]);
      return { twin: Check.genesis(document, SETTING)[0], contract, input: document };
    });
    expect(outcomes.size).toBeGreaterThan(9);
    expect(outcomes).toContain("DocumentMalformed");
  });

  it("on 700 amendments, bytes damaged now and then", async () => {
    const random = new Random(2003);
    const outcomes = await agree(700, () => {
      const old = random.chance(0.8) ? sample() : perturbed(random, sample());
      const encoded = Roster.encode(amended(random, old));
      const [before, after] = [Roster.encode(old), random.chance(0.1) ? damaged(random, encoded) : encoded];
      const pending = random.chance(0.4) ? 1n << BigInt(random.below(12)) : 0n;
      const states = {
        active: 0xfffn & ~pending & ~(random.chance(0.3) ? 1n << BigInt(random.below(12)) : 0n),
        activating: random.chance(0.3) ? 1n << BigInt(random.below(15)) : 0n,
        pending,
      };
      const contract = () => verdict("checkAmendment", [before, after, states, setting]);
      const twin = Check.amendment(before, after, states, SETTING)[0];
      return { twin, contract, input: { before, after, states: Object.values(states).map(String) } };
    });
    expect(outcomes.size).toBeGreaterThan(9);
    expect(outcomes).toContain("accepted");
  });
});

describe("the contracts read what the library writes", () => {
  it("every field of 150 rosters", async () => {
    const random = new Random(2004);
    for (let round = 0; round < 150; round++) {
      const roster = anyRoster(random);
      if (roster.keys.some((key) => key !== null && BigInt(key.signer) === 0n)) continue;
      expect(await read("roster", [Roster.encode(roster)])).toEqual(expected(roster));
    }
  });

  it("every rule and item of 60 rulebooks, and none that is not there", async () => {
    const random = new Random(2005);
    for (let round = 0; round < 60; round++) {
      const document = Rulebook.encode(anyRulebook(random));
      const book = Rulebook.decode(document);
      const counts = [
        book.serial,
        ...[book.rules, book.exactRules, book.items].map((list) => BigInt(list.length)),
      ];
      expect(await read("rulebook", [document])).toEqual(counts);
      for (const { target, selector, tiers, maxValue } of book.rules) {
        expect(await read("rule", [document, target, selector])).toEqual([tiers, maxValue]);
      }
      for (const { target, hash, tiers, alone } of book.exactRules) {
        expect(await read("exactRule", [document, target, hash])).toEqual([tiers, alone]);
      }
      for (const [index, item] of book.items.entries()) {
        expect(await read("itemId", [document, index])).toBe(Rulebook.itemId(item));
      }
      expect(await read("rule", [document, random.bytes(20), random.bytes(4)])).toEqual([0, 0n]);
      expect(await read("exactRule", [document, random.bytes(20), random.bytes(32)])).toEqual([0, false]);
    }
  });
});

/** What the reader must say of a roster. */
function expected({ serial, cooldown, tiers, keys }: RosterValue) {
  return [
    serial,
    cooldown,
    tiers.map(({ override, ...tier }) => ({ ...tier, overrideCount: override })),
    keys.map((key) =>
      key === null ? expect.objectContaining({ vacant: true, identity: zeroAddress }) : fields(key),
    ),
  ];
}

function fields(key: Key) {
  return {
    vacant: false,
    kind: KEY_KINDS.indexOf(key.kind),
    signer: key.signer,
    holder: key.holder,
    roles: key.roles,
    predecessor: key.predecessor ?? 255,
    expiresAt: BigInt(key.expiry) * 60n,
    since: key.since,
    keyHash: Roster.keyHash(key),
    identity: getAddress(Roster.identity(key)),
  };
}
