import type { Address } from "viem";
import { batchOf } from "../../safe/batch.ts";
import { deployedAt } from "../../safe/deployments.ts";
import { DELEGATECALL, type SafeTransaction } from "../../safe/transaction.ts";

/** One call that the Safe made; `asSafe`: by delegatecall, so that the other contract's code acted as the Safe. */
export type Call = Pick<SafeTransaction, "to" | "value" | "data"> & { readonly asSafe: boolean };

/** What was executed, call by call: a batch of Safe's MultiSend comes apart into its own. A batch that cannot be read stays whole. */
export function callsOf(
  content: Pick<SafeTransaction, "to" | "value" | "data" | "operation">,
  safe: Address,
): readonly Call[] {
  const { to, value, data, operation } = content;
  const items = batchOf(content, safe);
  if (items === null) return [{ to, value, data, asSafe: operation === DELEGATECALL }];
  return items.map((item) => ({
    to: item.to,
    value: item.value,
    data: item.data,
    asSafe: item.operation === DELEGATECALL,
  }));
}

/** Whether the call can have done more than its decoding tells: other code acting as the Safe, unless it is known to leave it as it is. */
export function isOpaque({ to, asSafe }: Call): boolean {
  return asSafe && deployedAt(to)?.contract !== "SignMessageLib";
}
