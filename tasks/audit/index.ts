import { emptyTask, task } from "hardhat/config";
import { ArgumentType } from "hardhat/types/arguments";
import type { NewTaskDefinitionBuilder, TaskArguments, TaskDefinition } from "hardhat/types/tasks";
import { optional, withJson, withPlace } from "../options.ts";

const abi = {
  name: "abi",
  description: "JSON file of an ABI or artifact, to decode calls with",
  type: ArgumentType.STRING_WITHOUT_DEFAULT,
  defaultValue: undefined,
} as const;

/** Blocks to look at. */
function withRange<A extends TaskArguments>(builder: NewTaskDefinitionBuilder<A, "MISSING_ACTION">) {
  return optional(builder, "toBlock", "Last block; the latest").addOption({
    name: "fromBlock",
    description: "The block that created the Conclave, or an earlier one",
    defaultValue: "0",
  });
}

export const auditTasks: TaskDefinition[] = [
  emptyTask("audit", "The record: verified and told, without trusting the node about its logs").build(),
  withRange(
    withPlace(
      withJson(
        task(
          ["audit", "verify"],
          "Recompute every link, replay the history, compare with storage. Example: hardhat audit verify --network localhost",
        ),
      ),
    ),
  )
    .addOption(abi)
    .addOption({ ...abi, name: "out", description: "File for the report: JSON by its ending, else Markdown" })
    .setAction(() => import("./verify.ts"))
    .build(),
  withRange(
    withPlace(
      withJson(
        task(
          ["audit", "history"],
          "Tell who proposed, tested and approved what, and when it ran. Example: hardhat audit history --network localhost",
        ),
      ),
    ),
  )
    .addOption(abi)
    .setAction(() => import("./history.ts"))
    .build(),
];
