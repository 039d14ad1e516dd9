import { refutation } from "../../src/ceremony/verify.ts";
import { answering, type Spoken } from "../../tasks/ports/answer.ts";
import { type VerifyOptions, verified } from "../../tasks/ports/ceremony.ts";
import { verifiedText } from "../../tasks/ui/ceremony.ts";

/** As `key ceremony verify`, which can ask the chain for the transcript's hash as well. */
export default answering(async (options: Spoken & VerifyOptions & { transcript: string }) => {
  const { transcript: path } = options;
  const { transcript, hash, findings, isSound } = await verified(path, options);
  const failure = refutation({ findings, isSound }, path);
  const { record, signatures } = transcript;
  return {
    json: { path, hash, sound: isSound, findings, record, signatures },
    text: verifiedText(path, hash, transcript, { findings, attested: [] }),
    ...(failure === undefined ? {} : { failure }),
  };
});
