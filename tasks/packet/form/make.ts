import { planTransport } from "../../../src/distribution/transport.ts";
import { writeForm } from "../../../src/distribution/transport-file.ts";
import { parseDate } from "../../../src/time.ts";
import { answering, type Spoken } from "../../ports/answer.ts";
import { needed } from "../../ports/packet.ts";
import { sideFrom } from "../../ports/transport.ts";
import { formText } from "../../ui/transport.ts";

type Options = Spoken & {
  file: string;
  about: string | undefined;
  seals: string | undefined;
  carrier: string | undefined;
  from: string | undefined;
  to: string | undefined;
  expected: string | undefined;
};

export default answering(async (options: Options) => {
  const expected = parseDate(needed(options.expected, "--expected", "when it should be there at the latest"));
  const form = planTransport({
    about: needed(options.about, "--about", "what the packages hold"),
    seals: needed(options.seals, "--seals", "the numbers of the seals, between commas").split(","),
    carrier: needed(options.carrier, "--carrier", "who carries the packages"),
    from: sideFrom(options.from, "--from"),
    to: sideFrom(options.to, "--to"),
    expected: new Date(expected * 1000),
  });
  await writeForm(options.file, form, false);
  return { json: form, text: formText(options.file, form) };
});
