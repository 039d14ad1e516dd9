import { basename, dirname, join } from "node:path";
import type { Connection } from "../../../src/chain/client.ts";
import * as ChainState from "../../../src/chain/state.ts";
import { report } from "../../../src/errors.ts";
import { proposalsIn } from "../../../src/proposal/folder.ts";
import type { Change } from "../../../src/proposal/source.ts";
import { undecided, unsigned } from "../../../src/role/review/ballot.ts";
import type { ReviewFile } from "../../../src/role/review/schema.ts";
import { conclaveChange, isProposalOf, notAll, submit, submitOwn } from "../../../src/role/review/submit.ts";
import { answering, type Spoken } from "../../ports/answer.ts";
import { charterIfAny } from "../../ports/charter.ts";
import { type DraftOptions, draft } from "../../ports/draft.ts";
import { connectTo, type NetworkOptions } from "../../ports/network.ts";
import { saveNewProposal } from "../../ports/proposal.ts";
import { readReview } from "../../ports/review-file.ts";
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

/** Writes a proposal for what the Conclave alone can decide, and hands in what is signed. */
export default answering(async (options: Options, hre) => {
  const file = await readReview(options.file);
  const connection = await connectTo(options, hre, file.domain.chainId);
  const { change, problems } = await conclaveChange(connection, file);
  const proposal = change === null ? null : await proposed(options, connection, file, change);
  const isSending = options.own || file.roles.some(({ signatures }) => signatures.length > 0);
  const sent = isSending
    ? await withSender(options, connection, async (sender) => [
        ...(await submit(sender, file)),
        ...(options.own ? await submitOwn(sender, file) : []),
      ])
    : [];
  const left = { undecided: undecided(file).length, unsigned: file.roles.flatMap(unsigned).length };
  const failure = notAll([...problems, ...sent.flatMap(({ problem }) => problem ?? [])]);
  return {
    json: {
      sent: sent.map(({ receipt, problem, ...one }) => ({
        ...one,
        transaction: receipt === null ? null : transactionOf(receipt),
        problem: problem === null ? null : report(problem).json,
      })),
      problems: problems.map((problem) => report(problem).json),
      proposal,
      ...left,
    },
    text: submittedReviewText(file, sent, proposal, { ...left, problems }),
    ...(failure === null ? {} : { failure }),
  };
});

/** A new proposal, unless one that does the same is there already: `submit` may be run again. */
async function proposed(
  options: Options,
  connection: Connection,
  file: ReviewFile,
  change: Change,
): Promise<string> {
  const { out, folder } = options;
  const { known } = await proposalsIn(out === undefined ? folder : dirname(out));
  const same = known.find(
    ({ name, file: one }) => (out === undefined || name === basename(out)) && isProposalOf(file, change, one),
  );
  if (same !== undefined) return out ?? join(folder, same.name);
  const charter = (await charterIfAny(options.charter))?.charter;
  const state = await ChainState.read(connection, file.conclave);
  const made = draft(state, change, "Decisions of a review of roles", options, charter);
  return saveNewProposal(options, made);
}
