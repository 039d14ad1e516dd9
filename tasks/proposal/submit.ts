import { submit } from "../../src/execution/submit.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { openProposal, type ProposalOptions } from "../ports/proposal.ts";
import { type SenderOptions, withSender } from "../ports/sender.ts";
import { submittedText, transactionOf } from "../ui/operation.ts";

/** Schedules: everything the chain would refuse is refused before anything is sent. */
export default answering(async (options: Spoken & ProposalOptions & SenderOptions, hre) => {
  const { file, connection } = await openProposal(options, hre);
  const submitted = await withSender(options, connection, (sender) => submit(sender, file));
  const { operation, executed, receipt } = submitted;
  return {
    json: { operation, executed, transaction: transactionOf(receipt) },
    text: submittedText(options.file, submitted),
  };
});
