import { review } from "../../src/approval/review.ts";
import { claimedState, offlineVerify } from "../../src/kit/claims.ts";
import { grounds } from "../../src/kit/grounds.ts";
import { outline } from "../../src/kit/outline.ts";
import { answering, type Spoken } from "../../tasks/ports/answer.ts";
import { reviewText } from "../../tasks/ui/review.ts";
import { sections } from "../../tasks/ui/table.ts";
import { type Brought, type BroughtOptions, readBrought, readClaims } from "../reading.ts";
import { groundsText, outlineText } from "../text.ts";

type Options = Spoken & BroughtOptions & { state: string | undefined };

export default answering(async (options: Options) => {
  const claims = options.state === undefined ? undefined : await readClaims(options.state);
  const { json, text } = await inspected(await readBrought(options, claims));
  return { json, text };
});

/** A proposal as it can be told here: by itself, or against what is claimed of the chain. */
export async function inspected({ file, claims, charter }: Brought) {
  const found = grounds(file, claims, charter, Math.floor(Date.now() / 1000));
  if (claims === undefined) {
    const told = await outline(file, charter);
    return { json: { outline: told, ...found }, text: sections(outlineText(told), groundsText(found)) };
  }
  const means = { verify: offlineVerify, ...(charter === undefined ? {} : { charter }) };
  const told = await review(file, claimedState(claims, file), means);
  return { json: { review: told, ...found }, text: sections(reviewText(told), groundsText(found)) };
}
