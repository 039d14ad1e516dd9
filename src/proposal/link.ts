import { concat, getAbiItem, type Hex, keccak256, numberToHex, toEventSelector } from "viem";
import { conclaveAbi } from "../generated/abi.ts";
import type { Domain, Packed } from "./proposal.ts";
import * as Stamp from "./stamp.ts";

export const SCHEDULED_TOPIC = toEventSelector(getAbiItem({ abi: conclaveAbi, name: "Scheduled" }));

/** The hash that scheduling links to `prev` (docs/formats.md, 7), before the word's low bits are set. */
export function scheduledLink({ chainId }: Domain, prev: Hex, args: Packed, stamp: Hex): Hex {
  const { scheduledAt } = Stamp.decode(stamp);
  const [time, chain] = [scheduledAt, chainId].map((value) => numberToHex(value, { size: 32 }));
  return keccak256(concat([SCHEDULED_TOPIC, prev, time as Hex, chain as Hex, keccak256(args), stamp]));
}
