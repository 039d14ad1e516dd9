import { review } from "../../src/charter/review.ts";
import { judged } from "../../src/execution/amendment.ts";
import { difference } from "../../src/role/settings/difference.ts";
import { readSettings } from "../../src/role/settings/read.ts";
import { wantedSettings } from "../../src/role/settings/wanted.ts";
import { groundFor } from "../ports/amendment.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { readCharter } from "../ports/charter.ts";
import type { PlaceOptions } from "../ports/place.ts";
import { list, sections } from "../ui/table.ts";

type Options = Spoken & PlaceOptions & { file: string };

export default answering(async (options: Options, hre) => {
  const { file } = options;
  const ground = await groundFor(await readCharter(file), { ...options, charter: file }, hre);
  const { parsed } = ground;
  const { differences, problems } = judged(parsed, ground);
  const { charter } = parsed;
  const settings = await readSettings(ground.connection, charter, {
    toBlock: Number(ground.state.block.number),
  });
  const roles = settings === null ? { calls: [], notes: [] } : difference(wantedSettings(charter), settings);
  const roleProblems = review(parsed, ground.context).roleProblems;
  const changes = differences.map(({ sentence }) => sentence);
  const same = differences.length + roles.calls.length === 0;
  const said = (found: typeof problems) =>
    found.map(({ line, column, message }) => `${file}:${line}:${column} ${message}`);
  return {
    json: { same, differences, problems, roles, roleProblems },
    text: same
      ? `${file} says what is on-chain`
      : sections(
          list(`${file} changes of what is on-chain`, changes),
          list("the Conclave would refuse it", said(problems)),
          list(
            "it changes of the RoleManager",
            roles.calls.map(({ words }) => words),
          ),
        ),
    notes: [
      ...said(roleProblems).map((one) => `of the roles: ${one}`),
      ...roles.notes.map((one) => `the RoleManager: ${one}`),
    ],
  };
});
