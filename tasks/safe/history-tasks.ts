import type { TaskDefinition } from "hardhat/types/tasks";
import { command, optional, withPlace } from "../options.ts";

const history = command(
  "safe history",
  "Tell what a Safe did and who approved it, and prove it by its storage",
  "safe history 0x… --network localhost",
);

/** What a Safe did, without trusting the node about its logs. */
export const historyTasks: TaskDefinition[] = [
  optional(
    optional(
      optional(
        optional(withPlace(history), "abi", "JSON file of an ABI or artifact, to decode calls with"),
        "claims",
        "JSON as a Transaction Service lists transactions: who it says proposed them",
      ),
      "toBlock",
      "Last block; the latest",
    ),
    "out",
    "File for the report: JSON by its ending, else Markdown",
  )
    .addOption({
      name: "fromBlock",
      description: "The block that set up the Safe, and its Conclave, or an earlier one",
      defaultValue: "0",
    })
    .addFlag({ name: "strict", description: "Fail also if anything cannot be proved" })
    .addPositionalArgument({ name: "safe", description: "The Safe, with or without its chain's short name" })
    .setAction(() => import("./history.ts"))
    .build(),
];
