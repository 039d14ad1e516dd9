import hre from "hardhat";
import { type Address, encodeFunctionData, type Hex, keccak256, parseAbi, zeroHash } from "viem";
import type { Roster, Rulebook } from "../../src/charter/model.ts";
import * as RosterCodec from "../../src/charter/roster.ts";
import * as RulebookCodec from "../../src/charter/rulebook.ts";
import { conclaveAbi } from "../../src/generated/abi.ts";
import type { Call } from "../../src/proposal/calls.ts";
import type * as Documents from "../../src/proposal/documents.ts";
import type * as File from "../../src/proposal/file.ts";
import * as SelfCall from "../../src/proposal/self-call.ts";
import * as TypedData from "../../src/proposal/typed-data.ts";
import {
  activation,
  draft,
  execute,
  type Founded,
  foundConclave,
  type Scheduled,
  type Signers,
  schedule,
  scheduleAndExecute,
  usualSigners,
  write,
} from "../support/conclave.ts";
import * as People from "../support/people.ts";

export const vaultAbi = parseAbi([
  "function setFee(uint256 fee)",
  "function pause()",
  "function unpause()",
  "function mint(address to, uint256 amount)",
]);

/** A Conclave that governs a vault, and what its people do with it. */
export type Scene = {
  readonly founded: Founded;
  readonly vault: Address;
  readonly token: Address;
  readonly book: Rulebook;
  close(): Promise<void>;
};

const { DAY, ROUTINE, EMERGENCY, EXECUTORS_FIRST } = People;

/** The private key of a person's key signs what guardians and witnesses sign. */
function sign(key: number, typed: TypedData.TypedData): Promise<Hex> {
  return People.account(key).signTypedData(typed as never);
}

export async function open(): Promise<Scene> {
  const connection = await hre.network.create();
  const founded = await foundConclave(connection);
  const vault = await founded.chain.deploy("mocks/Vault", [founded.address]);
  const token = await founded.chain.deploy("mocks/Token");
  const book: Rulebook = {
    serial: 1,
    rules: [
      {
        target: vault,
        selector: encodeFunctionData({ abi: vaultAbi, functionName: "setFee", args: [0n] }).slice(
          0,
          10,
        ) as Hex,
        tiers: (1 << ROUTINE) | (1 << EXECUTORS_FIRST),
        maxValue: 0n,
      },
    ],
    exactRules: [
      {
        target: vault,
        hash: keccak256(encodeFunctionData({ abi: vaultAbi, functionName: "pause" })),
        tiers: 1 << EMERGENCY,
        alone: false,
      },
    ],
    items: [{ kind: "erc20", target: token, parameter: 0n }],
  };
  return { founded, vault, token, book, close: () => connection.close() };
}

export function setFee({ vault }: Scene, fee: bigint): Call {
  const data = encodeFunctionData({ abi: vaultAbi, functionName: "setFee", args: [fee] });
  return { target: vault, value: 0n, data, minGas: 0 };
}

export function pause({ vault }: Scene): Call {
  const data = encodeFunctionData({ abi: vaultAbi, functionName: "pause" });
  return { target: vault, value: 0n, data, minGas: 0 };
}

export function self({ founded }: Scene, ...[name, args]: [SelfCall.SelfCallName, readonly unknown[]]): Call {
  return SelfCall.call(founded.address, name, args as never);
}

/** Has tier 0 make calls to the Conclave itself, in its first lane. */
export async function tierZero(
  scene: Scene,
  calls: readonly Call[],
  documents: readonly Documents.Supplied[] = [],
): Promise<void> {
  await scheduleAndExecute(scene.founded, await draft(scene.founded, { calls, documents }));
}

/** Schedules calls in a lane; returns what `execute` wants. */
export async function scheduled(
  scene: Scene,
  lane: number,
  calls: readonly Call[],
  signers?: Signers,
  more: Partial<File.Draft> = {},
): Promise<{ file: File.ProposalFile; operation: Scheduled }> {
  const file = await draft(scene.founded, { lane, calls, ...more });
  return { file, operation: await schedule(scene.founded, file, signers ?? usualSigners(file)) };
}

/** An act of a guardian, by its signature. */
export async function suspend(scene: Scene, holder: number, guardian: number, name: "suspend" | "liftOwn") {
  const { founded } = scene;
  const record = await read(founded, "holderRecord", [holder]);
  const deadline = (await founded.chain.now()) + DAY;
  const value = { holder, change: record.changes, guardian, deadline };
  const typed = (name === "suspend" ? TypedData.suspend : TypedData.lift)(founded.domain, value);
  await write(founded, name, [holder, guardian, deadline, await sign(guardian, typed)]);
}

export async function voidAll({ founded }: Scene, guardian: number, holder: number) {
  const { acts: act } = await read(founded, "holderRecord", [holder]);
  const deadline = (await founded.chain.now()) + DAY;
  const typed = TypedData.void(founded.domain, { act, guardian, deadline });
  await write(founded, "voidAll", [guardian, deadline, await sign(guardian, typed)]);
}

export async function cancel({ founded }: Scene, lane: number, guardian: number) {
  const word = await read(founded, "laneWord", [lane]);
  const deadline = (await founded.chain.now()) + DAY;
  const typed = TypedData.cancel(founded.domain, { lane, word, guardian, deadline });
  await write(founded, "cancel", [lane, word, guardian, deadline, await sign(guardian, typed)]);
}

/** One approver stops a recovery, by being the caller. */
export async function stop({ founded }: Scene, lane: number, approver: number) {
  const word = await read(founded, "laneWord", [lane]);
  const packed = `0x${approver.toString(16).padStart(2, "0")}0000`;
  await write(founded, "stop", [lane, word, packed], People.account(approver));
}

export async function attest({ founded }: Scene, kind: number, subject: Hex, hash: Hex, witness: number) {
  const deadline = (await founded.chain.now()) + DAY;
  const typed = TypedData.attest(founded.domain, { kind, subject, hash, witness, deadline });
  await write(founded, "attest", [kind, subject, hash, witness, deadline, await sign(witness, typed)]);
}

export async function compromiseOwn({ founded }: Scene, key: number) {
  const { changes: change } = await read(founded, "keyRecord", [key]);
  const entry = founded.roster.keys[key];
  if (!entry) throw new Error(`no key ${key}`);
  const deadline = (await founded.chain.now()) + DAY;
  const value = { key, keyHash: RosterCodec.keyHash(entry), change, deadline };
  const signature = await sign(key, TypedData.compromise(founded.domain, value));
  await write(founded, "compromiseOwn", [key, deadline, signature]);
}

type View = "laneWord" | "holderRecord" | "keyRecord";

async function read<N extends View>({ chain, address }: Founded, functionName: N, args: readonly [number]) {
  const at = { address, abi: conclaveAbi, functionName, args } as const;
  return chain.client.readContract(at as never) as Promise<
    N extends "laneWord"
      ? Hex
      : N extends "keyRecord"
        ? { changes: number }
        : { changes: number; acts: number }
  >;
}

const RECOVERY_LANE = People.RECOVERY << 8;
const RECOVERING: Signers = {
  proposer: People.ANA_RECOVERY,
  tester: null,
  approvers: [People.CLEO_RECOVERY, People.TOM_RECOVERY],
};

/** Index of the key that succeeds Ben's second one. */
export const BEN_THIRD = 13;

/** Everything that a Conclave can log, at least once, in an order that people could have made it in. */
export async function live(scene: Scene): Promise<void> {
  const { founded, token, book } = scene;
  const { chain, roster: first } = founded;
  const bookDocument = RulebookCodec.encode(book);
  await tierZero(
    scene,
    [self(scene, "amendRulebook", [keccak256(bookDocument)])],
    [{ document: bookDocument, activations: [] }],
  );

  // A change in tier 1, one refused by a guardian, one that expires and is scheduled over, an emergency.
  const routine = ROUTINE << 8;
  const fee = await scheduled(scene, routine, [setFee(scene, 5n)]);
  await scheduled(scene, routine + 1, [setFee(scene, 6n)]);
  await cancel(scene, routine + 1, People.GUS);
  await chain.advance(DAY);
  await execute(founded, fee.operation, fee.file);
  await scheduled(scene, EMERGENCY << 8, [pause(scene)]);
  const lane = EXECUTORS_FIRST << 8;
  const reserved = await scheduled(scene, lane, [setFee(scene, 7n)]);
  await chain.advance(DAY);
  await execute(founded, reserved.operation, reserved.file, People.account(People.PIA));
  await scheduled(scene, routine, [setFee(scene, 8n)]);
  await chain.advance(9 * DAY);
  await preApproved(scene, routine);

  // A suspension that its guardian lifts; a recovery that is stopped, and one that is not.
  await suspend(scene, People.DAN, People.HANA, "suspend");
  await suspend(scene, People.DAN, People.HANA, "liftOwn");
  const second: Roster = { ...first, serial: 2 };
  const secondDocument = RosterCodec.encode(second);
  const recovery = {
    calls: [self(scene, "amendRoster", [keccak256(secondDocument)])],
    documents: [{ document: secondDocument, activations: [] }],
  };
  await scheduled(scene, RECOVERY_LANE, recovery.calls, RECOVERING, recovery);
  await stop(scene, RECOVERY_LANE, People.DAN);
  const recovering = await scheduled(scene, RECOVERY_LANE, recovery.calls, RECOVERING, recovery);
  await chain.advance(30 * DAY);
  await execute(founded, recovering.operation, recovering.file);

  await amendBoth(scene, second);
  await chain.write(token, parseAbi(["function mint(address to, uint256 amount)"]), "mint", [
    People.account(People.BEN_SECOND).address,
    3n,
  ]);
  const [item] = book.items;
  const itemId = item ? RulebookCodec.itemId(item) : zeroHash;
  await tierZero(scene, [
    self(scene, "waive", [People.BEN_SECOND, itemId]),
    self(scene, "approveMessage", [keccak256("0x01"), (await chain.now()) + 90 * DAY]),
    self(scene, "beginRetirement", [People.TOM_RECOVERY]),
  ]);
  await write(founded, "retire", [People.BEN_SECOND]);
  await attest(scene, 7, keccak256("0x02"), keccak256("0x03"), People.EVE);

  await voided(scene);
  await compromiseOwn(scene, People.PIA);
  await suspend(scene, People.CLEO, People.HANA, "suspend");
  await tierZeroBy(
    scene,
    [self(scene, "lift", [People.CLEO]), self(scene, "compromise", [People.ANA_RECOVERY])],
    [People.BEN, People.DAN],
  );
  await renewAndClose(scene);
}

async function tierZeroBy(
  scene: Scene,
  calls: readonly Call[],
  approvers: readonly number[],
  documents: readonly Documents.Supplied[] = [],
) {
  const file = await draft(scene.founded, { calls, documents });
  await scheduleAndExecute(scene.founded, file, { proposer: People.ANA, tester: People.EVE, approvers });
}

/** Ben approves by transaction, before his colleague's lane word is scheduled over. */
async function preApproved(scene: Scene, lane: number) {
  const { founded } = scene;
  const file = await draft(founded, { lane, calls: [setFee(scene, 9n)] });
  const { id, toArgs } = await import("../../src/proposal/proposal.ts");
  await write(
    founded,
    "approve",
    [id(founded.domain, file.proposal), People.BEN],
    People.account(People.BEN),
  );
  const { encodeSignatures } = await import("../../src/proposal/signatures.ts");
  const signature = await sign(People.ANA, TypedData.propose(founded.domain, file.proposal));
  const packed = encodeSignatures([
    { key: People.ANA, signature },
    { key: People.BEN, signature: "0x" },
  ]);
  await write(founded, "schedule", [toArgs(file.proposal), zeroHash, packed]);
}

/** A roster with a successor for Ben's second key, activated with it, and a rulebook, in one batch. */
async function amendBoth(scene: Scene, second: Roster) {
  const { founded, book } = scene;
  const expiry = second.keys[0]?.expiry ?? 0;
  const third: Roster = {
    ...second,
    serial: 3,
    keys: [
      ...second.keys,
      People.key(BEN_THIRD, People.BEN, 2, expiry, { predecessor: People.BEN_SECOND, since: 3 }),
    ],
  };
  const document = RosterCodec.encode(third);
  const bookDocument = RulebookCodec.encode({ ...book, serial: 2 });
  await tierZero(
    scene,
    [
      self(scene, "amendRoster", [keccak256(document)]),
      self(scene, "amendRulebook", [keccak256(bookDocument)]),
    ],
    [
      { document, activations: [await activation(founded, BEN_THIRD, third)] },
      { document: bookDocument, activations: [] },
    ],
  );
}

/** Two operations are pending when a guardian voids: the protected one runs, the other is cleared. */
async function voided(scene: Scene) {
  const { founded } = scene;
  const usual = { proposer: People.ANA, tester: People.EVE };
  const approvers = [People.BEN, People.CLEO, People.DAN];
  const kept = await scheduled(scene, 0, [setFee(scene, 10n)], { ...usual, approvers }, { approvals: 3 });
  const lost = await scheduled(scene, 1, [setFee(scene, 11n)], { ...usual, approvers: approvers.slice(1) });
  await voidAll(scene, People.GUS, People.GUS);
  await founded.chain.advance(2 * DAY);
  await execute(founded, kept.operation, kept.file);
  const { args, stamp, report } = lost.operation;
  await write(founded, "clear", [args, stamp, report]);
}

async function renewAndClose(scene: Scene) {
  const { founded } = scene;
  const { chain, address } = founded;
  const at = { address, abi: conclaveAbi } as const;
  const carrier = await chain.client.readContract({ ...at, functionName: "roster" });
  const code = await chain.client.getCode({ address: carrier });
  const current = RosterCodec.decode(`0x${code?.slice(4) ?? ""}`);
  const expiry = Math.floor(((await chain.now()) + 360 * DAY) / 60);
  const renewed = RosterCodec.encode({
    ...current,
    serial: current.serial + 1,
    keys: current.keys.map((key) => key && { ...key, expiry: Math.max(expiry, key.expiry) }),
  });
  await tierZero(
    scene,
    [self(scene, "renew", [keccak256(renewed)])],
    [{ document: renewed, activations: [] }],
  );
  await tierZero(scene, [self(scene, "close", [People.OUTSIDER.address])]);
}
