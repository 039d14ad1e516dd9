import { emptyTask } from "hardhat/config";
import type { TaskDefinition } from "hardhat/types/tasks";
import { command, optional, withKeys, withPassword, withPlace, withYes } from "../options.ts";

const key = { name: "key", description: "Its label in the charter, or its index" } as const;
const plan = command(
  "sweep plan",
  "Say what would be moved from a retiring key, and what cannot be",
  "sweep plan k4",
);
const run = command("sweep run", "Move it, from the key's own account", "sweep run k4 --keystore eve --yes");

export const sweepTasks: TaskDefinition[] = [
  emptyTask("sweep", "What is left on a key that is being retired, moved to where the charter says").build(),
  withPlace(plan)
    .addPositionalArgument(key)
    .setAction(() => import("./plan.ts"))
    .build(),
  withYes(
    optional(withPassword(withKeys(withPlace(run))), "keystore", "Its keystore, if not of the same label"),
  )
    .addPositionalArgument(key)
    .setAction(() => import("./run.ts"))
    .build(),
];
