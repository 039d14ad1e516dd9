import { refutation } from "../../../src/ceremony/verify.ts";
import { answering, type Spoken } from "../../ports/answer.ts";
import { type VerifyOptions, verified } from "../../ports/ceremony.ts";
import type { PlaceOptions } from "../../ports/place.ts";
import { verifiedText } from "../../ui/ceremony.ts";

type Options = Spoken & VerifyOptions & PlaceOptions & { transcript: string; chain: boolean };

/** Verifies a transcript; anybody can. With `--chain` its hash must be on the Conclave's record. Fails unless it is sound. */
export default answering(async (options: Options, hre) => {
  const { transcript: path } = options;
  const found = await verified(path, options);
  const record = options.chain
    ? // Loaded when it is asked for: the kit has no chain to ask.
      await (await import("../../ports/ceremony-chain.ts")).recordOf(found, options, hre)
    : undefined;
  const findings = [...found.findings, ...(record?.findings ?? [])];
  const sound = !findings.some(({ severity }) => severity === "error");
  const failure = refutation({ findings, isSound: sound }, path);
  const { transcript, hash } = found;
  return {
    json: {
      path,
      hash,
      sound,
      findings,
      ...(record === undefined ? {} : { conclave: record.conclave, attested: record.attested }),
      record: transcript.record,
      signatures: transcript.signatures,
    },
    text: verifiedText(path, hash, transcript, { findings, attested: record?.attested ?? [] }),
    ...(failure === undefined ? {} : { failure }),
  };
});
