import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import * as ChainState from "../../src/chain/state.ts";
import { BaseError } from "../../src/errors.ts";
import { emergency } from "../../src/execution/submit.ts";
import { revise } from "../../src/signer/paper.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { type DraftOptions, draft } from "../ports/draft.ts";
import { type PlaceOptions, placeOf } from "../ports/place.ts";
import { type Opened, openProposal, proposalPaper, saveNewProposal } from "../ports/proposal.ts";
import { reviewed } from "../ports/review.ts";
import { type SenderOptions, withSender } from "../ports/sender.ts";
import { type KeyOptions, rosterSigner } from "../ports/signer.ts";
import { actOf, sign } from "../ports/signing.ts";
import { type SourceOptions, writtenChange } from "../ports/source.ts";
import { confirm } from "../ui/confirm.ts";
import { titleOf } from "../ui/created.ts";
import { submittedText, transactionOf } from "../ui/operation.ts";
import { reviewText } from "../ui/review.ts";

type Options = Spoken &
  PlaceOptions &
  KeyOptions &
  SenderOptions &
  SourceOptions &
  DraftOptions & { file: string; folder: string; out: string | undefined; yes: boolean };

/** Signs with `--key` and, once nobody else is needed, runs it in one transaction. Else it writes the file for the second person. */
export default answering(async (options: Options, hre) => {
  const opened = options.file === "" ? await drafted(options, hre) : await openProposal(options, hre);
  const { connection } = opened;
  const first = await reviewed(opened);
  const tier = first.state.roster.tiers[first.review.lane.tier];
  if (tier?.delay !== 0) throw notAnEmergency(first.review.tier);
  await confirm(reviewText(first.review), "sign and run it at once", options.yes);
  const signed = options.key === undefined ? undefined : await consent();
  let file = signed?.document ?? opened.file;
  let { review } = await reviewed({ ...opened, file });
  if (!review.complete && options.file !== "" && signed !== undefined) {
    // Somebody else may have signed meanwhile: then nobody is needed any more.
    file = await revise(proposalPaper(options.file), signed.put);
    ({ review } = await reviewed({ ...opened, file }));
  }
  if (!review.complete) {
    const path = options.file === "" ? await saveNewProposal(options, file) : options.file;
    return {
      json: { path, executed: false, missing: review.missing },
      text: reviewText(review),
      notes: [`wrote ${path}: one more person signs with \`hardhat emergency ${path} --key <label>\``],
    };
  }
  const submitted = await withSender(options, connection, (sender) => emergency(sender, file));
  return {
    json: { id: file.id, executed: submitted.executed, transaction: transactionOf(submitted.receipt) },
    text: submittedText(options.file, submitted),
  };

  async function consent() {
    const { roster } = first.state;
    const signer = await rosterSigner(options, roster);
    const act = actOf(undefined, opened.file, first.state, signer.index);
    return sign(connection, opened.file, first.state, act, signer);
  }
});

async function drafted(options: Options, hre: HardhatRuntimeEnvironment): Promise<Opened> {
  const { connection, conclave, parsed } = await placeOf(options, hre);
  const charter = parsed?.charter;
  const change = await writtenChange(options, conclave, charter);
  if (change === undefined) {
    throw new BaseError({
      code: "Task.NothingToRun",
      message: "what shall run? neither a proposal file nor --to is given",
      fix: 'name a file, or write for instance: --to vault --function "pause()"',
    });
  }
  const state = await ChainState.read(connection, conclave);
  const file = draft(state, change, titleOf(change, []), { ...options, noDelay: true }, charter);
  return { file, connection, ...(charter === undefined ? {} : { charter }) };
}

function notAnEmergency(tier: string): BaseError {
  return new BaseError({
    code: "Task.NotAnEmergency",
    message: `this belongs to ${tier}, which has a delay: no tier without one lists exactly this call`,
    fix: "propose it as usual, or list the exact call under `emergency` in the charter beforehand",
  });
}
