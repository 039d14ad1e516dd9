import type { TaskDefinition } from "hardhat/types/tasks";
import { command, optional } from "../options.ts";
import { withWorld } from "./catalogue-tasks.ts";

const check = withWorld(
  command(
    "role check",
    "Hold powers, RoleManager and limits on-chain against the charter; for CI",
    "role check --network localhost",
  ),
);
const declare = withWorld(
  command(
    "role declare",
    "Print the catalogue section of a charter from what there is, to begin with",
    "role declare --world world.json",
  ),
);

/** What is, against what is meant to be. */
export const checkTasks: TaskDefinition[] = [
  optional(check, "failOn", "Fail from critical, high (the default), medium or low on; or never")
    .setAction(() => import("./check.ts"))
    .build(),
  declare.setAction(() => import("./declare.ts")).build(),
];
