import { addSignatures } from "../../src/approval/signing.ts";
import * as ApprovalState from "../../src/approval/state.ts";
import { verified } from "../../src/approval/verified.ts";
import { verifierFor } from "../../src/approval/verify.ts";
import { scanSignatures } from "../../src/kit/scan.ts";
import { revise } from "../../src/signer/paper.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { openProposal, type ProposalOptions, proposalPaper } from "../ports/proposal.ts";
import { reviewed } from "../ports/review.ts";
import { reviewText } from "../ui/review.ts";

type Options = Spoken & ProposalOptions & { inputs: string[] };

/** Puts signatures that were made on a machine without network into the file: all of them, or none. */
export default answering(async (options: Options, hre) => {
  const opened = await openProposal(options, hre);
  const { connection, file } = opened;
  const found = await scanSignatures(options.inputs, file.id);
  const state = await ApprovalState.read(connection.client, file);
  const verify = verifierFor(connection.client, file.domain.verifyingContract);
  const { put } = await verified(file, verify, (to, by) => addSignatures(to, state, by, found));
  const signed = await revise(proposalPaper(options.file), put);
  const { review } = await reviewed({ ...opened, file: signed });
  const added = found.map(({ act, key }) => ({ act, key }));
  return {
    json: { review, added },
    text: reviewText(review),
    notes: [...added.map(({ act, key }) => `signed to ${act} by key ${key}`), `wrote ${options.file}`],
  };
});
