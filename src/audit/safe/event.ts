import {
  type AbiEvent,
  type Address,
  type ContractEventName,
  concat,
  type DecodeEventLogReturnType,
  decodeEventLog,
  type Hex,
  toEventSelector,
} from "viem";
import { safe130Abi, safeAbi, safeMigrationAbi } from "../../generated/safe-abi.ts";
import type { Log } from "../collect.ts";
import { encoded } from "../decode.ts";
import type { Place } from "../link.ts";

type Name = ContractEventName<typeof safeAbi>;

type Known =
  | Extract<DecodeEventLogReturnType<typeof safeAbi, Name, Hex[], Hex, true>, { readonly eventName: Name }>
  | { readonly eventName: "ChangedMasterCopy"; readonly args: { readonly singleton: Address } };

/** A log of a Safe, and where it stands. */
export type SafeEvent = Known & { readonly at: Place };
export type EventOf<N extends SafeEvent["eventName"]> = Extract<SafeEvent, { readonly eventName: N }>;

/** A log that is none of a Safe's, or not as its ABI encodes it. */
export type Foreign = { readonly eventName: null; readonly topic: Hex | null; readonly at: Place };

/** 1.3.0's events have the topics of later ones but index fewer arguments: the number of topics tells them apart. */
const EVENTS: ReadonlyMap<string, AbiEvent> = new Map(
  [...safe130Abi, ...safeAbi, ...safeMigrationAbi]
    .filter((item): item is Extract<typeof item, { type: "event" }> => item.type === "event")
    .map((item: AbiEvent) => [keyOf(toEventSelector(item), indexed(item)), item]),
);

/** Reads a log by whichever version's event it is; strictly, so that one event has one encoding. */
export function decode(log: Log): SafeEvent | Foreign {
  const { block, time, index, transaction, topics, data } = log;
  const at = { block, time, index, transaction };
  const [selector, ...rest] = topics;
  const foreign: Foreign = { eventName: null, topic: selector ?? null, at };
  if (selector === undefined) return foreign;
  const item = EVENTS.get(keyOf(selector, rest.length));
  if (item === undefined) return foreign;
  try {
    const event = decodeEventLog({ abi: [item], topics: [selector, ...rest], data, strict: true });
    const { eventName, args } = event as { eventName: string; args: Readonly<Record<string, unknown>> };
    if (encoded(item, args) !== concat([...topics, data])) return foreign;
    return { eventName, args, at } as unknown as SafeEvent;
  } catch {
    return foreign;
  }
}

function keyOf(selector: Hex, indexedCount: number): string {
  return `${selector}/${indexedCount}`;
}

function indexed(item: AbiEvent): number {
  return item.inputs.filter((input) => input.indexed).length;
}
