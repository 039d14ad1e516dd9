import { keccak256, toBytes } from "viem";
import { BaseError } from "../../../src/errors.ts";
import { LOG_HEAD } from "../../../src/execution/acts.ts";
import { openCheckpoint } from "../../../src/usage/log/checkpoint.ts";
import { keptCheckpoints, readLogKey } from "../../../src/usage/log/key.ts";
import { pathsOf } from "../../../src/usage/log/place.ts";
import { refutation, verifyLog } from "../../../src/usage/log/verify.ts";
import { type ActOptions, act } from "../../ports/act.ts";
import { answering, type Spoken } from "../../ports/answer.ts";
import { type LogOptions, logFolder } from "../../ports/log.ts";

type Options = Spoken & ActOptions & LogOptions;

/** The hash of the latest checkpoint's signed text is attested on-chain, of the log whose verifier key's hash is the subject. */
export default answering(async (options: Options, hre) => {
  const folder = logFolder(options);
  const { verifier, publicKey } = await readLogKey(folder);
  const refuted = refutation(folder, (await verifyLog(folder)).flaws);
  if (refuted !== undefined) throw refuted;
  const latest = (await keptCheckpoints(pathsOf(folder).checkpoints, publicKey)).at(-1);
  if (latest === undefined) {
    throw new BaseError({
      code: "Log.NothingToAnchor",
      message: "no checkpoint of this log was signed yet",
      fix: "sign one with `key log checkpoint`",
      details: { folder },
    });
  }
  const { text, origin, size } = openCheckpoint(latest.note, publicKey);
  const [subject, hash] = [keccak256(toBytes(verifier)), keccak256(toBytes(text))];
  return act(options, hre, ({ index }) => ({
    act: { kind: "attest", about: LOG_HEAD, subject, hash, witness: index },
    words: `put the first ${size} lines of the usage log ${origin} on record (${hash})`,
    grave: false,
  }));
});
