import * as ChainState from "../../../src/chain/state.ts";
import { undecided, unsigned } from "../../../src/role/review/ballot.ts";
import { conclaveChange, submit, submitOwn } from "../../../src/role/review/submit.ts";
import { answering, type Spoken } from "../../ports/answer.ts";
import { charterIfAny } from "../../ports/charter.ts";
import { type DraftOptions, draft } from "../../ports/draft.ts";
import { connectTo, type NetworkOptions } from "../../ports/network.ts";
import { saveNewProposal } from "../../ports/proposal.ts";
import { readReview } from "../../ports/role-review.ts";
import { type SenderOptions, withSender } from "../../ports/sender.ts";
import { transactionOf } from "../../ui/operation.ts";
import { submittedReviewText } from "../../ui/role-review.ts";

type Options = Spoken &
  NetworkOptions &
  SenderOptions &
  DraftOptions & {
    file: string;
    charter: string | undefined;
    own: boolean;
    out: string | undefined;
    folder: string;
  };

/** Hands in what is signed, and writes a proposal for what the Conclave alone can decide. */
export default answering(async (options: Options, hre) => {
  const file = await readReview(options.file);
  const connection = await connectTo(options, hre, file.domain.chainId);
  const change = await conclaveChange(connection, file);
  const isSending = options.own || file.roles.some(({ signatures }) => signatures.length > 0);
  const sent = isSending
    ? await withSender(options, connection, async (sender) => [
        ...(await submit(sender, file)),
        ...(options.own ? await submitOwn(sender, file) : []),
      ])
    : [];
  const proposal = change === null ? null : await proposed();
  const left = { undecided: undecided(file).length, unsigned: file.roles.flatMap(unsigned).length };
  return {
    json: {
      sent: sent.map(({ receipt, ...one }) => ({
        ...one,
        transaction: receipt === null ? null : transactionOf(receipt),
      })),
      proposal,
      ...left,
    },
    text: submittedReviewText(file, sent, proposal, left),
  };

  async function proposed(): Promise<string> {
    const charter = (await charterIfAny(options.charter))?.charter;
    const state = await ChainState.read(connection, file.conclave);
    const title = "Decisions of a review of roles";
    const made = draft(
      state,
      change ?? { calls: [], conditions: [], documents: [], interfaces: [] },
      title,
      options,
      charter,
    );
    return saveNewProposal(options, made);
  }
});
