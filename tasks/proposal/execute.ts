import { clear, execute } from "../../src/execution/execute.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { openProposal, type ProposalOptions } from "../ports/proposal.ts";
import { type SenderOptions, withSender } from "../ports/sender.ts";
import { transactionOf, transactionText } from "../ui/operation.ts";

type Options = Spoken & ProposalOptions & SenderOptions & { clear: boolean };

/** Runs what has waited out its delay; with `--clear` frees the lane of what can run no more. Open to anybody. */
export default answering(async (options: Options, hre) => {
  const { file, connection } = await openProposal(options, hre);
  const receipt = await withSender(options, connection, (sender) =>
    options.clear ? clear(sender, file) : execute(sender, file),
  );
  return {
    json: { id: file.id, cleared: options.clear, transaction: transactionOf(receipt) },
    text: transactionText(options.clear ? "cleared" : "executed", receipt),
  };
});
