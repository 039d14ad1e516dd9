import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { GOALS } from "../../src/charter/role-schema.ts";
import { BaseError } from "../../src/errors.ts";
import { writeAtomic } from "../../src/files.ts";
import { blockades } from "../../src/role/collusion.ts";
import { controlOf } from "../../src/role/control.ts";
import { contractNamed } from "../../src/role/goals.ts";
import { overview } from "../../src/role/overview.ts";
import { goalPicture } from "../../src/role/pictures.ts";
import { GROUPINGS } from "../../src/role/units.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { type WorldOptions, worldOf } from "../ports/world.ts";
import { collusionText } from "../ui/role-collusion.ts";

type Options = Spoken &
  WorldOptions & {
    goal: string | undefined;
    on: string | undefined;
    by: string | undefined;
    svg: string | undefined;
  };

/** Reads only. */
export default answering(async (options: Options, hre: HardhatRuntimeEnvironment) => {
  const goals = oneOf("goal", GOALS, options.goal);
  const groupings = oneOf("by", GROUPINGS, options.by);
  if (options.svg !== undefined && goals.length !== 1) throw noGoal();
  const world = await worldOf(options, hre);
  const on = options.on === undefined ? undefined : contractNamed(world, options.on);
  const found = overview(world, goals, groupings, on);
  const [by = "people"] = groupings;
  const blocked = goals.includes("block") ? blockades(world, by, on) : [];
  const [first] = found;
  if (options.svg !== undefined && first !== undefined) {
    await writeAtomic(options.svg, goalPicture(world, first));
  }
  const { selfMoved } = controlOf(world);
  return {
    json: {
      format: "conclave-collusion/1",
      block: world.block,
      found,
      blocked,
      selfMoved,
      unread: world.unread,
    },
    text: collusionText(world, found, blocked, selfMoved),
    notes: options.svg === undefined ? [] : [`wrote ${options.svg}`],
  };
});

/** All of them where none is named. */
function oneOf<T extends string>(option: string, all: readonly T[], text: string | undefined): readonly T[] {
  if (text === undefined) return all;
  const found = all.find((one) => one === text);
  if (found !== undefined) return [found];
  throw new BaseError({
    code: "Task.NotOneOf",
    message: `--${option} does not know "${text}"`,
    fix: `use ${all.join(", ")}`,
    details: { option, text },
  });
}

function noGoal(): BaseError {
  return new BaseError({
    code: "Task.WhichGoal",
    message: "a picture shows one goal",
    fix: "name it: --goal funds",
  });
}
