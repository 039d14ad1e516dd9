import { getAddress, zeroAddress } from "viem";
import { keyHash } from "../../src/charter/roster.ts";
import { BaseError } from "../../src/errors.ts";
import { CEREMONY } from "../../src/execution/attestation.ts";
import { readKeyFile } from "../../src/signer/key-file.ts";
import { type ActOptions, act } from "../ports/act.ts";
import { type Answer, answering, type Spoken } from "../ports/answer.ts";
import { ceremonyHash } from "../ports/ceremony-record.ts";
import { activateByProof } from "../ports/proof.ts";
import { keeping, passwordFor } from "../ports/secret.ts";
import { keyPath } from "../ports/signer.ts";

type Options = Spoken &
  Omit<ActOptions, "key" | "yes"> & {
    label: string;
    proof: string | undefined;
    ceremony: string | undefined;
    software: string | undefined;
  };

/**
 * A key takes itself into use, by a signature that proves it is held: made now, or brought from where there is no network. With `--ceremony` it then puts on record at which ceremony it was
 * made; the transcript is verified before anything is sent. @throws `Task.ProofAndCeremony`, what `ceremonyHash` and `act` throw
 */
export default answering(async (options: Options, hre) => {
  const { label, proof, ceremony, software } = options;
  if (proof !== undefined) {
    if (ceremony !== undefined) throw elsewhere(label);
    return activateByProof({ ...options, proof }, hre);
  }
  const own = { ...options, key: label, yes: true };
  const kept = keeping(passwordFor(options, label));
  const activate = () =>
    act(
      own,
      hre,
      ({ index }) => ({
        act: { kind: "activate", key: index },
        words: `activate key ${label}`,
        grave: false,
      }),
      kept.ask,
    );
  try {
    if (ceremony === undefined) return await activate();
    const { address = zeroAddress } = await readKeyFile(keyPath(options.keys, label));
    const hash = await ceremonyHash(ceremony, software, getAddress(address));
    const activated = await activate();
    const attested = await act(
      own,
      hre,
      ({ index, roster }) => {
        const key = roster.keys[index];
        const subject = key ? keyHash(key) : "0x";
        return {
          act: { kind: "attest", about: CEREMONY, subject, hash, witness: index },
          words: `put on record that key ${label} was made at the ceremony ${hash}`,
          grave: false,
        };
      },
      kept.ask,
    );
    return both(activated, attested);
  } finally {
    kept.wipe();
  }
});

function both(activated: Answer, attested: Answer): Answer {
  return {
    json: { ...(activated.json as object), attested: attested.json },
    text: `${activated.text}\n${attested.text}`,
  };
}

function elsewhere(label: string): BaseError {
  return new BaseError({
    code: "Task.ProofAndCeremony",
    message: "a key that is elsewhere cannot put its ceremony on record here",
    fix: `activate it by its proof, then have a witness run \`key attest ${label} <transcript> --about ceremony\``,
  });
}
