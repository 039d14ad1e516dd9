import { BaseError } from "../../../src/errors.ts";
import { answering, type Spoken } from "../../ports/answer.ts";
import { type VerifyOptions, verified } from "../../ports/ceremony.ts";
import { verifiedText } from "../../ui/ceremony.ts";

/** Verifies a transcript; anybody can. Fails unless it is sound. */
export default answering(async (options: Spoken & VerifyOptions & { transcript: string }) => {
  const { transcript: path } = options;
  const { transcript, hash, findings, isSound } = await verified(path, options);
  const failure = new BaseError({
    code: "Ceremony.NotVerified",
    message: `${path} does not hold`,
    fix: "believe nothing of it before each error is explained by the people who were there",
    details: { errors: findings.filter(({ severity }) => severity === "error").map(({ code }) => code) },
  });
  return {
    json: {
      path,
      hash,
      sound: isSound,
      findings,
      record: transcript.record,
      signatures: transcript.signatures,
    },
    text: verifiedText(path, hash, transcript, findings),
    ...(isSound ? {} : { failure }),
  };
});
