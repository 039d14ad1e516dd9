import { BaseError } from "../../../src/errors.ts";
import { FAILURES, type Failure, failures, list, type ReviewList } from "../../../src/role/review/list.ts";
import { parseDuration } from "../../../src/time.ts";
import { answering, type Spoken } from "../../ports/answer.ts";
import { groundOf, type ReviewOptions, reviewed } from "../../ports/role-review.ts";
import { reviewListText } from "../../ui/role-review.ts";

type Options = Spoken &
  ReviewOptions & {
    since: string | undefined;
    world: string | undefined;
    within: string;
    failOn: string;
  };

/** What waits for reviewers. Reads only; exit code 1 as `--fail-on` says. */
export default answering(async (options: Options, hre) => {
  const limit = limitOf(options.failOn);
  const { review } = await reviewed(options, hre, () => groundOf(options));
  const found = list(review, parseDuration(options.within));
  const failure = limit === null ? undefined : failureOf(found, limit);
  return { json: found, text: reviewListText(found), ...(failure === undefined ? {} : { failure }) };
});

function limitOf(text: string): Failure | null {
  if (text === "none") return null;
  const found = FAILURES.find((one) => one === text);
  if (found !== undefined) return found;
  throw new BaseError({
    code: "Task.BadReviewLimit",
    message: `--fail-on does not know "${text}"`,
    fix: `use ${FAILURES.join(", ")} or none`,
  });
}

function failureOf(found: ReviewList, limit: Failure): BaseError | undefined {
  const bad = failures(found, limit);
  if (bad.length === 0) return undefined;
  return new BaseError({
    code: "RoleReview.Waiting",
    message: `reviewers are waited for: ${bad.join(", ")}`,
    fix: "prepare a review with `role review prepare`, and decide, sign and submit it",
    details: { limit, found: bad },
  });
}
