import { emptyTask } from "hardhat/config";
import type { TaskDefinition } from "hardhat/types/tasks";
import { command, optional, withKeys } from "../../options.ts";

const label = { name: "label", description: "The key's label, or its file" } as const;

/** What a key may sign: `<label>.policy.yaml` beside its file. */
export const policyTasks: TaskDefinition[] = [
  emptyTask(["key", "policy"], "What a key may sign").build(),
  withKeys(command("key policy show", "Show a key's policy in words", "key policy show ana"))
    .addPositionalArgument(label)
    .setAction(() => import("./show.ts"))
    .build(),
  optional(
    withKeys(
      command(
        "key policy check",
        "Check a key's policy, and whether it allows a message",
        "key policy check ana --typed approve.json",
      ),
    ),
    "typed",
    "JSON file of typed data (EIP-712), as `proposal typed` and `safe typed` print it",
  )
    .addPositionalArgument(label)
    .setAction(() => import("./check.ts"))
    .build(),
];
