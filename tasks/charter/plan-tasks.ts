import type { TaskArguments, TaskDefinition } from "hardhat/types/tasks";
import { type Builder, command, optional, TEXT, withKeys, withPassword, withSubmitter } from "../options.ts";

const folder = {
  name: "folder",
  description: "Folder of the plans, one for each chain",
  defaultValue: "plan",
} as const;
const safes = {
  name: "safes",
  description: "Which keys are to own which Safes, if there is such a file",
  defaultValue: "safes.yaml",
} as const;

/** Nodes of all chains. */
function withNodes<A extends TaskArguments>(task: Builder<A>) {
  return task.addOption({
    name: "rpc",
    description: "Nodes by chain id: 1=https://…,10=https://…; else --network and CONCLAVE_RPC_<chain id>",
    ...TEXT,
  });
}

/** From the charter to its chains: planned, proven, carried out. */
export const planTasks: TaskDefinition[] = [
  withNodes(
    command(
      "charter plan",
      "Write what makes all chains what the charter says, as proposals in order",
      "charter plan charter.yaml --rpc 1=https://…,10=https://…",
    ),
  )
    .addPositionalArgument({ name: "file", description: "The charter file", defaultValue: "charter.yaml" })
    .addOption(folder)
    .addOption(safes)
    .setAction(() => import("./plan.ts"))
    .build(),
  withPassword(
    withKeys(
      withNodes(
        command(
          "charter prove",
          "Sign the activation that an amendment brings along, by the key itself",
          "charter prove k12",
        ),
      ),
    ),
  )
    .addPositionalArgument({ name: "label", description: "The keystore's label, or its file" })
    .addOption({ name: "charter", description: "The charter file", defaultValue: "charter.yaml" })
    .addOption(folder)
    .setAction(() => import("./prove.ts"))
    .build(),
  withSubmitter(
    withKeys(
      optional(
        withNodes(
          command(
            "charter apply",
            "Submit and execute what is planned, as far as it is signed and ready",
            "charter apply plan --submitter ops",
          ),
        ),
        "charter",
        "Charter file, for names; charter.yaml if there is one",
      ),
    ),
  )
    .addPositionalArgument(folder)
    .addOption(safes)
    .addFlag({ name: "dry", description: "Say what would be sent, and send nothing" })
    .setAction(() => import("./apply.ts"))
    .build(),
];
