import { groundFor, judged } from "../ports/amendment.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { readCharter } from "../ports/charter.ts";
import type { PlaceOptions } from "../ports/place.ts";
import { list, sections } from "../ui/table.ts";

type Options = Spoken & PlaceOptions & { file: string };

export default answering(async (options: Options, hre) => {
  const { file } = options;
  const parsed = await readCharter(file);
  const ground = await groundFor(parsed, { ...options, charter: file }, hre);
  const { differences, problems } = judged(parsed, ground);
  const changes = differences.map(({ sentence }) => sentence);
  const refusals = problems.map(({ line, column, message }) => `${file}:${line}:${column} ${message}`);
  return {
    json: { same: differences.length === 0, differences, problems },
    text:
      differences.length === 0
        ? `${file} says what is on-chain`
        : sections(
            list(`${file} changes of what is on-chain`, changes),
            list("the Conclave would refuse it", refusals),
          ),
  };
});
