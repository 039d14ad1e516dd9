import { emptyTask } from "hardhat/config";
import type { NewTaskDefinitionBuilder, TaskArguments, TaskDefinition } from "hardhat/types/tasks";
import { command, optional, withPlace } from "../options.ts";

const verify = command(
  "audit verify",
  "Recompute every link, replay the history, compare with storage",
  "audit verify --network localhost",
);
const history = command(
  "audit history",
  "Tell who proposed, tested and approved what, and when it ran",
  "audit history --network localhost",
);

/** Blocks to look at, and what to decode calls with. */
function withRange<A extends TaskArguments>(builder: NewTaskDefinitionBuilder<A, "MISSING_ACTION">) {
  const decoding = optional(builder, "abi", "JSON file of an ABI or artifact, to decode calls with");
  return optional(decoding, "toBlock", "Last block; the latest").addOption({
    name: "fromBlock",
    description: "The block that created the Conclave, or an earlier one",
    defaultValue: "0",
  });
}

export const auditTasks: TaskDefinition[] = [
  emptyTask("audit", "The record: verified and told, without trusting the node about its logs").build(),
  optional(withRange(withPlace(verify)), "out", "File for the report: JSON by its ending, else Markdown")
    .setAction(() => import("./verify.ts"))
    .build(),
  withRange(withPlace(history))
    .setAction(() => import("./history.ts"))
    .build(),
];
