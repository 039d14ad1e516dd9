import { concat, type Hex, keccak256, numberToHex, pad, zeroAddress, zeroHash } from "viem";
import { expect, test } from "vitest";
import { laneWord, stateOf } from "../../src/audit/model/state.ts";
import * as Model from "../../src/audit/model.ts";
import type { Key } from "../../src/charter/model.ts";
import * as RosterCodec from "../../src/charter/roster.ts";
import type { Call } from "../../src/proposal/calls.ts";
import type { Condition } from "../../src/proposal/conditions.ts";
import * as SelfCall from "../../src/proposal/self-call.ts";
import { ANA, BEN, CLEO, DAN, DAY, EVE, GUS, roster, SIGNING_WINDOW, SUSPENSION } from "../support/people.ts";

const CONCLAVE = "0x00000000000000000000000000000000000c0c1a";
const START = 1_800_000_000;
/** Dan's passkey, the last of the roster. */
const PASSKEY = 13;

const setting: Model.Setting = {
  domain: { chainId: 1, verifyingContract: CONCLAVE },
  signingWindow: SIGNING_WINDOW,
  suspension: SUSPENSION,
};

function passkey(expiry: number): Key {
  const signer = concat([pad("0x1111111111", { size: 20 }), keccak256("0x01"), keccak256("0x02")]);
  return { kind: "ERC7913", signer, holder: DAN, roles: 2, predecessor: null, expiry, since: 1 };
}

function done(outcome: Model.Outcome): Model.State {
  if (outcome.refusal !== null) throw new Error(`refused: ${JSON.stringify(outcome.refusal)}`);
  return outcome.state;
}

function refused(outcome: Model.Outcome): string | undefined {
  return outcome.refusal?.name;
}

/** A Conclave with all keys in use. */
function founded(): Model.State {
  const charter = roster(START);
  const keys = [...charter.keys, passkey(charter.keys[0]?.expiry ?? 0)];
  const first = done(Model.genesis(setting, RosterCodec.encode({ ...charter, keys }), START));
  return keys.reduce(
    (state, _, key) => done(Model.apply(state, by("activate", { key, deadline: START }))),
    first,
  );
}

function by<N extends Model.Act["act"]>(act: N, more: object, time = START): Model.Act {
  return { act, time, sender: zeroAddress, deadline: time, onChain: false, ...more } as unknown as Model.Act;
}

/** Tier 0 decides on calls, mostly to the Conclave itself, and does it two days later. */
function decided(
  state: Model.State,
  time: number,
  calls: readonly Call[],
  { conditions = [], world }: { conditions?: readonly Condition[]; world?: Model.World } = {},
): Model.Outcome {
  const proposal = {
    lane: 0,
    prev: laneWord(state, 0),
    epoch: state.config.epoch,
    created: time,
    deadline: time,
    approvals: 2,
    calls,
    conditions,
    note: zeroHash,
  };
  const signatures = [ANA, EVE, BEN, CLEO].map((key) => ({ key, onChain: false }));
  const report = keccak256("0x03");
  const scheduled = done(Model.apply(state, by("schedule", { proposal, report, signatures }, time)));
  const operation = scheduled.operations.get(0);
  return Model.apply(scheduled, by("execute", { operation, documents: [] }, time + 2 * DAY), world);
}

function attested(state: Model.State, witness: number, time: number): Model.State {
  const key = state.roster.value.keys[PASSKEY];
  const subject = key ? RosterCodec.keyHash(key) : zeroHash;
  return done(Model.apply(state, by("attest", { kind: 1, subject, hash: keccak256("0x04"), witness }, time)));
}

test("a passkey is retired on the word of somebody else, given after it left service", () => {
  const retire = (state: Model.State, time: number) =>
    Model.apply(state, by("retire", { key: PASSKEY, notClear: [] }, time));
  const early = attested(founded(), EVE, START + 1);
  const out = done(decided(early, START + 2, [SelfCall.call(CONCLAVE, "beginRetirement", [PASSKEY])]));
  const later = START + 3 * DAY;
  expect(stateOf(out, PASSKEY)).toBe("Retiring");
  expect(refused(retire(out, later))).toBe("WitnessMissing");
  const byItsHolder = attested(out, DAN, later);
  expect(refused(retire(byItsHolder, later))).toBe("WitnessMissing");
  const witnessed = attested(byItsHolder, BEN, later);
  const retired = done(retire(witnessed, later));
  expect(stateOf(retired, PASSKEY)).toBe("Retired");
  expect(retired.tombstones.size).toBe(1);
  expect(refused(retire(retired, later))).toBe("UnexpectedKeyState");
});

test("an EOA with something left is retired only after a waiver of that very thing", () => {
  const item = keccak256("0x05");
  const begin = SelfCall.call(CONCLAVE, "beginRetirement", [12]);
  const book: Hex = `0x01${"0001"}${"0000".repeat(3)}`;
  const amend = SelfCall.call(CONCLAVE, "amendRulebook", [keccak256(book)]);
  const notClear = [item];
  const retire = (state: Model.State, time: number) =>
    Model.apply(state, by("retire", { key: 12, notClear }, time));
  const out = done(decided(founded(), START, [begin]));
  expect(refused(retire(out, START + 3 * DAY))).toBe("RulebookMissing");
  const scheduled = decided(out, START + 3 * DAY, [amend]);
  expect(refused(scheduled)).toBe("DocumentMissing");
  const inline = { ...amend, data: concat([amend.data, encodedDocument(book)]) };
  const ruled = done(decided(out, START + 3 * DAY, [inline]));
  expect(ruled.config.rulebook).toBe(2);
  expect(refused(retire(ruled, START + 6 * DAY))).toBe("ItemNotClear");
  const waived = done(decided(ruled, START + 6 * DAY, [SelfCall.call(CONCLAVE, "waiveItem", [12, item])]));
  expect(stateOf(done(retire(waived, START + 9 * DAY)), 12)).toBe("Retired");
});

test("a call that fails undoes all before it", () => {
  const state = founded();
  const calls = [
    SelfCall.call(CONCLAVE, "approveMessage", [keccak256("0x06"), START]),
    SelfCall.call(CONCLAVE, "lift", [1]),
  ];
  const outcome = decided(state, START, calls);
  expect(outcome.refusal).toMatchObject({ name: "CallFailed", args: [1, { name: "NotSuspended" }] });
  expect(state.messages.size).toBe(0);
});

test("a self-call with value, dirty words or a mutator behind the lock fails; a view does not", () => {
  const state = founded();
  const lift = SelfCall.call(CONCLAVE, "lift", [1]);
  const dirty = `${lift.data.slice(0, 10)}${"f".repeat(62)}01` as Hex;
  const failing: Call[] = [
    { ...lift, value: 1n },
    { ...lift, data: dirty },
    // execute
    { ...lift, data: "0x12345678" },
  ];
  for (const call of failing) expect(refused(decided(state, START, [call]))).toBe("CallFailed");
  // config()
  const view = { ...lift, data: "0x79502c55" as Hex };
  expect(refused(decided(state, START, [view]))).toBeUndefined();
});

const TARGET = "0x00000000000000000000000000000000000000aa";
const outside: Call = { target: TARGET, value: 0n, data: "0x12345678", minGas: 0 };

test("a call that fails outside undoes all before it; without a world all goes well", () => {
  const state = founded();
  const approve = SelfCall.call(CONCLAVE, "approveMessage", [keccak256("0x06"), START]);
  const fails: Model.World = {
    call: ({ target }, index) => (target === TARGET ? { name: "CallFailed", args: [index, "0x1234"] } : null),
    read: () => null,
  };
  const outcome = decided(state, START, [approve, outside], { world: fails });
  expect(outcome.refusal).toEqual({ name: "CallFailed", args: [1, "0x1234"] });
  expect(done(decided(state, START, [approve, outside])).messages.size).toBe(1);
});

test.each([
  ["EQ", [7n], [6n, 8n]],
  ["GE", [7n, 8n], [6n]],
  ["LE", [6n, 7n], [8n]],
] as const)("a post-condition %s 7 compares what is read after the calls", (comparison, good, bad) => {
  const expected = numberToHex(7n, { size: 32 });
  const conditions: Condition[] = [{ target: TARGET, data: "0x", comparison, expected }];
  const reading = (actual: bigint | null): Model.World => ({
    call: () => null,
    read: (_, { messages }) => {
      expect(messages.size).toBe(1);
      return actual === null ? null : numberToHex(actual, { size: 32 });
    },
  });
  const calls = [SelfCall.call(CONCLAVE, "approveMessage", [keccak256("0x06"), START])];
  const after = (actual: bigint | null) =>
    decided(founded(), START, calls, { conditions, world: reading(actual) }).refusal;
  for (const actual of good) expect(after(actual)).toBeNull();
  for (const actual of bad)
    expect(after(actual)).toEqual({
      name: "ConditionFailed",
      args: [0, numberToHex(actual, { size: 32 }), expected],
    });
  expect(after(null)).toEqual({ name: "ConditionUnreadable", args: [0] });
});

test("a signature that does not hold is no consent, whoever should have given it", () => {
  const state = founded();
  const forged = true;
  const refusals = [
    Model.apply(state, by("compromiseOwn", { key: BEN, forged })),
    Model.apply(state, by("voidAll", { guardian: GUS, forged })),
    Model.apply(state, by("attest", { kind: 0, subject: zeroHash, hash: zeroHash, witness: EVE, forged })),
  ].map(({ refusal }) => refusal);
  expect(refusals).toEqual([BEN, GUS, EVE].map((key) => ({ name: "InvalidSignature", args: [key] })));
  const fresh = done(Model.genesis(setting, RosterCodec.encode(roster(START)), START));
  expect(refused(Model.apply(fresh, by("activate", { key: ANA, forged })))).toBe("InvalidSignature");
});

/** `abi.encode(bytes document, bytes activations)`, without activations. */
function encodedDocument(document: Hex): Hex {
  const word = (value: number) => pad(`0x${value.toString(16).padStart(2, "0")}`, { size: 32 });
  const bytes = (document.length - 2) / 2;
  return concat([word(64), word(128), word(bytes), pad(document, { size: 32, dir: "right" }), word(0)]);
}
