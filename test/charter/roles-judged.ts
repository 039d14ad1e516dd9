import { parse } from "../../src/charter/parse.ts";
import { review } from "../../src/charter/review.ts";
import { NOW } from "./sample.ts";

export const CONTEXT = { now: NOW };

/** Code and field of what is wrong with a charter's roles, and of what is remarked on. */
export function judge(text: string) {
  const { roleProblems, warnings } = review(parse(text), CONTEXT);
  const brief = ({ code, path }: (typeof warnings)[number]) => [code, path];
  return { problems: roleProblems.map(brief), remarks: warnings.map(brief), said: roleProblems[0]?.message };
}

type Edit = readonly [from: string, to: string];
/** A title, the code and field that are expected, and the edits of the sample that bring them about. */
export type Case = readonly [what: string, code: string, path: string, ...edits: Edit[]];

/** With a title for each. */
export const named = (cases: readonly Case[]) => cases.map((one) => ({ what: one[0], one }));
