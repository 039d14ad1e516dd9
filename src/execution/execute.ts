import { encodeFunctionData, type TransactionReceipt } from "viem";
import { answered, type Sender } from "../chain/client.ts";
import { send } from "../chain/send.ts";
import { BaseError } from "../errors.ts";
import { conclaveAbi } from "../generated/abi.ts";
import { executionData } from "../proposal/execution.ts";
import { check, checkDomain, type ProposalFile } from "../proposal/file.ts";
import { pack } from "../proposal/proposal.ts";
import { interfacesOf } from "./interfaces.ts";
import * as Operation from "./operation.ts";

/**
 * Runs an operation that has waited out its delay: hands back the proposal, its stamp and its documents. Open to anybody, unless
 * the tier reserves the first half of grace.
 * @param operation As {@link submit} returned it; left out, it is found by its log.
 * @throws `ProposalFile.*`, `Operation.*`, `Execution.NeverScheduled`, `Execution.NotPending`, `Revert.*` such as
 * `Revert.OperationNotReady`, `Chain.*`.
 */
export async function execute(
  sender: Sender,
  file: ProposalFile,
  operation?: Operation.Operation,
): Promise<TransactionReceipt> {
  const { stamp, report } = await pending(sender, file, operation);
  const data = executionData(pack(file.proposal, report), stamp, file.documents);
  return send(sender, { to: file.domain.verifyingContract, data, interfaces: interfacesOf(file) });
}

/**
 * Clears an operation that can run no more (its consent or its rules are gone), so that the lane is free. Open to anybody.
 * @throws As {@link execute}; `Revert.OperationStands` if it is alive.
 */
export async function clear(
  sender: Sender,
  file: ProposalFile,
  operation?: Operation.Operation,
): Promise<TransactionReceipt> {
  const { stamp, report } = await pending(sender, file, operation);
  const args = [pack(file.proposal, report), stamp] as const;
  const data = encodeFunctionData({ abi: conclaveAbi, functionName: "clear", args });
  return send(sender, { to: file.domain.verifyingContract, data });
}

/**
 * The file's operation, if it still is what its lane waits for.
 * @throws `ProposalFile.*`, `Operation.*`, `Execution.NeverScheduled`, `Execution.NotPending`.
 */
export async function pending(
  { connection }: Pick<Sender, "connection">,
  file: ProposalFile,
  known?: Operation.Operation,
): Promise<Operation.Operation> {
  check(file);
  const { verifyingContract } = file.domain;
  checkDomain(file, { chainId: connection.chainId, verifyingContract });
  if (known !== undefined) Operation.check(file, known);
  const operation = known ?? (await Operation.find(connection, file));
  if (operation === null) {
    throw new BaseError({
      code: "Execution.NeverScheduled",
      message: "this proposal was never scheduled on this chain",
      fix: "submit it first",
      details: { id: file.id },
    });
  }
  const args = [operation.lane] as const;
  const ask = { address: verifyingContract, abi: conclaveAbi, functionName: "laneWord", args } as const;
  const word = await answered(connection, connection.client.readContract(ask));
  if (word !== operation.word) {
    throw new BaseError({
      code: "Execution.NotPending",
      message: "the operation is not pending any more: it was executed, cancelled, cleared or scheduled over",
      fix: "see its status",
      details: { id: file.id, word },
    });
  }
  return operation;
}
