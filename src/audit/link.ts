import {
  type Abi,
  type ContractEventName,
  concat,
  type DecodeEventLogReturnType,
  type Hex,
  keccak256,
  numberToHex,
  pad,
  slice,
  toEventSelector,
} from "viem";
import type { Roster } from "../charter/model.ts";
import { conclaveAbi } from "../generated/abi.ts";
import * as Proposal from "../proposal/proposal.ts";
import * as Stamp from "../proposal/stamp.ts";
import * as Word from "../proposal/word.ts";

export { REGISTER } from "../proposal/proposal.ts";

/** Where a log stands. `time` is its block's, UNIX seconds; of all this a link commits to the time alone. */
export type Place = {
  readonly block: number;
  readonly time: number;
  readonly index: number;
  readonly transaction: Hex;
};

export type EventName = Exclude<ContractEventName<typeof conclaveAbi>, "EIP712DomainChanged">;

type Event = Extract<
  DecodeEventLogReturnType<typeof conclaveAbi, EventName, Hex[], Hex, true>,
  { readonly eventName: EventName }
>;

/** One decoded log of the Conclave: one link of one lane. */
export type Link = Event & { readonly lane: number; readonly word: Hex; readonly at: Place };

/** The link of one event. */
export type LinkOf<N extends EventName> = Extract<Link, { readonly eventName: N }>;

/** What each link commits to besides event, word before and time, in order (docs/formats.md, 7); of a proposal, its packed bytes' hash. */
export const FIELDS = {
  Scheduled: ["chainId", "proposal", "stamp"],
  Executed: ["executor"],
  Cancelled: ["guardian"],
  Cleared: ["by"],
  Stopped: ["approvers", "attempt"],
  RosterAmended: ["generation", "serial", "hash"],
  RosterRenewed: ["generation", "serial", "hash"],
  RulebookAmended: ["generation", "serial", "hash"],
  KeyActivated: ["key", "keyHash", "predecessor", "opened"],
  KeyRetiring: ["key"],
  KeyRetired: ["key", "identity"],
  KeyCompromised: ["key", "identity", "epoch", "byItself"],
  HolderSuspended: ["holder", "guardian", "until", "epoch"],
  SuspensionLifted: ["holder", "guardian"],
  Voided: ["guardian", "epoch"],
  PreApproved: ["id", "key"],
  Attested: ["kind", "subject", "hash", "witness"],
  ItemWaived: ["key", "item"],
  MessageApproved: ["hash", "expiry", "epoch"],
  Closed: ["successor"],
} as const satisfies Record<EventName, readonly string[]>;

export const EVENT_NAMES = Object.keys(FIELDS) as readonly EventName[];

const TOPICS = new Map(
  (conclaveAbi as Abi)
    .filter((item) => item.type === "event")
    .map((item) => [item.name, toEventSelector(item)] as const),
);

/** Topic 0 of an event. */
export function topicOf(name: EventName): Hex {
  return TOPICS.get(name) as Hex;
}

/** Events of a lane of its own; all others belong to the register. */
export function isLaneEvent(name: EventName): boolean {
  return ["Scheduled", "Executed", "Cancelled", "Cleared", "Stopped"].includes(name);
}

/** The word that a link leaves behind, without the low bits of a pending one. `time` is the block's, UNIX seconds. */
export function hashAfter(
  name: EventName,
  prev: Hex,
  time: number,
  args: Readonly<Record<string, unknown>>,
  chainId: number,
): Hex {
  const fields = FIELDS[name].map((field) => {
    if (field === "chainId") return wordOf(chainId);
    return field === "proposal" ? keccak256(args.proposal as Hex) : wordOf(args[field]);
  });
  return Word.mask(keccak256(concat([topicOf(name), prev, numberToHex(time, { size: 32 }), ...fields])));
}

/** The arguments of a link by name. */
export function argsOf(link: Link): Readonly<Record<string, unknown>> {
  return link.args as Readonly<Record<string, unknown>>;
}

/** What a word depends on besides its link: the chain, and the rosters by generation. */
export type Ground = {
  readonly domain: Proposal.Domain;
  readonly rosters: ReadonlyMap<number, Roster>;
};

/** What changes when a link is tried as if it were another. */
export type Trial = { readonly time?: number; readonly args?: Readonly<Record<string, unknown>> };

/**
 * The word after `link` if `prev` was the word before. For `Scheduled` the low bits come from the tier in the roster that its
 * stamp names; where that roster is not known they are taken from the log.
 */
export function wordAfter(link: Link, prev: Hex, { domain, rosters }: Ground, trial: Trial = {}): Hex {
  const args = { ...argsOf(link), ...trial.args };
  const hash = hashAfter(link.eventName, prev, trial.time ?? link.at.time, args, domain.chainId);
  if (link.eventName !== "Scheduled") return hash;
  // Bits above the fields would be an altered stamp; the hash shows it.
  const { ready, roster } = Stamp.decode(concat(["0x00", slice(args.stamp as Hex, 1)]));
  const tier = rosters.get(roster)?.tiers[link.lane >> 8];
  if (tier === undefined) return Word.encode({ ...Word.decode(link.word), hash });
  const isProtected = Proposal.approvalsIn(link.args.proposal) >= tier.override;
  return Word.pending(hash, isProtected, ready + tier.grace);
}

/** Proposal and stamp of a `Scheduled`; null if their bytes cannot be read. */
export function readScheduled({ args }: LinkOf<"Scheduled">) {
  try {
    return { proposal: Proposal.unpack(args.proposal), stamp: Stamp.decode(args.stamp) };
  } catch {
    return null;
  }
}

/** A value as the contract hashes it: one word. */
function wordOf(value: unknown): Hex {
  if (typeof value === "boolean") return numberToHex(value ? 1 : 0, { size: 32 });
  if (typeof value === "number" || typeof value === "bigint") return numberToHex(value, { size: 32 });
  return pad(value as Hex, { size: 32 });
}
