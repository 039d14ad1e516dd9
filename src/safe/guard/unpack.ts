import type { Address, Hex } from "viem";
import { walk } from "../multi-send.ts";
import { CALL } from "../transaction.ts";

/** A call that a Safe makes. `value` is wei. */
export type Call = { readonly to: Address; readonly value: bigint; readonly data: Hex };

/** Why the guard does not take calldata for a batch, under the contract's error names. */
export type Fault =
  | { readonly name: "BatchMalformed"; readonly offset: number }
  | { readonly name: "NestedOperationRefused"; readonly call: number; readonly operation: number };

/** The calls up to the first thing the guard refuses about the batch itself; null: nothing. */
export type Unpacked = { readonly calls: readonly Call[]; readonly fault: Fault | null };

/** The calls of a batch, as the guard takes it apart: items that delegatecall are refused. */
export function unpack(data: Hex): Unpacked {
  const { items: calls, stopped } = walk(data, (operation) => operation === CALL);
  if (stopped === null) return { calls, fault: null };
  const fault: Fault =
    "offset" in stopped
      ? { name: "BatchMalformed", ...stopped }
      : { name: "NestedOperationRefused", call: calls.length, ...stopped };
  return { calls, fault };
}
