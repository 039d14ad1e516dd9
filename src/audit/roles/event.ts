import {
  type AbiEvent,
  type ContractEventName,
  concat,
  type DecodeEventLogReturnType,
  decodeEventLog,
  type Hex,
} from "viem";
import { roleManagerAbi } from "../../generated/abi.ts";
import type { Log } from "../collect.ts";
import { encoded } from "../decode.ts";
import type { Place } from "../link.ts";

type Name = Exclude<ContractEventName<typeof roleManagerAbi>, "EIP712DomainChanged">;

/** What makes no link: the ordinary operations, which OpenZeppelin's code logs as it always did. */
export const OPERATIONS = ["OperationScheduled", "OperationExecuted", "OperationCanceled"] as const;
export type OperationName = (typeof OPERATIONS)[number];

type Known = Extract<
  DecodeEventLogReturnType<typeof roleManagerAbi, Name, Hex[], Hex, true>,
  { readonly eventName: Name }
>;

/** A log of a RoleManager, and where it stands. */
export type RoleEvent = Known & { readonly at: Place };
export type EventOf<N extends Name> = Extract<RoleEvent, { readonly eventName: N }>;

/** A log that is one link of the record. */
export type RoleLink = Exclude<RoleEvent, { readonly eventName: OperationName }>;
/** A log about an operation that somebody scheduled. */
export type OperationEvent = EventOf<OperationName>;

/** Reads a log strictly, so that one event has one encoding. Null: none of the manager's, or not as its ABI encodes it. */
export function decode({ topics, data, block, time, index, transaction }: Log): RoleEvent | null {
  const [selector, ...rest] = topics;
  if (selector === undefined) return null;
  try {
    const event = decodeEventLog({ abi: roleManagerAbi, topics: [selector, ...rest], data, strict: true });
    if (event.eventName === "EIP712DomainChanged") return null;
    const args = event.args as unknown as Readonly<Record<string, unknown>>;
    if (encoded(itemOf(event.eventName), args) !== concat([...topics, data])) return null;
    return { ...event, at: { block, time, index, transaction } } as RoleEvent;
  } catch {
    return null;
  }
}

export function isLink(event: RoleEvent): event is RoleLink {
  return !(OPERATIONS as readonly string[]).includes(event.eventName);
}

export function isOperation(event: RoleEvent): event is OperationEvent {
  return !isLink(event);
}

/** An event as the ABI declares it. */
export function itemOf(name: Name): AbiEvent {
  return roleManagerAbi.find((item) => item.type === "event" && item.name === name) as AbiEvent;
}
