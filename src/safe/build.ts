import type { Connection } from "../chain/client.ts";
import { BaseError } from "../errors.ts";
import { type Change, fromCall, join, type WrittenCall } from "../proposal/source.ts";
import { type BatchItem, batchContract, encodeBatch } from "./batch.ts";
import { type Setting, settings } from "./settings.ts";
import type { SafeState } from "./state.ts";
import { call, DELEGATECALL, type SafeTransaction } from "./transaction.ts";

/** A call that a Safe shall make. `value` is wei. */
export type SafeCall = Omit<BatchItem, "operation">;

/**
 * A transaction that makes the calls: one as it is; several as a batch, in order and all or none, through the MultiSendCallOnly of
 * the Safe's version. Without refunds, and safeTxGas 0: since 1.3.0 a transaction that fails then reverts and uses up nothing.
 * @throws `SafeBuild.Empty`, `SafeBatch.*`, `Chain.Unreachable`
 */
export async function transaction(
  connection: Connection,
  { version }: Pick<SafeState, "version">,
  calls: readonly SafeCall[],
  nonce: bigint,
): Promise<SafeTransaction> {
  const [only, ...more] = calls;
  if (only === undefined) {
    throw new BaseError({
      code: "SafeBuild.Empty",
      message: "there is nothing for the Safe to do",
      fix: "add a call or a change of the Safe",
    });
  }
  if (more.length === 0) return call(only, nonce);
  const { address } = await batchContract(connection, version);
  return call({ to: address, data: encodeBatch(calls), operation: DELEGATECALL }, nonce);
}

/** Changes of the Safe itself as one transaction, each judged on what those before it leave. @throws `SafeSetting.Refused`, what {@link transaction} throws */
export async function settingsTransaction(
  connection: Connection,
  state: SafeState,
  changes: readonly Setting[],
  nonce: bigint,
): Promise<SafeTransaction> {
  return transaction(connection, state, settings(state, changes).calls, nonce);
}

/** Calls by signature and arguments or as calldata, as people write them. @throws `Source.*`, `Arguments.*` */
export function writtenCalls(written: readonly WrittenCall[]): {
  readonly calls: readonly SafeCall[];
  readonly interfaces: readonly string[];
} {
  return callsOf(join(written.map(fromCall)));
}

/** The calls of a change written for the Conclave's proposals. What a Safe cannot keep is refused. @throws `SafeBuild.NotForSafes` */
export function callsOf({ calls, conditions, documents, interfaces }: Change): {
  readonly calls: readonly SafeCall[];
  readonly interfaces: readonly string[];
} {
  if (conditions.length > 0 || documents.length > 0 || calls.some(({ minGas }) => minGas > 0)) {
    throw new BaseError({
      code: "SafeBuild.NotForSafes",
      message: "a Safe's transaction has no post-conditions, documents or least gas",
      fix: "take them out, or propose the change to the Conclave",
    });
  }
  return { calls: calls.map(({ target, value, data }) => ({ to: target, value, data })), interfaces };
}
