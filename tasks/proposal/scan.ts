import { addSignature } from "../../src/approval/signing.ts";
import * as ApprovalState from "../../src/approval/state.ts";
import { verifierFor } from "../../src/approval/verify.ts";
import { BaseError } from "../../src/errors.ts";
import { readJson } from "../../src/files.ts";
import { type SignatureFile, signatureFileSchema } from "../../src/kit/signature.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { openProposal, type ProposalOptions, saveProposal } from "../ports/proposal.ts";
import { reviewed } from "../ports/review.ts";
import { reviewText } from "../ui/review.ts";

type Options = Spoken & ProposalOptions & { inputs: string[] };

/** Puts signatures that were made on a machine without network into the file: all of them, or none. @throws `Task.OtherProposal` */
export default answering(async (options: Options, hre) => {
  const opened = await openProposal(options, hre);
  const { connection, file } = opened;
  const found = await Promise.all(options.inputs.map((path) => readJson(path, signatureFileSchema)));
  const state = await ApprovalState.read(connection.client, file);
  const verify = verifierFor(connection.client, file.domain.verifyingContract);
  let signed = file;
  for (const item of found) {
    assertFor(item, file.id);
    signed = await addSignature(signed, state, verify, item);
  }
  await saveProposal(options.file, signed);
  const { review } = await reviewed({ ...opened, file: signed });
  const added = found.map(({ act, key }) => ({ act, key }));
  return {
    json: { review, added },
    text: reviewText(review),
    notes: [...added.map(({ act, key }) => `signed to ${act} by key ${key}`), `wrote ${options.file}`],
  };
});

function assertFor(item: SignatureFile, id: string): void {
  if (item.id === id) return;
  throw new BaseError({
    code: "Task.OtherProposal",
    message: `the signature of key ${item.key} is for proposal ${item.id}, this file is ${id}`,
    fix: "name the file that was signed",
    details: { key: item.key, expected: id, found: item.id },
  });
}
