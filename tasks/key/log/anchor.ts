import { LOG_HEAD } from "../../../src/execution/attestation.ts";
import { anchorOf } from "../../../src/usage/log/anchor.ts";
import { type ActOptions, act } from "../../ports/act.ts";
import { answering, type Spoken } from "../../ports/answer.ts";
import { type LogOptions, logFolder } from "../../ports/log.ts";

type Options = Spoken & ActOptions & LogOptions;

/** The hash of the latest checkpoint's signed text is attested on-chain, of the log whose verifier key's hash is the subject. */
export default answering(async (options: Options, hre) => {
  const { subject, hash, checkpoint } = await anchorOf(logFolder(options));
  const { origin, size } = checkpoint;
  return act(options, hre, ({ index }) => ({
    act: { kind: "attest", about: LOG_HEAD, subject, hash, witness: index },
    words: `put the first ${size} lines of the usage log ${origin} on record (${hash})`,
    grave: false,
  }));
});
