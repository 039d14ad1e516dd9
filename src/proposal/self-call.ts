import {
  type Address,
  type ContractFunctionArgs,
  encodeFunctionData,
  type Hex,
  parseAbi,
  toFunctionSelector,
} from "viem";
import type { Call } from "./calls.ts";

/** What the Conclave may be told to do to itself, by tier 0 alone (`renew` and, in recovery, `amendRoster` excepted). */
export const selfCallAbi = parseAbi([
  "function amendRoster(bytes32 hash)",
  "function amendRulebook(bytes32 hash)",
  "function renew(bytes32 hash)",
  "function compromise(uint8 key)",
  "function lift(uint8 holder)",
  "function beginRetirement(uint8 key)",
  "function waiveItem(uint8 key, bytes32 item)",
  "function approveMessage(bytes32 hash, uint40 expiry)",
  "function close(address successor)",
]);

export type SelfCallName = (typeof selfCallAbi)[number]["name"];

/** Self-calls whose document follows at execution. */
export const DOCUMENT_CALLS = ["amendRoster", "amendRulebook", "renew"] as const;

export type DocumentCall = (typeof DOCUMENT_CALLS)[number];

/** A call of the Conclave to itself, without value. */
export function call<N extends SelfCallName>(
  conclave: Address,
  name: N,
  args: ContractFunctionArgs<typeof selfCallAbi, "nonpayable", N>,
): Call {
  // The arguments are tied to the name above; viem cannot follow a generic name into its own types.
  const data = encodeFunctionData({ abi: selfCallAbi, functionName: name, args } as never) as Hex;
  return { target: conclave, value: 0n, data, minGas: 0 };
}

/** The first four bytes of the self-call's calldata. */
export function selector(name: SelfCallName): Hex {
  const item = selfCallAbi.find((candidate) => candidate.name === name);
  return toFunctionSelector(item as (typeof selfCallAbi)[number]);
}
