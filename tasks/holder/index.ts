import { emptyTask } from "hardhat/config";
import type { TaskArguments, TaskDefinition } from "hardhat/types/tasks";
import { type Builder, command, optional, TEXT, withKeys } from "../options.ts";

const charter = { name: "charter", description: "The charter file", defaultValue: "charter.yaml" } as const;

/** Nodes of all chains, and where the checklist goes. */
function withChains<A extends TaskArguments>(task: Builder<A>) {
  return optional(task, "folder", "Folder to write to; named after the person")
    .addOption({
      name: "rpc",
      description: "Nodes by chain id: 1=https://…,10=https://…; else --network and CONCLAVE_RPC_<chain id>",
      ...TEXT,
    })
    .addOption(charter)
    .addFlag({ name: "check", description: "Fail if anything is overdue" });
}

/** People who come and go. */
export const holderTasks: TaskDefinition[] = [
  emptyTask("holder", "People who come and go, with all that it takes").build(),
  withChains(
    command("holder onboard", "List and draft all that somebody's coming takes", "holder onboard zoe.yaml"),
  )
    .addPositionalArgument({ name: "file", description: "Who comes, with which keys and roles" })
    .addFlag({ name: "write", description: "Write the entries into the charter itself" })
    .setAction(() => import("./onboard.ts"))
    .build(),
  withKeys(
    withChains(
      command(
        "holder offboard",
        "List and draft all that somebody's leaving takes",
        "holder offboard Ben --urgency 7d",
      ),
    ),
  )
    .addPositionalArgument({ name: "person", description: "Name in the charter" })
    .addOption({ name: "urgency", description: "48h, 7d or 14d", defaultValue: "7d" })
    .addOption({ name: "reason", description: "In a few words", defaultValue: "" })
    .addOption({
      name: "world",
      description: "Files of `role catalogue --out`, by commas; else discovered",
      ...TEXT,
    })
    .addOption({
      name: "proposals",
      description: "Folder of proposals, to be searched for consent",
      defaultValue: "proposals",
    })
    .setAction(() => import("./offboard.ts"))
    .build(),
];
