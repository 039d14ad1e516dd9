import hre from "hardhat";
import {
  type Address,
  concatHex,
  encodeFunctionData,
  type Hex,
  keccak256,
  numberToHex,
  sliceHex,
  zeroAddress,
} from "viem";
import { beforeAll, describe, expect, it } from "vitest";
import { simulate } from "../../../src/chain/send.ts";
import { BaseError } from "../../../src/errors.ts";
import { conclaveGuardAbi } from "../../../src/generated/abi.ts";
import { safeAbi } from "../../../src/generated/safe-abi.ts";
import { encodeBatch } from "../../../src/safe/batch.ts";
import { describe as inWords, judge, options, type Refusal } from "../../../src/safe/guard/rules.ts";
import { type Guarded, groundFor, readGuarded } from "../../../src/safe/guard/state.ts";
import {
  CALL,
  call,
  DELEGATECALL,
  type Operation,
  type SafeTransaction,
} from "../../../src/safe/transaction.ts";
import { Random } from "../../charter/random.ts";
import { approve, type GuardedPlace, guardedPlace, ownSafe, pause, transfer } from "../../support/guarded.ts";
import { EMERGENCY, EXECUTORS_FIRST, OUTSIDER, RECOVERY, ROUTINE } from "../../support/people.ts";
import { addressOf, type TestSafe } from "../../support/safe.ts";

let place: GuardedPlace;
let safe: TestSafe;
let guarded: Guarded;

beforeAll(async () => {
  place = await guardedPlace(await hre.network.create());
  await place.chain.write(place.guard, conclaveGuardAbi, "moduleFor", [ROUTINE]);
  safe = await ownSafe(place, "1.5.0");
  guarded = await readGuarded(place.connection, safe.address, place.guard);
});

/** Code hashes of an account that does not exist, and of one without code. */
const NO_CODE = [`0x${"00".repeat(32)}`, keccak256("0x")];

const NOBODY = {
  proposer: 0,
  proposerSignature: "0x",
  tester: 255,
  testerSignature: "0x",
  report: `0x${"00".repeat(32)}`,
} as const;

/** What the contract says: `announce` judges the rules before it looks at the deadline, which is long past. */
async function onChain(transaction: SafeTransaction, tier: number): Promise<unknown> {
  const args = [safe.address, transaction, tier, 0, 0, NOBODY] as const;
  const data = encodeFunctionData({ abi: conclaveGuardAbi, functionName: "announce", args });
  try {
    await simulate(place.connection, OUTSIDER.address, { to: place.guard, data });
  } catch (error) {
    if (!(error instanceof BaseError)) throw error;
    const { error: name, args: values } = error.details as { error: string; args: unknown[] };
    return name === "DeadlinePassed"
      ? null
      : { name, args: values.map((value) => (NO_CODE.includes(String(value)) ? "null" : String(value))) };
  }
  throw new Error("announced without anybody's consent");
}

/** Our judgement in the contract's terms. */
async function byUs(transaction: SafeTransaction, tier: number): Promise<unknown> {
  const ground = await groundFor(place.connection, guarded, transaction);
  const { refusal } = judge(ground, transaction, tier);
  if (refusal === null) return null;
  expect(inWords(refusal).length).toBeGreaterThan(10);
  const { name, ...args } = refusal;
  return { name, args: Object.values(args).map(String) };
}

describe("the twin of the guard's rules", () => {
  it("judges thousands of transactions as the contract does, when they are made of all that matters to it", async () => {
    const random = new Random(50);
    const outcomes = new Map<string, number>();
    for (let round = 0; round < 350; round++) {
      const transaction = randomTransaction(random);
      for (const tier of [0, ROUTINE, EMERGENCY, RECOVERY, EXECUTORS_FIRST, 5]) {
        const theirs = await onChain(transaction, tier);
        expect(
          await byUs(transaction, tier),
          JSON.stringify({ tier, ...transaction, value: "", nonce: "" }, big),
        ).toEqual(theirs);
        const name = (theirs as Refusal | null)?.name ?? "allowed";
        outcomes.set(name, (outcomes.get(name) ?? 0) + 1);
      }
    }
    const seen = [...outcomes.keys()].sort();
    expect(seen).toEqual([
      "BatchMalformed",
      "CallNotAllowed",
      "DelegatecallRefused",
      "NestedOperationRefused",
      "RecoveryTierRefused",
      "TargetHasNoCode",
      "TierZeroOnly",
      "UnknownTier",
      "ValueAboveRule",
      "allowed",
    ]);
    expect(Math.min(...outcomes.values())).toBeGreaterThan(5);
  }, 240_000);

  it("refuses a module that is not the Conclave's, given a Safe whose modules are not guarded", async () => {
    for (const [module, refused] of [
      [place.token, true],
      [place.address, false],
      [guarded.guard.modules[0]?.address ?? zeroAddress, false],
    ] as const) {
      const data = encodeFunctionData({ abi: safeAbi, functionName: "enableModule", args: [module] });
      const transaction = call({ to: safe.address, data }, 0n);
      const expected = refused ? { name: "ModuleEnablingRefused", args: [module] } : null;
      expect(await byUs(transaction, 0)).toEqual(expected);
      expect(await onChain(transaction, 0)).toEqual(expected);
    }
  });

  it("refuses the guard as fallback handler, also to tier 0", async () => {
    for (const [handler, refused] of [
      [place.guard, true],
      [guarded.guard.handler, false],
    ] as const) {
      const data = encodeFunctionData({ abi: safeAbi, functionName: "setFallbackHandler", args: [handler] });
      const transaction = call({ to: safe.address, data }, 0n);
      const args = [safe.address, guarded.guard.handler];
      const expected = refused ? { name: "HandlerNotSet", args } : null;
      expect(await byUs(transaction, 0)).toEqual(expected);
      expect(await onChain(transaction, 0)).toEqual(expected);
    }
  });

  it("names the cheapest tier first, and says of an emergency whether one person may", async () => {
    const first = async (transaction: SafeTransaction) => {
      const [option] = options(await groundFor(place.connection, guarded, transaction), transaction);
      return option && { tier: option.tier, refused: option.refusal !== null, alone: option.alone };
    };
    const of = (what: Parameters<typeof call>[0]) => first(call(what, 0n));
    expect(await of({ to: place.vault, data: pause() })).toEqual({
      tier: EMERGENCY,
      refused: false,
      alone: true,
    });
    expect(await of(approve(place.token, place.vault, 0n))).toEqual({
      tier: EMERGENCY,
      refused: false,
      alone: false,
    });
    expect(await of(transfer(place.token, place.vault, 1n))).toEqual({
      tier: ROUTINE,
      refused: false,
      alone: false,
    });
    expect(await of({ to: safe.address })).toEqual({ tier: 0, refused: false, alone: false });
    expect(await of({ to: place.token, operation: DELEGATECALL })).toMatchObject({ refused: true });
  });
});

function big(_: string, value: unknown) {
  return typeof value === "bigint" ? value.toString() : value;
}

/** Half of them batches, some of which are broken in one place. */
function randomTransaction(random: Random): SafeTransaction {
  const pick = <T>(from: readonly T[]) => from[random.below(from.length)] as T;
  const one = () => {
    const known = pick([
      transfer(place.token, place.vault, 1n),
      transfer(place.token, place.vault, 1n),
      { to: place.vault, value: 0n, data: pause() },
      approve(place.token, place.vault, 0n),
      { ...transfer(place.token, place.vault, 1n), to: OUTSIDER.address },
      {
        to: pick(places()),
        value: 0n,
        data: pick<Hex>(["0x", "0x12", pause(), transfer(place.token, place.vault, 1n).data]),
      },
    ]);
    return random.chance(0.2) ? { ...known, value: BigInt(random.below(12)) } : known;
  };
  if (random.chance(0.4)) return call({ ...one(), operation: random.chance(0.1) ? DELEGATECALL : CALL }, 0n);
  const calls = Array.from({ length: 1 + random.below(3) }, one);
  const data = encodeBatch(
    calls.filter(({ to }) => to !== zeroAddress).concat(transfer(place.token, place.vault, 1n)),
  );
  const to = pick(["MultiSend", "MultiSendCallOnly"] as const);
  const operation: Operation = random.chance(0.95) ? DELEGATECALL : CALL;
  return call(
    { to: addressOf(to, "1.5.0"), data: random.chance(0.35) ? broken(random, data) : data, operation },
    0n,
  );
}

function places(): Address[] {
  return [
    safe.address,
    place.guard,
    guarded.guard.handler,
    place.address,
    place.token,
    place.vault,
    OUTSIDER.address,
    addressOf("SafeL2", "1.5.0"),
  ];
}

/** The batch with a byte changed where it is looked at, cut short, or with more behind it. */
function broken(random: Random, data: Hex): Hex {
  const length = (data.length - 2) / 2;
  switch (random.below(4)) {
    case 0:
      return sliceHex(data, 0, random.below(length));
    case 1:
      return concatHex([data, numberToHex(0, { size: 1 + random.below(40) })]);
    case 2: {
      // The first item's operation, and target if it is to be the Safe itself.
      const at = random.chance(0.5) ? 68 : 69;
      const filler: Hex = at === 68 ? "0x01" : zeroAddress;
      return concatHex([sliceHex(data, 0, at), filler, sliceHex(data, at + (filler.length - 2) / 2)]);
    }
    default: {
      const at = pick([3, 35, 67, 67, 152, 121 + 31], random);
      return concatHex([
        sliceHex(data, 0, at),
        numberToHex(random.below(256), { size: 1 }),
        sliceHex(data, at + 1),
      ]);
    }
  }
}

function pick<T>(from: readonly T[], random: Random): T {
  return from[random.below(from.length)] as T;
}
