import { emptyTask, task } from "hardhat/config";
import type { TaskDefinition } from "hardhat/types/tasks";
import { withJson, withKeys, withPassword, withPlace } from "../options.ts";

const key = { name: "key", description: "Its label in the charter, or its index" } as const;

export const sweepTasks: TaskDefinition[] = [
  emptyTask("sweep", "What is left on a key that is being retired, moved to where the charter says").build(),
  withPlace(
    withJson(
      task(
        ["sweep", "plan"],
        "Say what would be moved from a retiring key, and what cannot be. Example: hardhat sweep plan k4",
      ),
    ),
  )
    .addPositionalArgument(key)
    .setAction(() => import("./plan.ts"))
    .build(),
  withPassword(
    withKeys(
      withPlace(
        withJson(
          task(
            ["sweep", "run"],
            "Move it, from the key's own account. Example: hardhat sweep run k4 --keystore eve --yes",
          ),
        ),
      ),
    ),
  )
    .addOption({ name: "keystore", description: "Its keystore, if not of the same label", defaultValue: "" })
    .addFlag({ name: "yes", description: "Go on without asking" })
    .addPositionalArgument(key)
    .setAction(() => import("./run.ts"))
    .build(),
];
