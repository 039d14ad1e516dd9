import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { writeAtomic } from "../../src/files.ts";
import { blast } from "../../src/role/blast.ts";
import { blastPicture } from "../../src/role/pictures.ts";
import type { UnitChoice } from "../../src/role/units.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { type WorldOptions, worldOf } from "../ports/world.ts";
import { blastText } from "../ui/role-blast.ts";

type Options = Spoken & WorldOptions & UnitChoice & { svg: string | undefined };

/** Reads only; what to do about it is `role respond`'s. */
export default answering(async (options: Options, hre: HardhatRuntimeEnvironment) => {
  const { key, holder, organisation, device, vendor, place, account } = options;
  const choice = { key, holder, organisation, device, vendor, place, account };
  const world = await worldOf(options, hre);
  const found = blast(world, choice);
  if (options.svg !== undefined) await writeAtomic(options.svg, blastPicture(world, choice, found));
  return {
    json: { format: "conclave-blast/1", block: world.block, ...found, unread: world.unread },
    text: blastText(world, found),
    notes: options.svg === undefined ? [] : [`wrote ${options.svg}`],
  };
});
