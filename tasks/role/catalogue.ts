import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { pretty } from "../../src/canonical.ts";
import { writeAtomic } from "../../src/files.ts";
import { catalogueMarkdown } from "../../src/role/catalogue-markdown.ts";
import { judgeWorld } from "../../src/role/findings/judge.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { type WorldOptions, worldOf } from "../ports/world.ts";
import { catalogueText } from "../ui/role-catalogue.ts";

type Options = Spoken & WorldOptions & { out: string | undefined; markdown: boolean };

/** Reads only. With `--json` the world itself is printed, as `--out` writes it. */
export default answering(async (options: Options, hre: HardhatRuntimeEnvironment) => {
  const world = await worldOf(options, hre);
  if (options.out !== undefined) await writeAtomic(options.out, pretty(world));
  return {
    json: world,
    text: options.markdown ? catalogueMarkdown(world).trimEnd() : catalogueText(world, judgeWorld(world)),
    notes: options.out === undefined ? [] : [`wrote ${options.out}`],
  };
});
