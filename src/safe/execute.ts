import {
  type Address,
  encodeFunctionData,
  isAddressEqual,
  parseEventLogs,
  type TransactionReceipt,
} from "viem";
import { addressOf, type Sender } from "../chain/client.ts";
import { send } from "../chain/send.ts";
import { BaseError } from "../errors.ts";
import { safe130Abi, safeAbi } from "../generated/safe-abi.ts";
import type { SafeFile } from "./file.ts";
import { withoutRefused } from "./guard/hook.ts";
import { pack } from "./kit.ts";
import { inWords } from "./refusal.ts";
import type { Signature } from "./signature.ts";
import { type Status, status } from "./status.ts";
import { encodeExecution } from "./transaction.ts";

/**
 * Executes a file's transaction with the signatures that count. Anybody may send; an owner who sends consents by that if consents are missing. Simulated
 * first: what would be refused is not sent.
 * @throws `SafeExecution.NotNext`, `SafeExecution.TooFew`, `SafeExecution.Refused`, `SafeExecution.CallFailed`, `Revert.*`, `Chain.*`
 */
export async function execute(sender: Sender, file: SafeFile): Promise<TransactionReceipt> {
  const now = await status(sender.connection, file);
  const signatures = await withoutRefused(sender.connection, now.state, file, chosen(now, addressOf(sender)));
  const to = file.domain.verifyingContract;
  const data = encodeExecution(file.transaction, await pack(signatures));
  const receipt = await send(sender, { to, data }).catch((error: unknown) => {
    throw inWords(error);
  });
  const abi = file.version === "1.3.0" ? safe130Abi : safeAbi;
  const events = parseEventLogs({
    abi,
    logs: receipt.logs,
    eventName: ["ExecutionSuccess", "ExecutionFailure"],
  });
  const own = events.find(
    ({ address, args }) => isAddressEqual(address, to) && args.txHash === file.safeTxHash,
  );
  if (own?.eventName === "ExecutionSuccess") return receipt;
  throw new BaseError({
    code: "SafeExecution.CallFailed",
    message: `executed in ${receipt.transactionHash}, but what it does failed; its nonce is used up`,
    fix: "see with `safe test` why, and create it again without safeTxGas: it then fails as a whole and uses up nothing",
    details: { hash: receipt.transactionHash },
  });
}

/**
 * The signatures to send: as many as the threshold asks for, or all where a guard may ask for more. Contracts' last: they cost
 * most, and can change their minds.
 */
export function chosen(
  { phase, sentence, consents, state, missing, able }: Status,
  from: Address,
): readonly Signature[] {
  if (phase !== "executable" && phase !== "collecting") {
    throw new BaseError({
      code: "SafeExecution.NotNext",
      message: `it cannot be executed now: ${sentence}`,
      fix: phase === "waiting" ? "execute the transactions before it first" : "see `safe status`",
      details: { phase, nonce: state.nonce },
    });
  }
  const own = missing === 0 ? [] : able.filter((owner) => isAddressEqual(owner, from));
  if (missing > own.length) {
    throw new BaseError({
      code: "SafeExecution.TooFew",
      message: `${missing} more of the ${state.threshold} signatures are needed`,
      fix: "collect them; `safe status` says whose are missing or do not count",
      details: { missing, threshold: state.threshold },
    });
  }
  const counting: Signature[] = [
    ...consents.filter(({ counts }) => counts),
    ...own.map((owner): Signature => ({ owner, kind: "approved", signature: "0x" })),
  ];
  const cheapFirst = counting.toSorted(
    (a, b) => Number(a.kind === "contract") - Number(b.kind === "contract"),
  );
  return state.guard === null ? cheapFirst.slice(0, state.threshold) : cheapFirst;
}

/**
 * Approves on-chain, from the owner's own account: for owners whose wallets only send transactions. It cannot be taken back.
 * @throws `SafeExecution.AlreadyApproved`, `SafeExecution.NotAnOwner`, `SafeExecution.Used`, `Chain.*`
 */
export async function approve(sender: Sender, file: SafeFile): Promise<TransactionReceipt> {
  const owner = addressOf(sender);
  const { consents, state, phase, sentence } = await status(sender.connection, file);
  if (!state.owners.some((one) => isAddressEqual(one, owner))) {
    throw new BaseError({
      code: "SafeExecution.NotAnOwner",
      message: `${owner} is no owner of the Safe`,
      fix: "approve with an owner's key",
      details: { owner },
    });
  }
  if (!["waiting", "collecting", "executable"].includes(phase)) {
    throw new BaseError({
      code: "SafeExecution.Used",
      message: `there is nothing left to approve: ${sentence}`,
      fix: "create the transaction again with the Safe's next nonce",
      details: { phase },
    });
  }
  if (consents.some((one) => one.kind === "approved" && one.counts && isAddressEqual(one.owner, owner))) {
    throw new BaseError({
      code: "SafeExecution.AlreadyApproved",
      message: `${owner} has approved it already`,
      fix: "see `safe status` for who has not",
      details: { owner },
    });
  }
  const data = encodeFunctionData({ abi: safeAbi, functionName: "approveHash", args: [file.safeTxHash] });
  return send(sender, { to: file.domain.verifyingContract, data }).catch((error: unknown) => {
    throw inWords(error);
  });
}
