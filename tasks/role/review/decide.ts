import {
  type Decided,
  decide,
  deciderIn,
  memberIn,
  roleOf,
  type Verdict,
} from "../../../src/role/review/decide.ts";
import { oneLine } from "../../../src/role/review/line.ts";
import type { ReviewFile } from "../../../src/role/review/schema.ts";
import { revise } from "../../../src/signer/paper.ts";
import { answering, type Spoken } from "../../ports/answer.ts";
import { reviewPaper } from "../../ports/review-file.ts";
import { reviewText } from "../../ui/role-review.ts";

type Options = Spoken & {
  file: string;
  as: string | undefined;
  role: string | undefined;
  keep: string | undefined;
  drop: string | undefined;
  reason: string;
};

/** Writes decisions into the file. Asks no node. */
export default answering(async (options: Options) => {
  let fallen: Decided["fallen"] = [];
  const decided = await revise(reviewPaper(options.file), (file) => {
    const found = decideIn(file, options);
    fallen = found.fallen;
    return found.file;
  });
  return {
    json: { file: decided, fallen },
    text: reviewText(decided),
    notes: [
      ...fallen.map((reviewer) => `the signature of ${reviewer} was taken out: it was over another decision`),
      `wrote ${options.file}; next: hardhat role review sign ${options.file} --key <label>`,
    ],
  };
});

function decideIn(file: ReviewFile, options: Options): Decided {
  const role = roleOf(file, options.role);
  const verdicts = (list: string | undefined, keep: boolean): Verdict[] =>
    (list ?? "")
      .split(",")
      .map((name) => name.trim())
      .filter((name) => name !== "")
      .map((name) => ({ account: memberIn(role, name).account, keep, reason: oneLine(options.reason) }));
  return decide(file, role, deciderIn(role, options.as), [
    ...verdicts(options.keep, true),
    ...verdicts(options.drop, false),
  ]);
}
