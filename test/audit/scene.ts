import hre from "hardhat";
import { type Address, encodeFunctionData, type Hex, keccak256, parseAbi } from "viem";
import type { Rulebook } from "../../src/charter/model.ts";
import * as RosterCodec from "../../src/charter/roster.ts";
import { conclaveAbi } from "../../src/generated/abi.ts";
import type { Call } from "../../src/proposal/calls.ts";
import type * as Documents from "../../src/proposal/documents.ts";
import type * as File from "../../src/proposal/file.ts";
import * as SelfCall from "../../src/proposal/self-call.ts";
import * as TypedData from "../../src/proposal/typed-data.ts";
import {
  draft,
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
export function sign(key: number, typed: TypedData.TypedData): Promise<Hex> {
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
