import { type Address, type Hex, hashTypedData } from "viem";
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

/** The proposal as the contract's functions and events carry it (docs/formats.md, 4). */
export type ProposalArgs = {
  readonly terms: bigint;
  readonly prev: Hex;
  readonly note: Hex;
  readonly calls: Hex;
  readonly conditions: Hex;
};

/** The lane of the register: acts of keys and guardians, and amendments. No proposal may use it. */
export const REGISTER = 0xffff;

/** Fields of `terms`, lowest bit first, with their widths. */
const TERMS = [
  ["lane", 16],
  ["approvals", 8],
  ["epoch", 32],
  ["created", 40],
  ["deadline", 40],
] as const;

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
 * The proposal as contract arguments.
 * @throws `Proposal.OutOfRange`, `Calls.Empty`, `Calls.OutOfRange`, `Conditions.OutOfRange`.
 */
export function toArgs(proposal: Proposal): ProposalArgs {
  let terms = 0n;
  let shift = 0n;
  for (const [field, bits] of TERMS) {
    const value = proposal[field];
    if (!Number.isInteger(value) || value < 0 || value >= 2 ** bits) throw outOfRange(field, value);
    terms |= BigInt(value) << shift;
    shift += BigInt(bits);
  }
  return {
    terms,
    prev: proposal.prev,
    note: proposal.note,
    calls: Calls.encode(proposal.calls),
    conditions: Conditions.encode(proposal.conditions),
  };
}

/**
 * The proposal behind contract arguments, for instance of a `Scheduled` event.
 * @throws `Proposal.OutOfRange` if bits above the fields are set, `Calls.Malformed`, `Conditions.Malformed`.
 */
export function fromArgs(args: ProposalArgs): Proposal {
  let rest = args.terms;
  const [lane, approvals, epoch, created, deadline] = TERMS.map(([, bits]) => {
    const value = Number(rest & (2n ** BigInt(bits) - 1n));
    rest >>= BigInt(bits);
    return value;
  }) as [number, number, number, number, number];
  if (rest !== 0n) throw outOfRange("terms", args.terms.toString());
  return {
    lane,
    prev: args.prev,
    epoch,
    created,
    deadline,
    approvals,
    calls: Calls.decode(args.calls),
    conditions: Conditions.decode(args.conditions),
    note: args.note,
  };
}

function outOfRange(field: string, value: number | string): BaseError {
  return new BaseError({
    code: "Proposal.OutOfRange",
    message: `${field} is ${value}, which a proposal has no room for`,
    fix: "see docs/formats.md, section 4, for the size of each field",
    details: { field, value },
  });
}
