import { merge } from "../../src/approval/signing.ts";
import { revise } from "../../src/signer/paper.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { proposalPaper, readProposal } from "../ports/proposal.ts";

/** Puts the signatures of several copies into one file. Verified afterwards, by `approve` and `submit`, as every file is. */
export default answering(async ({ file, copies }: Spoken & { file: string; copies: string[] }) => {
  const others = await Promise.all(copies.map(readProposal));
  const merged = await revise(proposalPaper(file), (own) => merge([own, ...others]));
  return {
    json: { path: file, signatures: merged.signatures.length },
    text: `${file} now carries ${merged.signatures.length} signatures`,
  };
});
