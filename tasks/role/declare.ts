import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { catalogueOf, catalogueText } from "../../src/role/declare.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { charterOf } from "../ports/role-check.ts";
import { type WorldOptions, worldOf } from "../ports/world.ts";

/** Reads only: the section is printed, to be looked at before it goes into the file. */
export default answering(async (options: Spoken & WorldOptions, hre: HardhatRuntimeEnvironment) => {
  const charter = await charterOf(options);
  const entries = catalogueOf(charter, await worldOf(options, hre));
  return {
    json: { catalogue: entries },
    text: catalogueText(entries).trimEnd(),
    notes: [
      `${entries.length} powers as they are, not as they should be: read each, give a reason where it is not plain, then put them into the charter`,
    ],
  };
});
