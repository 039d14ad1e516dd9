import { verified } from "../../../src/approval/verified.ts";
import { verifierFor } from "../../../src/approval/verify.ts";
import { rosterOf } from "../../../src/chain/standing.ts";
import * as ChainState from "../../../src/chain/state.ts";
import { reviewerIn, roleOf } from "../../../src/role/review/decide.ts";
import { addSignature, keyOf } from "../../../src/role/review/sign.ts";
import { revise } from "../../../src/signer/paper.ts";
import { answering, type Spoken } from "../../ports/answer.ts";
import { connectTo, type NetworkOptions } from "../../ports/network.ts";
import { readReview, reviewPaper } from "../../ports/review-file.ts";
import { readSignature } from "../../ports/safe.ts";
import { reviewText } from "../../ui/role-review.ts";

type Options = Spoken &
  NetworkOptions & { file: string; as: string; role: string | undefined; signature: string };

/** Puts a reviewer's signature made elsewhere (a hardware or contract wallet) into the file, if it is what it says. */
export default answering(async (options: Options, hre) => {
  const signature = readSignature(options.signature);
  const file = await readReview(options.file);
  const role = roleOf(file, options.role);
  const reviewer = reviewerIn(role, options.as);
  const connection = await connectTo(options, hre, file.domain.chainId);
  const roster = rosterOf(await ChainState.read(connection, file.conclave));
  const key = keyOf(roster, reviewer.key);
  const verify = verifierFor(connection.client, file.domain.verifyingContract);
  const { put } = await verified(file, verify, (to, by) =>
    addSignature(to, roleOf(to, options.role), { reviewer, key, signature }, by),
  );
  const added = await revise(reviewPaper(options.file), put);
  return { json: { file: added }, text: reviewText(added), notes: [`wrote ${options.file}`] };
});
