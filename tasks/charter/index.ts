import { emptyTask } from "hardhat/config";
import type { TaskDefinition } from "hardhat/types/tasks";
import { command, withPlace } from "../options.ts";
import { planTasks } from "./plan-tasks.ts";

const file = { name: "file", description: "The charter file", defaultValue: "charter.yaml" } as const;

export const charterTasks: TaskDefinition[] = [
  emptyTask("charter", "The charter: who may do what with the authority a Conclave holds").build(),
  command("charter init", "Write a commented example to begin from", "charter init charter.yaml")
    .addPositionalArgument(file)
    .setAction(() => import("./init.ts"))
    .build(),
  withPlace(
    command(
      "charter check",
      "Say whether the Conclave would take a charter, and why not",
      "charter check charter.yaml",
    ),
  )
    .addPositionalArgument(file)
    .addFlag({ name: "amendment", description: "Judge it as an amendment of what is on-chain" })
    .setAction(() => import("./check.ts"))
    .build(),
  withPlace(
    command("charter show", "Show a charter's people, keys, tiers and hashes", "charter show charter.yaml"),
  )
    .addPositionalArgument(file)
    .addFlag({ name: "chain", description: "Write what is on-chain as a charter (YAML) instead" })
    .setAction(() => import("./show.ts"))
    .build(),
  withPlace(
    command(
      "charter diff",
      "Say what a charter changes of what is on-chain",
      "charter diff charter.yaml --network localhost",
    ),
  )
    .addPositionalArgument(file)
    .setAction(() => import("./diff.ts"))
    .build(),
  ...planTasks,
];
