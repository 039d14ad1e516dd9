import { accept } from "../../src/charter/review.ts";
import { groundFor } from "../ports/amendment.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { readCharter } from "../ports/charter.ts";
import type { PlaceOptions } from "../ports/place.ts";
import { acceptedText, hashesOf } from "../ui/charter.ts";

type Options = Spoken & PlaceOptions & { file: string; amendment: boolean };

/**
 * A first charter is judged by itself; an amendment by the keys, records and clock of the chain.
 * @throws `Charter.<what is wrong>` with every problem in the message
 */
export default answering(async (options: Options, hre) => {
  const { file } = options;
  const whole = await readCharter(file);
  const { parsed, context } = options.amendment
    ? await groundFor(whole, { ...options, charter: file }, hre)
    : { parsed: whole, context: { now: Math.floor(Date.now() / 1000) } };
  const { compiled, warnings } = accept(parsed, context);
  return {
    json: { ok: true, file, ...hashesOf(compiled), warnings },
    text: acceptedText(file, parsed.charter, compiled),
    notes: warnings.map(({ line, column, message }) => `${file}:${line}:${column} warning: ${message}`),
  };
});
