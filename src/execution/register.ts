import { type Address, encodeFunctionData, type TransactionReceipt } from "viem";
import type { Sender } from "../chain/client.ts";
import { send } from "../chain/send.ts";
import { conclaveAbi } from "../generated/abi.ts";
import { check, checkDomain, type ProposalFile } from "../proposal/file.ts";

/**
 * Approves a proposal on-chain, for holders who can only send transactions: the sender must be the key's address.
 * @throws `ProposalFile.*`, `Revert.*` such as `Revert.AlreadyPreApproved`, `Chain.*`.
 */
export function approve(sender: Sender, file: ProposalFile, key: number): Promise<TransactionReceipt> {
  check(file);
  const { verifyingContract } = file.domain;
  checkDomain(file, { chainId: sender.connection.chainId, verifyingContract });
  const data = encodeFunctionData({ abi: conclaveAbi, functionName: "approve", args: [file.id, key] });
  return send(sender, { to: verifyingContract, data });
}

/**
 * Retires a key that is Retiring: an EOA when the contract sees nothing watched left on it, another key when its retirement was
 * attested. Open to anybody. KZ-1.
 * @throws `Revert.ItemNotClear` with the item's id, `Revert.WitnessMissing`, other `Revert.*`, `Chain.*`.
 */
export function retire(sender: Sender, conclave: Address, key: number): Promise<TransactionReceipt> {
  const data = encodeFunctionData({ abi: conclaveAbi, functionName: "retire", args: [key] });
  return send(sender, { to: conclave, data });
}
