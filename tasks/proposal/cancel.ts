import { rosterOf } from "../../src/chain/standing.ts";
import * as ChainState from "../../src/chain/state.ts";
import { cancel, prepareCancel } from "../../src/execution/cancel.ts";
import { pending } from "../../src/execution/execute.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { openProposal, type ProposalOptions } from "../ports/proposal.ts";
import { type SenderOptions, withSender } from "../ports/sender.ts";
import { type KeyOptions, rosterSigner } from "../ports/signer.ts";
import { confirm } from "../ui/confirm.ts";
import { transactionOf, transactionText } from "../ui/operation.ts";

type Options = Spoken & ProposalOptions & KeyOptions & SenderOptions & { yes: boolean };

/** A guardian ends the operation of a proposal while it waits. */
export default answering(async (options: Options, hre) => {
  const { file, connection } = await openProposal(options, hre);
  const operation = await pending({ connection }, file);
  const state = await ChainState.read(connection, file.domain.verifyingContract);
  const { index, signer } = await rosterSigner(options, rosterOf(state));
  const prepared = prepareCancel(state, file.proposal.lane, index);
  await confirm(
    `${file.context.title}\n${file.id}`,
    `cancel it as guardian ${signer.describe().label}`,
    options.yes,
  );
  const signature = await signer.signTypedData(prepared.typed);
  const receipt = await withSender(options, connection, (sender) =>
    cancel(sender, prepared, signature, { file, operation }),
  );
  return {
    json: { id: file.id, guardian: index, transaction: transactionOf(receipt) },
    text: transactionText("cancelled", receipt),
  };
});
