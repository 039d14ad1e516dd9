import { decide, memberIn, reviewerIn, roleOf, type Verdict } from "../../../src/role/review/decide.ts";
import { oneLine } from "../../../src/role/review/line.ts";
import { answering, type Spoken } from "../../ports/answer.ts";
import { readReview, saveReview } from "../../ports/role-review.ts";
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
  const file = await readReview(options.file);
  const role = roleOf(file, options.role);
  const by = role.reviewer === 0n && options.as === undefined ? null : reviewerIn(role, options.as);
  const verdicts = (list: string | undefined, keep: boolean): Verdict[] =>
    (list ?? "")
      .split(",")
      .map((name) => name.trim())
      .filter((name) => name !== "")
      .map((name) => ({ account: memberIn(role, name).account, keep, reason: oneLine(options.reason) }));
  const { file: decided, fallen } = decide(file, role, by, [
    ...verdicts(options.keep, true),
    ...verdicts(options.drop, false),
  ]);
  await saveReview(options.file, decided);
  return {
    json: { file: decided, fallen },
    text: reviewText(decided),
    notes: [
      ...fallen.map((reviewer) => `the signature of ${reviewer} was taken out: it was over another decision`),
      `wrote ${options.file}; next: hardhat role review sign ${options.file} --key <label>`,
    ],
  };
});
