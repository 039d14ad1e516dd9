import type { Charter } from "../../../src/charter/schema.ts";
import { roleIdOf } from "../../../src/role/review/members.ts";
import { parseDuration } from "../../../src/time.ts";
import { answering, type Spoken } from "../../ports/answer.ts";
import { saveNewReview } from "../../ports/review-file.ts";
import { groundOf, type ReviewOptions, reviewed } from "../../ports/role-review.ts";
import { reviewText } from "../../ui/role-review.ts";

type Options = Spoken &
  ReviewOptions & {
    role: string | undefined;
    since: string | undefined;
    validFor: string | undefined;
    world: string | undefined;
    out: string;
  };

/** Writes the file that reviewers decide in. Reads only; needs no key. */
export default answering(async (options: Options, hre) => {
  const { review, charter } = await reviewed(options, hre, async (known: Charter | undefined) => ({
    ...(await groundOf(options)),
    ...(options.role === undefined
      ? {}
      : { roles: options.role.split(",").map((name) => roleIdOf(known ?? null, name.trim())) }),
    ...(options.validFor === undefined ? {} : { validFor: parseDuration(options.validFor) }),
  }));
  await saveNewReview(options.out, review);
  return {
    json: { path: options.out, file: review },
    text: reviewText(review),
    notes: [
      ...(charter === undefined ? ["no charter: people and keys are told by their numbers"] : []),
      `wrote ${options.out}; next: hardhat role review decide ${options.out} --as <label> --keep <members> --drop <members>`,
    ],
  };
});
