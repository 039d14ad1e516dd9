import { getAbiItem, type Hex, toEventSelector } from "viem";
import { safeAbi } from "../generated/safe-abi.ts";

/** Topics of a Safe's events: the same in all versions, though 1.3.0 indexes fewer of their fields. */
export const TOPICS = {
  setup: topic("SafeSetup"),
  approved: topic("ApproveHash"),
  succeeded: topic("ExecutionSuccess"),
  failed: topic("ExecutionFailure"),
  /** SafeL2's account of what it was given. */
  told: topic("SafeMultiSigTransaction"),
  added: topic("AddedOwner"),
  threshold: topic("ChangedThreshold"),
} as const;

/** The first field of an event of one word or more: indexed since 1.4.1, before that the first word of the data. */
export function firstWord({ topics, data }: { readonly topics: readonly Hex[]; readonly data: Hex }): Hex {
  return topics[1] ?? (data.slice(0, 66) as Hex);
}

function topic(
  eventName:
    | "SafeSetup"
    | "ApproveHash"
    | "ExecutionSuccess"
    | "ExecutionFailure"
    | "SafeMultiSigTransaction"
    | "AddedOwner"
    | "ChangedThreshold",
): Hex {
  return toEventSelector(getAbiItem({ abi: safeAbi, name: eventName }));
}
