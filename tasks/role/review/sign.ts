import { verified } from "../../../src/approval/verified.ts";
import { verifierFor } from "../../../src/approval/verify.ts";
import { rosterOf } from "../../../src/chain/standing.ts";
import * as ChainState from "../../../src/chain/state.ts";
import { identity } from "../../../src/charter/roster.ts";
import { addSignatures, ballots, keyOf } from "../../../src/role/review/sign.ts";
import { revise } from "../../../src/signer/paper.ts";
import { answering, type Spoken } from "../../ports/answer.ts";
import { reviewPaper } from "../../ports/review-file.ts";
import { openReview, type ReviewFileOptions } from "../../ports/role-review.ts";
import { type KeyOptions, rosterSigner } from "../../ports/signer.ts";
import { confirm } from "../../ui/confirm.ts";
import { ballotText, reviewText } from "../../ui/role-review.ts";

type Options = Spoken & ReviewFileOptions & KeyOptions & { role: string | undefined; yes: boolean };

/** Shows what is decided and what this machine's node says of it, then signs, one signature for each role. */
export default answering(async (options: Options, hre) => {
  const { file, review, connection, charter } = await openReview(options, hre);
  const roster = rosterOf(await ChainState.read(connection, file.conclave));
  const { index, signer } = await rosterSigner(options, roster);
  const key = keyOf(roster, index);
  const found = ballots(file, review, identity(key), options.role);
  const label = signer.describe().label;
  await confirm(ballotText(file, found), `sign these decisions with ${label}`, options.yes);
  const verify = verifierFor(connection.client, file.domain.verifyingContract);
  const made: Parameters<typeof addSignatures>[1][number][] = [];
  for (const { role, reviewer, typed } of found.ballots)
    made.push({ role: String(role.id), reviewer, key, signature: await signer.signTypedData(typed) });
  const { put } = await verified(file, verify, (to, by) => addSignatures(to, made, by));
  const signed = await revise(reviewPaper(options.file), put);
  return {
    json: { file: signed, signed: found.ballots.map(({ role }) => role.id), warnings: found.warnings },
    text: reviewText(signed),
    notes: [
      ...(charter === undefined ? ["no charter: the file alone says which RoleManager it is about"] : []),
      ...found.warnings,
      `wrote ${options.file}; next: hardhat role review submit ${options.file}`,
    ],
  };
});
