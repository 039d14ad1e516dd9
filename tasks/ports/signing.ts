import { addSignature, prepare } from "../../src/approval/signing.ts";
import type { State } from "../../src/approval/state.ts";
import { type Verified, verified } from "../../src/approval/verified.ts";
import { verifierFor } from "../../src/approval/verify.ts";
import type { Connection } from "../../src/chain/client.ts";
import type { Act } from "../../src/charter/quorum.ts";
import { rolesFor } from "../../src/charter/quorum.ts";
import { BaseError } from "../../src/errors.ts";
import type { ProposalFile } from "../../src/proposal/file.ts";
import { tierOf } from "../../src/proposal/proposal.ts";
import type { RosterSigner } from "./signer.ts";

/**
 * Has a key sign a proposal for one act, if the signature could count. Nothing is opened or asked before that is certain.
 * @throws what `prepare`, signing and `addSignature` throw
 */
export async function sign(
  { client }: Connection,
  file: ProposalFile,
  state: State,
  act: Act,
  { index: key, signer }: RosterSigner,
): Promise<Verified<ProposalFile>> {
  const signature = await signer.signTypedData(prepare(file, state, { act, key }));
  const verify = verifierFor(client, file.domain.verifyingContract);
  return verified(file, verify, (to, by) => addSignature(to, state, by, { act, key, signature }));
}

/**
 * What a key is to sign if it was not said: what its roles allow in the tier; of two, to propose if nobody has yet.
 * @throws `Task.BadAct`
 */
export function actOf(named: string | undefined, file: ProposalFile, state: State, key: number): Act {
  if (named === "propose" || named === "approve" || named === "test") return named;
  if (named !== undefined) {
    throw new BaseError({
      code: "Task.BadAct",
      message: `nobody can "${named}" a proposal`,
      fix: "use propose, approve or test",
    });
  }
  const tier = state.roster.tiers[tierOf(file.proposal.lane)];
  const roles = state.roster.keys[key]?.roles ?? 0;
  const may = (act: Act) => tier !== undefined && (roles & rolesFor(act, tier)) !== 0;
  const isProposed = file.signatures.some(({ act }) => act === "propose");
  if (may("propose") && (!isProposed || !may("approve"))) return "propose";
  return may("test") && !may("approve") ? "test" : "approve";
}
