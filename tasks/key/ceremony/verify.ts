import { refutation } from "../../../src/ceremony/verify.ts";
import { wordsFrom } from "../../../src/charter/words.ts";
import { answering, type Spoken } from "../../ports/answer.ts";
import { type VerifyOptions, verified } from "../../ports/ceremony.ts";
import { recordOf } from "../../ports/ceremony-record.ts";
import { type PlaceOptions, placeOf } from "../../ports/place.ts";
import { verifiedText } from "../../ui/ceremony.ts";

type Options = Spoken & VerifyOptions & PlaceOptions & { transcript: string; chain: boolean };

/** Verifies a transcript; anybody can. With `--chain` its hash must be on the Conclave's record. Fails unless it is sound. */
export default answering(async (options: Options, hre) => {
  const { transcript: path } = options;
  const found = await verified(path, options);
  const chain = options.chain ? await placeOf(options, hre) : undefined;
  const record =
    chain === undefined
      ? { findings: [], attested: [] }
      : await recordOf(found, { ...chain, words: wordsFrom(chain.parsed?.charter ?? null) });
  const findings = [...found.findings, ...record.findings];
  const sound = !findings.some(({ severity }) => severity === "error");
  const failure = refutation({ findings, isSound: sound }, path);
  const { transcript, hash } = found;
  return {
    json: {
      path,
      hash,
      sound,
      findings,
      ...(chain === undefined ? {} : { conclave: chain.conclave, attested: record.attested }),
      record: transcript.record,
      signatures: transcript.signatures,
    },
    text: verifiedText(path, hash, transcript, { findings, attested: record.attested }),
    ...(failure === undefined ? {} : { failure }),
  };
});
