import { prepare } from "../../src/approval/signing.ts";
import { approve as approveOnChain } from "../../src/execution/register.ts";
import { revise } from "../../src/signer/paper.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { openProposal, type ProposalOptions, proposalPaper } from "../ports/proposal.ts";
import { repetition, reviewed } from "../ports/review.ts";
import { type SenderOptions, withSender } from "../ports/sender.ts";
import { type KeyOptions, rosterSigner } from "../ports/signer.ts";
import { actOf, sign } from "../ports/signing.ts";
import { confirm } from "../ui/confirm.ts";
import { reviewText } from "../ui/review.ts";

type Options = Spoken &
  ProposalOptions &
  KeyOptions &
  SenderOptions & { act: string | undefined; yes: boolean; repeat: boolean; onChain: boolean };

/** Shows everything, recomputed; signs only with `--key`, and then only with `--yes` or a yes at the terminal. */
export default answering(async (options: Options, hre) => {
  const opened = await openProposal(options, hre);
  const { file, connection } = opened;
  const { state, review } = await reviewed(opened, options.repeat ? await repetition(options, hre) : {});
  const shown = reviewText(review);
  if (options.key === undefined) return { json: { review, signed: null }, text: shown };
  const signer = await rosterSigner(options, state.roster);
  const { label } = signer.signer.describe();
  const act = options.onChain ? "approve" : actOf(options.act, file, state, signer.index);
  prepare(file, state, { act, key: signer.index });
  await confirm(shown, `${act} it with ${label}`, options.yes);
  if (options.onChain) {
    const own = {
      ...options,
      submitter: options.key,
      submitterPasswordFile: options.passwordFile,
      submitterPasswordFd: options.passwordFd,
    };
    const { transactionHash } = await withSender(own, connection, (sender) =>
      approveOnChain(sender, file, signer.index),
    );
    return {
      json: { review, signed: { act, key: signer.index, transaction: transactionHash } },
      text: `approved on-chain: ${transactionHash}`,
    };
  }
  const { put } = await sign(connection, file, state, act, signer);
  const signed = await revise(proposalPaper(options.file), put);
  // What was simulated again above need not be once more.
  const after = { ...(await reviewed({ ...opened, file: signed })).review, simulation: review.simulation };
  return {
    json: { review: after, signed: { act, key: signer.index } },
    text: reviewText(after),
    notes: [`signed to ${act} by ${label}; wrote ${options.file}`],
  };
});
