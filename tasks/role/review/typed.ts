import { pretty } from "../../../src/canonical.ts";
import { reviewerIn, roleOf } from "../../../src/role/review/decide.ts";
import { ballots } from "../../../src/role/review/sign.ts";
import { prepare } from "../../../src/signer/message.ts";
import { answering, type Spoken } from "../../ports/answer.ts";
import { openReview, type ReviewFileOptions } from "../../ports/role-review.ts";
import { ballotText } from "../../ui/role-review.ts";

type Options = Spoken & ReviewFileOptions & { as: string; role: string | undefined };

/** The typed data that a wallet of one's own takes (`eth_signTypedData_v4`), once this machine's node agrees with the file. */
export default answering(async (options: Options, hre) => {
  const { file, review } = await openReview(options, hre);
  const role = roleOf(file, options.role);
  const found = ballots(file, review, reviewerIn(role, options.as).account, String(role.id));
  const [ballot] = found.ballots.map(({ typed }) => prepare(typed));
  return {
    json: ballot?.typed ?? null,
    text: ballot === undefined ? "" : pretty(ballot.typed).trimEnd(),
    notes: [ballotText(file, found), `digest ${ballot?.digest}`],
  };
});
