import { encodeFunctionData, parseEventLogs, type TransactionReceipt } from "viem";
import * as Consents from "../approval/consents.ts";
import { checkReport, problems } from "../approval/problem.ts";
import * as ApprovalState from "../approval/state.ts";
import { verifierFor } from "../approval/verify.ts";
import { addressOf, answered, type Sender } from "../chain/client.ts";
import { send } from "../chain/send.ts";
import { BaseError } from "../errors.ts";
import { conclaveAbi } from "../generated/abi.ts";
import { check, type ProposalFile } from "../proposal/file.ts";
import { pack, tierOf } from "../proposal/proposal.ts";
import { interfacesOf } from "./interfaces.ts";
import { fromLogs, type Operation } from "./operation.ts";

/** What became of a proposal that was submitted: its operation and, in a tier without delay, that it ran. */
export type Submitted = {
  readonly operation: Operation;
  readonly executed: boolean;
  readonly receipt: TransactionReceipt;
};

/**
 * Schedules a proposal with the consent in its file and on-chain. Whatever the chain would refuse is refused before anything is sent:
 * ids are recomputed, signatures verified, people counted. Surplus signatures stay behind. If the sender is the proposer's own
 * address, that is its consent. KU-10, GR-03.
 * @throws `ProposalFile.*`, `Approval.*` (of the first thing in the way; all of them in `details.problems`), `Revert.*`, `Chain.*`.
 */
export async function submit(sender: Sender, file: ProposalFile): Promise<Submitted> {
  check(file);
  checkReport(file);
  const { client } = sender.connection;
  const state = await answered(sender.connection, ApprovalState.read(client, file));
  const found = problems(file, state);
  const [first] = found;
  if (first !== undefined) {
    const { code, message, fix } = first;
    throw new BaseError({ code, message, fix, details: { problems: found } });
  }
  const count = await Consents.count(file, state, verifierFor(client), addressOf(sender));
  const { report, signatures } = Consents.pack(file, count, state.roster);
  const data = encodeFunctionData({
    abi: conclaveAbi,
    functionName: "scheduleProposal",
    args: [pack(file.proposal, report), signatures],
  });
  const to = file.domain.verifyingContract;
  const receipt = await send(sender, { to, data, interfaces: interfacesOf(file) });
  const operation = fromLogs(file, receipt.logs);
  if (operation === null) {
    throw new BaseError({
      code: "Execution.NotRecorded",
      message: "the transaction was mined, but its Scheduled event is missing",
      fix: "ask another node for the status",
      details: { transaction: receipt.transactionHash },
    });
  }
  const executed = parseEventLogs({ abi: conclaveAbi, logs: receipt.logs, eventName: "Executed" });
  return { operation, executed: executed.some(({ args }) => args.lane === file.proposal.lane), receipt };
}

/**
 * Submits to a tier without delay, where scheduling and running are one transaction. GR-22.
 * @throws `Execution.NotAnEmergency` if the proposal's tier has a delay, and as {@link submit}.
 */
export async function emergency(sender: Sender, file: ProposalFile): Promise<Submitted> {
  const { connection } = sender;
  const { roster } = await answered(connection, ApprovalState.read(connection.client, file));
  const tier = tierOf(file.proposal.lane);
  if ((roster.tiers[tier]?.delay ?? 0) !== 0) {
    throw new BaseError({
      code: "Execution.NotAnEmergency",
      message: `tier ${tier} has a delay: what is submitted there does not run at once`,
      fix: "propose one of the exact calls listed for a tier without delay, or submit it as usual",
      details: { tier },
    });
  }
  return submit(sender, file);
}
