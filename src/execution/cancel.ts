import { encodeFunctionData, type Hex, type TransactionReceipt } from "viem";
import type { Sender } from "../chain/client.ts";
import { send } from "../chain/send.ts";
import type { ChainState } from "../chain/state.ts";
import { BaseError } from "../errors.ts";
import { conclaveAbi } from "../generated/abi.ts";
import type { ProposalFile } from "../proposal/file.ts";
import { pack } from "../proposal/proposal.ts";
import * as Word from "../proposal/word.ts";
import * as Acts from "./acts.ts";
import { pending } from "./execute.ts";
import type { Operation } from "./operation.ts";

/**
 * What a guardian signs to end the operation pending in a lane.
 * @throws `Cancel.NothingPending`, `Acts.UnknownKey`.
 */
export function prepareCancel(
  state: ChainState,
  lane: number,
  guardian: number,
  deadline?: number,
): Acts.Prepared {
  const word = state.lanes.find((item) => item.lane === lane)?.word;
  const now = state.block.timestamp;
  if (word === undefined || Word.isFree(word, now)) {
    throw new BaseError({
      code: "Cancel.NothingPending",
      message: `nothing is pending in lane ${lane & 0xff} of tier ${lane >> 8}`,
      fix: "see the lanes and their operations with the status step",
      details: { lane },
    });
  }
  return Acts.prepare(state, { kind: "cancel", lane, word, guardian }, deadline);
}

/**
 * Ends a pending operation. One that was scheduled as protected must be handed in (`file`), and is cancelled only if it lost so many
 * approvals that it is protected no longer.
 * @throws `Cancel.HandItIn`, `Revert.OperationProtected`, `Revert.GuardianCooling`, other `Revert.*`, `Chain.*`.
 */
export async function cancel(
  sender: Sender,
  prepared: Acts.Prepared,
  signature: Hex = "0x",
  handedIn?: { readonly file: ProposalFile; readonly operation?: Operation },
): Promise<TransactionReceipt> {
  const { act, deadline, domain } = prepared;
  if (act.kind !== "cancel" || !Word.decode(act.word).protected) {
    return Acts.perform(sender, prepared, signature);
  }
  if (handedIn === undefined) {
    throw new BaseError({
      code: "Cancel.HandItIn",
      message: "the operation is protected by its many approvals: only the whole of it can be judged",
      fix: "hand in the proposal file",
      details: { lane: act.lane },
    });
  }
  const { stamp, report } = await pending(sender, handedIn.file, handedIn.operation);
  const args = [pack(handedIn.file.proposal, report), stamp, act.guardian, deadline, signature] as const;
  const data = encodeFunctionData({ abi: conclaveAbi, functionName: "cancelProtected", args });
  return send(sender, { to: domain.verifyingContract, data });
}
