import { type Address, concat, type Hex, hashTypedData, numberToHex, size, slice } from "viem";
import { BaseError } from "../errors.ts";
import * as Calls from "./calls.ts";
import * as Conditions from "./conditions.ts";
import * as TypedData from "./typed-data.ts";

export type Call = Calls.Call;
export type Condition = Conditions.Condition;

/** The chain and the Conclave a proposal is for; both are part of its id. */
export type Domain = { readonly chainId: number; readonly verifyingContract: Address };

/**
 * What people sign. `lane` is tier · 256 + number, `prev` the lane's word, `created` and `deadline` UNIX seconds,
 * `approvals` the distinct holders demanded besides proposer and tester, `note` keccak256 of the note's UTF-8.
 */
export type Proposal = {
  readonly lane: number;
  readonly prev: Hex;
  readonly epoch: number;
  readonly created: number;
  readonly deadline: number;
  readonly approvals: number;
  readonly calls: readonly Call[];
  readonly conditions: readonly Condition[];
  readonly note: Hex;
};

/** The proposal as the contract's functions and events carry it: packed bytes (docs/formats.md, 4). */
export type Packed = Hex;

/** The lane of the register: acts of keys and guardians, and amendments. No proposal may use it. */
export const REGISTER = 0xffff;

/** Fields of the terms in the order of their bytes, with their sizes. A byte comes before them: 128 if tested, and the number of calls. */
const TERMS = [
  ["deadline", 5],
  ["created", 5],
  ["epoch", 4],
  ["approvals", 1],
  ["lane", 2],
] as const;

/** Bytes before the calls: the terms (18), `prev` and `note`. */
const HEAD = 82;
const MAX_CALLS = 127;
const TESTED = 128;
const APPROVALS_AT = 15;
const PREV_AT = 18;
const NO_REPORT: Hex = `0x${"00".repeat(32)}`;

/** The tier a lane belongs to. */
export function tierOf(lane: number): number {
  return lane >> 8;
}

/** The lane's number within its tier. */
export function numberOf(lane: number): number {
  return lane & 0xff;
}

/** The `number`-th lane of `tier`. */
export function laneOf(tier: number, number: number): number {
  return (tier << 8) | number;
}

/** The proposal's id: EIP-712 digest of the bare `Proposal`, which nobody signs. Binds chain and contract. */
export function id(domain: Domain, proposal: Proposal): Hex {
  return hashTypedData(TypedData.proposal(domain, proposal));
}

/**
 * The proposal as packed bytes, with the hash of the report that its tester signed, if there is one.
 * @throws `Proposal.OutOfRange`, `Calls.Empty`, `Calls.OutOfRange`, `Conditions.OutOfRange`.
 */
export function pack(proposal: Proposal, report: Hex = NO_REPORT): Packed {
  const { calls, conditions, prev, note } = proposal;
  if (calls.length > MAX_CALLS) throw outOfRange("calls", calls.length);
  const terms = TERMS.map(([field, bytes]) => {
    const value = proposal[field];
    if (!Number.isInteger(value) || value < 0 || value >= 256 ** bytes) throw outOfRange(field, value);
    return numberToHex(value, { size: bytes });
  });
  const tested = report !== NO_REPORT;
  const first = numberToHex(calls.length | (tested ? TESTED : 0), { size: 1 });
  const body = [...(tested ? [report] : []), Calls.encode(calls), Conditions.encode(conditions)];
  const packed = concat([first, ...terms, prev, note, ...body]);
  return packed.toLowerCase() as Hex;
}

/** Hash of the report that a packed proposal comes with; zero if with none. */
export function reportOf(packed: Packed): Hex {
  return isTested(packed) && size(packed) >= HEAD + 32 ? slice(packed, HEAD, HEAD + 32) : NO_REPORT;
}

/** Approvals demanded, also where the rest cannot be read; zero if they are cut off. */
export function approvalsIn(packed: Packed): number {
  return size(packed) > APPROVALS_AT ? Number(slice(packed, APPROVALS_AT, APPROVALS_AT + 1)) : 0;
}

/** The lane that the proposal names, also where the rest cannot be read; `null` if it is cut off. */
export function laneIn(packed: Packed): number | null {
  return size(packed) >= PREV_AT ? Number(slice(packed, PREV_AT - 2, PREV_AT)) : null;
}

/** The lane's word that the proposal names, also where the rest cannot be read; `null` if it is cut off. */
export function prevIn(packed: Packed): Hex | null {
  return size(packed) >= PREV_AT + 32 ? slice(packed, PREV_AT, PREV_AT + 32) : null;
}

/**
 * The proposal behind packed bytes, for instance of a `Scheduled` event.
 * @throws `Proposal.Malformed` if the head is cut off or a report of zero given, `Calls.Malformed`, `Conditions.Malformed`.
 */
export function unpack(packed: Packed): Proposal {
  if (size(packed) < HEAD) throw malformed(size(packed));
  let at = 1;
  const terms = TERMS.map(([, bytes]) => {
    const value = Number(slice(packed, at, at + bytes));
    at += bytes;
    return value;
  });
  const [deadline, created, epoch, approvals, lane] = terms as [number, number, number, number, number];
  const start = isTested(packed) ? HEAD + 32 : HEAD;
  if (isTested(packed) && reportOf(packed) === NO_REPORT) throw malformed(size(packed));
  const { calls, end } = Calls.decode(packed, start, Number(slice(packed, 0, 1)) % TESTED);
  return {
    lane,
    prev: slice(packed, at, at + 32),
    epoch,
    created,
    deadline,
    approvals,
    calls,
    conditions: Conditions.decode(packed, end),
    note: slice(packed, at + 32, HEAD),
  };
}

function isTested(packed: Packed): boolean {
  return size(packed) > 0 && Number(slice(packed, 0, 1)) >= TESTED;
}

function malformed(length: number): BaseError {
  return new BaseError({
    code: "Proposal.Malformed",
    message: `not a packed proposal: its head, or the report it is said to come with, is missing in ${length} bytes`,
    fix: "fetch the proposal again",
    details: { length },
  });
}

function outOfRange(field: string, value: number | string): BaseError {
  return new BaseError({
    code: "Proposal.OutOfRange",
    message: `${field} is ${value}, which a proposal has no room for`,
    fix: "see docs/formats.md, section 4, for the size of each field",
    details: { field, value },
  });
}
