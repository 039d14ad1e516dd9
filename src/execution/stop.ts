import { type Address, encodeFunctionData, type TransactionReceipt } from "viem";
import { answered, type Connection, type Sender } from "../chain/client.ts";
import { send } from "../chain/send.ts";
import { conclaveAbi, conclaveLensAbi } from "../generated/abi.ts";
import type { Domain } from "../proposal/proposal.ts";
import { encodeSignatures, type SignatureEntry } from "../proposal/signatures.ts";
import * as TypedData from "../proposal/typed-data.ts";

/** A recovery that is pending: its lane and the lane's word. */
export type Recovery = TypedData.Stop;

/** What each approver signs to stop a recovery. */
export function prepareStop(domain: Domain, recovery: Recovery): TypedData.TypedData {
  return TypedData.stop(domain, recovery);
}

/** How many approvers it takes now: one more for each recovery stopped so far, up to the blocking minority. */
export async function neededToStop(
  connection: Connection,
  conclave: Address,
  lens: Address,
): Promise<number> {
  const args = [conclave] as const;
  const ask = { address: lens, abi: conclaveLensAbi, functionName: "neededToStop", args } as const;
  return Number(await answered(connection, connection.client.readContract(ask)));
}

/**
 * Stops a recovery. An entry without signature (`0x`) is the sender's own.
 * @throws `Revert.NotEnoughToStop`, `Revert.NotRecovery`, other `Revert.*`, `Chain.*`.
 */
export function stop(
  sender: Sender,
  { verifyingContract }: Domain,
  { lane, word }: Recovery,
  signatures: readonly SignatureEntry[],
): Promise<TransactionReceipt> {
  const args = [lane, word, encodeSignatures(signatures)] as const;
  const data = encodeFunctionData({ abi: conclaveAbi, functionName: "stop", args });
  return send(sender, { to: verifyingContract, data });
}
