import hre from "hardhat";
import { numberToHex } from "viem";
import { beforeAll, describe, expect, it } from "vitest";
import { Role } from "../../src/charter/model.ts";
import * as RosterCodec from "../../src/charter/roster.ts";
import { conclaveAbi } from "../../src/generated/abi.ts";
import * as SelfCall from "../../src/proposal/self-call.ts";
import * as TypedData from "../../src/proposal/typed-data.ts";
import { type TestChain, testChain } from "../support/chain.ts";
import { activate, draft, type Founded, schedule, write } from "../support/conclave.ts";
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

// A limit of what the cooldown guarantees (docs/proof.md, 3): what z3 finds, done to a Conclave. Three guardians together, with
// S = 33 days and W + d0 = 4 days; the validator takes a cooldown of 4 · 4 + 33 = 49 days.

const IDA = 13;
const GUARDIANS = [GUS, HANA, IDA];
/** Both proposers. Either may be lost, says the validator, but not both. */
const TARGETS = [ANA, PIA];
const SUSPENSION = 33 * DAY;
const COOLDOWN = 4 * (SIGNING_WINDOW + DAY) + SUSPENSION;
const PACE = COOLDOWN / GUARDIANS.length;
/** Odd: the last act is against Ana, and Pia's suspension lapses first. */
const ACTS = 9;

let founded: Founded;

beforeAll(async () => {
  const { provider } = await hre.network.create();
  founded = await found(await testChain(provider as never));
});

describe("three guardians who take turns", () => {
  it("given a suspension longer than 8 · (W + d0), keep both proposers suspended without a gap", async () => {
    const { chain } = founded;
    const start = (await chain.now()) + DAY;
    for (let act = 0; act < ACTS; act++) {
      await suspend(act, start + act * PACE);
      if (act === 0) continue;
      await expect(propose(ANA)).rejects.toThrow(/HolderIsSuspended\(0, /);
      await expect(propose(PIA)).rejects.toThrow(/HolderIsSuspended\(6, /);
      await chain.moveTo(start + (act + 1) * PACE - 60);
      await expect(propose(ANA)).rejects.toThrow(/HolderIsSuspended\(0, /);
      await expect(propose(PIA)).rejects.toThrow(/HolderIsSuspended\(6, /);
    }
  });

  it("let the others through once they stop", async () => {
    const { chain } = founded;
    await chain.advance(PACE);
    await expect(propose(PIA)).resolves.toBeDefined();
  });
});

async function found(chain: TestChain): Promise<Founded> {
  const now = await chain.now();
  const usual = roster(now);
  const [zero, ...others] = usual.tiers;
  if (zero === undefined) throw new Error("no tier 0");
  const expiry = Math.ceil((now + 300 * DAY) / 60);
  const first = {
    ...usual,
    cooldown: COOLDOWN,
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
  const { chain, address, domain } = founded;
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
  return founded.chain.undoing(() =>
    schedule(founded, file, { proposer, tester: EVE, approvers: [BEN, CLEO] }),
  );
}
