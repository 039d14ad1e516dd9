import { addSignature } from "../../src/approval/signing.ts";
import * as ApprovalState from "../../src/approval/state.ts";
import { verifierFor } from "../../src/approval/verify.ts";
import { BaseError } from "../../src/errors.ts";
import { readBytes } from "../../src/files.ts";
import { payloadOf } from "../../src/kit/payload.ts";
import { scanned } from "../../src/kit/scan.ts";
import type { SignatureFile } from "../../src/kit/signature.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { openProposal, type ProposalOptions, saveProposal } from "../ports/proposal.ts";
import { reviewed } from "../ports/review.ts";
import { reviewText } from "../ui/review.ts";

/** Of a picture or text. */
const MOST_BYTES = 32 * 2 ** 20;

type Options = Spoken & ProposalOptions & { inputs: string[] };

/** Puts signatures that were made on a machine without network into the file: all of them, or none. @throws `Task.OtherProposal` */
export default answering(async (options: Options, hre) => {
  const opened = await openProposal(options, hre);
  const { connection, file } = opened;
  const found = await signaturesIn(options.inputs);
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

/** @throws `Task.NotASignature`, `Frames.*`, `Picture.*`, `Payload.*`, `Files.*` */
async function signaturesIn(paths: readonly string[]): Promise<SignatureFile[]> {
  const brought = await Promise.all(
    paths.map(async (name) => ({ name, bytes: await readBytes(name, MOST_BYTES) })),
  );
  return scanned(brought).map((text) => {
    const { format, value } = payloadOf(text);
    if (format === "conclave-signature/1") return value as SignatureFile;
    throw new BaseError({
      code: "Task.NotASignature",
      message: `this is a ${format}, not a signature`,
      fix: "name what `sign` wrote on the machine without network; a key's proof goes to `key activate --proof`",
      details: { format },
    });
  });
}

function assertFor(item: SignatureFile, id: string): void {
  if (item.id === id) return;
  throw new BaseError({
    code: "Task.OtherProposal",
    message: `the signature of key ${item.key} is for proposal ${item.id}, this file is ${id}`,
    fix: "name the file that was signed",
    details: { key: item.key, expected: id, found: item.id },
  });
}
