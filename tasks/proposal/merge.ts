import { merge } from "../../src/approval/signing.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { readProposal, saveProposal } from "../ports/proposal.ts";

/** Puts the signatures of several copies into one file. Verified afterwards, by `approve` and `submit`, as every file is. */
export default answering(async ({ file, copies }: Spoken & { file: string; copies: string[] }) => {
  const merged = merge(await Promise.all([file, ...copies].map(readProposal)));
  await saveProposal(file, merged);
  return {
    json: { path: file, signatures: merged.signatures.length },
    text: `${file} now carries ${merged.signatures.length} signatures`,
  };
});
