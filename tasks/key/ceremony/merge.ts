import { mergeFiles } from "../../../src/ceremony/sign.ts";
import { documentHash } from "../../../src/ceremony/transcript.ts";
import { answering, type Spoken } from "../../ports/answer.ts";
import { signedText } from "../../ui/ceremony.ts";

/** Puts the signatures of several copies of a transcript into one file. */
export default answering(
  async ({ transcript: path, copies }: Spoken & { transcript: string; copies: string[] }) => {
    const merged = await mergeFiles(path, copies);
    const hash = documentHash(merged);
    return {
      json: { path, hash, signed: merged.signatures.map(({ name }) => name) },
      text: signedText(path, hash, merged),
    };
  },
);
