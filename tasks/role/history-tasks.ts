import type { TaskDefinition } from "hardhat/types/tasks";
import { command, optional, withNetwork } from "../options.ts";

const history = command(
  "role history",
  "Tell who granted, reviewed and dropped which roles, and prove it by the RoleManager's storage",
  "role history --network localhost",
);

/** What was done about roles, without trusting the node about its logs. */
export const historyTasks: TaskDefinition[] = [
  optional(
    optional(
      optional(
        optional(
          optional(withNetwork(history), "manager", "The RoleManager's address, if not the charter's"),
          "charter",
          "Charter file; charter.yaml if there is one",
        ),
        "abi",
        "JSON file of an ABI or artifact, to decode calls with",
      ),
      "toBlock",
      "Last block; the latest",
    ),
    "out",
    "File for the report: JSON by its ending, else Markdown",
  )
    .addOption({
      name: "fromBlock",
      description: "The block that created the Conclave, or an earlier one",
      defaultValue: "0",
    })
    .setAction(() => import("./history.ts"))
    .build(),
];
