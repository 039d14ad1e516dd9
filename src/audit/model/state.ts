import { type Address, type Hex, keccak256, zeroAddress } from "viem";
import type { Key, KeyState, Roster, Rulebook, Tier } from "../../charter/model.ts";
import * as RosterCodec from "../../charter/roster.ts";
import type { Domain, Proposal } from "../../proposal/proposal.ts";
import type { Stamp } from "../../proposal/stamp.ts";
import { domainSeparator } from "../../proposal/typed-data.ts";
import * as Word from "../../proposal/word.ts";
import { type EventName, hashAfter, REGISTER } from "../link.ts";
import { refuse } from "./refusal.ts";
import type { World } from "./world.ts";

/** What a Conclave is built with. W and the length of a suspension are seconds. */
export type Setting = {
  readonly domain: Domain;
  readonly signingWindow: number;
  readonly suspension: number;
};

/** `Config` of the contract. `unusable` is a bit map of key indices, the documents are generations. */
export type Config = {
  readonly unusable: bigint;
  readonly epoch: number;
  readonly lastVoid: number;
  readonly roster: number;
  readonly rulebook: number;
  readonly documents: number;
  readonly attempts: number;
  readonly opened: boolean;
  readonly closed: boolean;
};

/** The last key activated at an index. `identity` in lower case, `endedAt` UNIX seconds. */
export type KeyRecord = {
  readonly identity: Address;
  readonly state: KeyState;
  readonly endedAt: number;
  readonly changes: number;
};

/** `suspendedUntil` and `readyAt` are UNIX seconds, `incident` an epoch. */
export type HolderRecord = {
  readonly suspendedUntil: number;
  readonly suspendedBy: number;
  readonly incident: number;
  readonly changes: number;
  readonly readyAt: number;
  readonly acts: number;
};

/** What was scheduled: what `execute` and the like are handed back. */
export type Operation = { readonly proposal: Proposal; readonly stamp: Stamp; readonly report: Hex };

export type Carried<T> = { readonly document: Hex; readonly value: T };

/** All that a Conclave remembers. Sets hold `a/b` for what the contract maps by a and b. */
export type State = {
  readonly setting: Setting;
  readonly config: Config;
  readonly roster: Carried<Roster>;
  readonly rulebook: Carried<Rulebook> | null;
  readonly register: Hex;
  readonly lanes: ReadonlyMap<number, Hex>;
  readonly laneCounts: ReadonlyMap<number, number>;
  readonly keys: ReadonlyMap<number, KeyRecord>;
  readonly holders: ReadonlyMap<number, HolderRecord>;
  readonly tombstones: ReadonlySet<Address>;
  readonly preApprovals: ReadonlySet<string>;
  readonly waivers: ReadonlySet<string>;
  readonly attestations: ReadonlySet<string>;
  /** Holders who witnessed a key's retirement, by key hash. */
  readonly witnesses: ReadonlyMap<Hex, readonly number[]>;
  readonly messages: ReadonlyMap<Hex, { readonly expiry: number; readonly epoch: number }>;
  /** Pending operations by lane. The contract keeps their hash only, in the lane's word. */
  readonly operations: ReadonlyMap<number, Operation>;
};

/** A link as the model says it must be logged. */
export type Emitted = {
  readonly name: EventName;
  readonly lane: number;
  readonly word: Hex;
  readonly args: Readonly<Record<string, unknown>>;
};

/** A state being changed by one act at `now` (UNIX seconds), and the links the act makes. Without a `world` all goes well outside. */
export type Work = { -readonly [K in keyof State]: State[K] } & {
  readonly now: number;
  readonly world: World | undefined;
  readonly links: Emitted[];
};

const NOBODY: HolderRecord = {
  suspendedUntil: 0,
  suspendedBy: 0,
  incident: 0,
  changes: 0,
  readyAt: 0,
  acts: 0,
};
const NO_RECORD: KeyRecord = { identity: zeroAddress, state: "Pending", endedAt: 0, changes: 0 };

/** The key at `index` of the current roster, null if there is none. */
export function entryAt(state: Pick<State, "roster">, index: number): Key | null {
  return state.roster.value.keys[index] ?? null;
}

export function identityOf(key: Key): Address {
  return RosterCodec.identity(key).toLowerCase() as Address;
}

/** The address that speaks for the key as `msg.sender`; null for ERC-7913, which has none. */
export function addressOf(key: Key): Hex | null {
  return key.kind === "ERC7913" ? null : (key.signer.toLowerCase() as Hex);
}

export function holderRecord(state: Pick<State, "holders">, holder: number): HolderRecord {
  return state.holders.get(holder) ?? NOBODY;
}

export function keyRecord(state: Pick<State, "keys">, index: number): KeyRecord {
  return state.keys.get(index) ?? NO_RECORD;
}

/** State of the key that the roster has at `index` now: a record of another identity is not its own. */
export function stateOf(state: Pick<State, "keys" | "roster">, index: number): KeyState {
  const entry = entryAt(state, index);
  const record = keyRecord(state, index);
  return record.identity === (entry === null ? zeroAddress : identityOf(entry)) ? record.state : "Pending";
}

/** Bit maps of the current roster's keys: in use (suspended holders' included), and never activated. */
export function keyStates(state: Pick<State, "keys" | "roster">): { active: bigint; pending: bigint } {
  const having = (wanted: KeyState) =>
    state.roster.value.keys.reduce(
      (mask, key, index) =>
        key !== null && stateOf(state, index) === wanted ? mask | (1n << BigInt(index)) : mask,
      0n,
    );
  return { active: having("Active"), pending: having("Pending") };
}

/** Bit map of the keys of a holder. @throws refusal `UnknownHolder` */
export function keysOf(state: Pick<State, "roster">, holder: number): bigint {
  const mask = state.roster.value.keys.reduce(
    (found, key, index) => (key?.holder === holder ? found | (1n << BigInt(index)) : found),
    0n,
  );
  return mask === 0n ? refuse("UnknownHolder", holder) : mask;
}

/** The lane's word, which for an unused lane follows from its number. */
export function laneWord(state: Pick<State, "lanes" | "register" | "setting">, lane: number): Hex {
  if (lane === REGISTER) return state.register;
  return state.lanes.get(lane) ?? Word.genesisWord(domainSeparator(state.setting.domain), lane);
}

/** The tier a lane belongs to, if the current roster has it. */
export function tierOf(state: Pick<State, "roster">, lane: number): Tier | undefined {
  return state.roster.value.tiers[lane >> 8];
}

export function requireOpen(work: Work): void {
  if (work.config.closed) refuse("ConclaveClosed");
}

export function requireInTime(work: Work, deadline: number): void {
  if (work.now > deadline) refuse("DeadlinePassed", deadline, work.now);
}

export function setConfig(work: Work, changes: Partial<Config>): void {
  work.config = { ...work.config, ...changes };
}

export function setHolder(work: Work, holder: number, changes: Partial<HolderRecord>): void {
  work.holders = new Map(work.holders).set(holder, { ...holderRecord(work, holder), ...changes });
}

/** Changes a key's state, and with it the bit that says whether it is usable. */
export function setKeyState(
  work: Work,
  index: number,
  state: KeyState,
  changes: Partial<KeyRecord> = {},
): void {
  const record = keyRecord(work, index);
  work.keys = new Map(work.keys).set(index, { ...record, ...changes, state, changes: record.changes + 1 });
  const bit = 1n << BigInt(index);
  const { unusable } = work.config;
  setConfig(work, { unusable: state === "Active" ? unusable & ~bit : unusable | bit });
}

export function raiseEpoch(work: Work): number {
  setConfig(work, { epoch: work.config.epoch + 1 });
  return work.config.epoch;
}

/** Appends a link to the register. */
export function append(work: Work, name: EventName, args: Emitted["args"]): void {
  work.register = hashAfter(name, work.register, work.now, args, work.setting.domain.chainId);
  work.links.push({ name, lane: REGISTER, word: work.register, args: { ...args, word: work.register } });
}

/** Appends a link to a lane; `low` sets the bits of a pending word. */
export function appendTo(
  work: Work,
  lane: number,
  name: EventName,
  args: Emitted["args"],
  low: (hash: Hex) => Hex = (hash) => hash,
): Hex {
  const { chainId } = work.setting.domain;
  const word = low(hashAfter(name, laneWord(work, lane), work.now, args, chainId));
  work.lanes = new Map(work.lanes).set(lane, word);
  // A proposal says its lane itself.
  const named = name === "Scheduled" ? {} : { lane };
  work.links.push({ name, lane, word, args: { ...args, ...named, word } });
  return word;
}

export function hashOf(document: Hex): Hex {
  return keccak256(document);
}
