import { differences } from "../../../src/safe/roster/diff.ts";
import { answering, type Spoken } from "../../ports/answer.ts";
import { openSafes, type RosterOptions } from "../../ports/safes.ts";
import { differenceJson, differenceText } from "../../ui/safe-roster.ts";

/** Reads only. */
export default answering(async (options: Spoken & RosterOptions, hre) => {
  const { safes, ground } = await openSafes(options, hre);
  const found = await differences(safes, ground);
  return {
    json: { same: found.every(({ same }) => same), safes: found.map(differenceJson) },
    text: found.map(differenceText).join("\n\n"),
  };
});
