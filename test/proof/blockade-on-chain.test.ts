import hre from "hardhat";
import { keccak256, numberToHex } from "viem";
import { beforeAll, describe, expect, it } from "vitest";
import { dataOf } from "../../src/chain/revert.ts";
import { decode } from "../../src/charter/finding.ts";
import { Role } from "../../src/charter/model.ts";
import * as RosterCodec from "../../src/charter/roster.ts";
import { conclaveAbi } from "../../src/generated/abi.ts";
import * as SelfCall from "../../src/proposal/self-call.ts";
import * as TypedData from "../../src/proposal/typed-data.ts";
import { type TestChain, testChain } from "../support/chain.ts";
import { activate, draft, execute, type Founded, schedule, write } from "../support/conclave.ts";
import {
  ANA,
  account,
  BEN,
  CLEO,
  DAY,
  EVE,
  GUS,
  HANA,
  key,
  PIA,
  roster,
  SIGNING_WINDOW,
  TIER_ZERO,
} from "../support/people.ts";

// What the cooldown guarantees against all guardians together (docs/proof.md, 3), done to a Conclave. Three guardians with S = 33 days and
// W + d0 = 4 days. With 4 · 4 + 33 = 49 days they could keep two people suspended without a gap; 3 · (4 + 33) / 2 = 55.5 days are required.

const IDA = 13;
const GUARDIANS = [GUS, HANA, IDA];
/** Both proposers. Either may be lost, says the validator, but not both. */
const TARGETS = [ANA, PIA];
const SUSPENSION = 33 * DAY;
const PASSAGE = SIGNING_WINDOW + DAY;
const TOO_SHORT = (GUARDIANS.length + 1) * PASSAGE + SUSPENSION;
const REQUIRED = (GUARDIANS.length * (PASSAGE + SUSPENSION)) / 2;
const PACE = REQUIRED / GUARDIANS.length;
/** All guardians twice, each against both. */
const ACTS = 7;

let chain: TestChain;
let founded: Founded;

beforeAll(async () => {
  const { provider } = await hre.network.create();
  chain = await testChain(provider as never);
});

describe("three guardians who take turns, given a suspension longer than 5 · (W + d0)", () => {
  it("would never leave a proposer, given a cooldown that is refused", async () => {
    await expect(refusal(TOO_SHORT)).resolves.toEqual([
      "CooldownTooShort",
      BigInt(TOO_SHORT),
      BigInt(REQUIRED),
    ]);
    await expect(refusal(REQUIRED - 1)).resolves.toEqual([
      "CooldownTooShort",
      BigInt(REQUIRED - 1),
      BigInt(REQUIRED),
    ]);
  });

  it("leave a proposer for long enough each time, given the cooldown required", async () => {
    founded = await found(REQUIRED);
    const start = (await chain.now()) + DAY;
    for (let act = 0; act < ACTS; act++) {
      await suspend(act, start + act * PACE);
      if (act === 0) continue;
      await expect(propose(ANA)).rejects.toThrow(/HolderIsSuspended\(0, /);
      await expect(propose(PIA)).rejects.toThrow(/HolderIsSuspended\(6, /);
      await passes(TARGETS[(act - 1) % TARGETS.length] ?? ANA, start + (act - 1) * PACE + SUSPENSION);
      expect(await chain.now()).toBeLessThan(start + (act + 1) * PACE);
    }
  });

  it("cannot act any sooner", async () => {
    const last = await chain.now();
    await expect(suspend(ACTS, last + 60)).rejects.toThrow(/GuardianCooling\(8, /);
  });
});

/** The error with which the validator refuses such a cooldown, and its arguments. */
async function refusal(cooldown: number): Promise<unknown[]> {
  try {
    await found(cooldown);
    return [];
  } catch (error) {
    const finding = decode(dataOf(error) ?? "0x");
    return finding === null ? [error] : [finding.name, ...finding.args];
  }
}

async function found(cooldown: number): Promise<Founded> {
  const now = await chain.now();
  const usual = roster(now);
  const [zero, ...others] = usual.tiers;
  if (zero === undefined) throw new Error("no tier 0");
  const expiry = Math.ceil((now + 300 * DAY) / 60);
  const first = {
    ...usual,
    cooldown,
    tiers: [{ ...zero, delay: DAY }, ...others],
    keys: [...usual.keys, key(IDA, IDA, Role.GUARDIAN, expiry)],
  };
  const rosterDocument = RosterCodec.encode(first);
  const [validator, gate, lens] = [
    await chain.deploy("CharterValidator"),
    await chain.deploy("RetirementGate"),
    await chain.deploy("ConclaveLens"),
  ];
  const terms = [rosterDocument, SIGNING_WINDOW, SUSPENSION, now + 7 * DAY];
  const address = await chain.deploy("Conclave", [validator, gate, lens, ...terms]);
  const domain = { chainId: chain.chainId, verifyingContract: address };
  const conclave = {
    chain,
    address,
    domain,
    helpers: { validator, gate, lens },
    roster: first,
    rosterDocument,
  };
  for (const index of first.keys.keys()) await activate(conclave, index);
  return conclave;
}

/** The next guardian suspends the next proposer, at that second. */
async function suspend(act: number, at: number): Promise<void> {
  const { address, domain } = founded;
  const guardian = GUARDIANS[act % GUARDIANS.length] ?? GUS;
  const holder = TARGETS[act % TARGETS.length] ?? ANA;
  const record = await chain.client.readContract({
    address,
    abi: conclaveAbi,
    functionName: "holderRecord",
    args: [holder],
  });
  const deadline = at + DAY;
  const typed = TypedData.suspend(domain, { holder, change: record.changes, guardian, deadline });
  const signature = await account(guardian).signTypedData(typed as never);
  await chain.provider.request({ method: "evm_setNextBlockTimestamp", params: [numberToHex(at)] });
  await write(founded, "suspend", [holder, guardian, deadline, signature]);
}

/** Has tier 0 schedule a change, with everybody it needs; undone at once. */
async function propose(proposer: number): Promise<unknown> {
  const calls = [SelfCall.call(founded.address, "lift", [ANA])];
  const file = await draft(founded, { lane: TIER_ZERO, calls });
  return chain.undoing(() => schedule(founded, file, { proposer, tester: EVE, approvers: [BEN, CLEO] }));
}

/** A change goes the whole way, from the first signature at `from`, when the suspension of `proposer` has lapsed: all of W and d0. */
async function passes(proposer: number, from: number): Promise<void> {
  await chain.moveTo(from);
  const calls = [SelfCall.call(founded.address, "approveMessage", [keccak256("0x01"), from + DAY])];
  const file = await draft(founded, { lane: TIER_ZERO, calls });
  await chain.moveTo(from + SIGNING_WINDOW - 120);
  const scheduled = await schedule(founded, file, { proposer, tester: EVE, approvers: [BEN, CLEO] });
  await chain.advance(DAY);
  await execute(founded, scheduled, file);
}
