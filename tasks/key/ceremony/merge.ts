import { merge } from "../../../src/ceremony/sign.ts";
import { documentHash, readTranscript, write } from "../../../src/ceremony/transcript.ts";
import { writeAtomic } from "../../../src/files.ts";
import { answering, type Spoken } from "../../ports/answer.ts";
import { signedText } from "../../ui/ceremony.ts";

/** Puts the signatures of several copies of a transcript into one file. */
export default answering(
  async ({ transcript: path, copies }: Spoken & { transcript: string; copies: string[] }) => {
    const { transcript } = await readTranscript(path);
    const others = await Promise.all(copies.map(async (copy) => (await readTranscript(copy)).transcript));
    const merged = await merge(transcript, others);
    await writeAtomic(path, write(merged));
    const hash = documentHash(merged);
    return {
      json: { path, hash, signed: merged.signatures.map(({ name }) => name) },
      text: signedText(path, hash, merged),
    };
  },
);
