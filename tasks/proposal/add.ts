import { isHex } from "viem";
import { addSignature } from "../../src/approval/signing.ts";
import { verified } from "../../src/approval/verified.ts";
import { verifierFor } from "../../src/approval/verify.ts";
import { BaseError } from "../../src/errors.ts";
import { revise } from "../../src/signer/paper.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { openProposal, type ProposalOptions, proposalPaper } from "../ports/proposal.ts";
import { reviewed } from "../ports/review.ts";
import { actOf } from "../ports/signing.ts";
import { keyIndexOf } from "../ports/who.ts";
import { reviewText } from "../ui/review.ts";

type Options = Spoken & ProposalOptions & { as: string; signature: string; act: string | undefined };

/** Puts a signature made elsewhere (a hardware or contract wallet) into the file, if it is what it says. @throws `Task.NotHex` */
export default answering(async (options: Options, hre) => {
  const { signature } = options;
  if (!isHex(signature)) {
    throw new BaseError({ code: "Task.NotHex", message: "the signature is not hex", fix: "write it as 0x…" });
  }
  const opened = await openProposal(options, hre);
  const { file, connection } = opened;
  const { state } = await reviewed(opened);
  const key = keyIndexOf(options.as, state.roster, opened.charter);
  const act = actOf(options.act, file, state, key);
  const verify = verifierFor(connection.client, file.domain.verifyingContract);
  const { put } = await verified(file, verify, (to, by) =>
    addSignature(to, state, by, { act, key, signature }),
  );
  const added = await revise(proposalPaper(options.file), put);
  const { review } = await reviewed({ ...opened, file: added });
  return {
    json: { review, signed: { act, key } },
    text: reviewText(review),
    notes: [`wrote ${options.file}`],
  };
});
