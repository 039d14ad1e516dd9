import { rosterOf } from "../../src/chain/standing.ts";
import type { ChainState } from "../../src/chain/state-schema.ts";
import type { Roster } from "../../src/charter/model.ts";
import * as RosterCodec from "../../src/charter/roster.ts";
import { BaseError } from "../../src/errors.ts";
import { readText, writeAtomic } from "../../src/files.ts";
import { offlineVerify } from "../../src/kit/claims.ts";
import * as Documents from "../../src/proposal/documents.ts";
import { checkDomain, parse } from "../../src/proposal/file.ts";
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
    options.proposal === undefined ? rosterOf(claims) : await nextRoster(options.proposal, claims);
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

/** @throws `Kit.NoRoster`, `ProposalFile.*` */
async function nextRoster(path: string, claims: ChainState): Promise<Roster> {
  const file = parse(await readText(path));
  checkDomain(file, claims.domain);
  const at = Documents.named(file.domain.verifyingContract, file.proposal.calls).findIndex(
    ({ name }) => name === "amendRoster",
  );
  const document = file.documents[at]?.document;
  if (document !== undefined) return RosterCodec.decode(document);
  throw new BaseError({
    code: "Kit.NoRoster",
    message: `${path} enters no key: it does not change the roster`,
    fix: "name the amendment that enters the key, or leave --proposal out if the roster has it",
    details: { path },
  });
}

function unsound(why: string): BaseError {
  return new BaseError({
    code: "Kit.ProofUnsound",
    message: `the proof would not be taken: ${why}`,
    fix: "this machine computes wrongly: use another",
    details: { why },
  });
}
