import { rosterOf } from "../../src/chain/standing.ts";
import { BaseError } from "../../src/errors.ts";
import { readText, writeAtomic } from "../../src/files.ts";
import { offlineVerify, proposedRoster } from "../../src/kit/claims.ts";
import { parse } from "../../src/proposal/file.ts";
import * as Activation from "../../src/role/activation.ts";
import { formatDate } from "../../src/time.ts";
import { answering, type Spoken } from "../../tasks/ports/answer.ts";
import { type KeyOptions, rosterSigner } from "../../tasks/ports/signer.ts";
import { facts, sections } from "../../tasks/ui/table.ts";
import { readClaims } from "../reading.ts";

type Options = Spoken &
  Omit<KeyOptions, "key"> & {
    label: string;
    state: string | undefined;
    proposal: string | undefined;
    out: string | undefined;
  };

/** The key signs that it is held, for a roster that has it. @throws `Kit.ProofUnsound` if the signature does not prove it */
export default answering(async (options: Options) => {
  const claims = await readClaims(options.state);
  const roster =
    options.proposal === undefined
      ? rosterOf(claims)
      : proposedRoster(claims, parse(await readText(options.proposal)));
  const { index, signer } = await rosterSigner({ ...options, key: options.label }, roster);
  const { domain } = claims;
  const proof = await Activation.prove(claims, roster, index, signer);
  const flaw = await Activation.flaw(proof, { domain, roster, now: claims.block.timestamp }, offlineVerify);
  if (flaw !== null) throw unsound(flaw);
  const path = options.out ?? `${options.label}.activation.json`;
  await writeAtomic(path, Activation.stringify(proof), { overwrite: false });
  return {
    json: { path, proof },
    text: sections(
      facts([
        ["proof", path],
        ["of key", `${options.label}, index ${index}`],
        ["Conclave", `${domain.verifyingContract} on chain ${domain.chainId}`],
        ["good until", formatDate(proof.deadline)],
      ]),
      "Carry it back: `hardhat key activate <index> --proof` takes the key into use, and plans take proofs along.",
    ),
  };
});

function unsound(why: string): BaseError {
  return new BaseError({
    code: "Kit.ProofUnsound",
    message: `the proof would not be taken: ${why}`,
    fix: "this machine computes wrongly: use another",
    details: { why },
  });
}
