import { emptyTask } from "hardhat/config";
import type { TaskArguments, TaskDefinition } from "hardhat/types/tasks";
import {
  type Builder,
  command,
  optional,
  TEXT,
  withKeys,
  withPassword,
  withPlace,
  withSigner,
  withSubmitter,
  withYes,
} from "../../options.ts";

function withLog<A extends TaskArguments>(task: Builder<A>) {
  return withKeys(task).addOption({
    name: "log",
    description: "The log's folder, if not `log` in --keys",
    ...TEXT,
  });
}

const VERIFIER = "The log's verifier key as it was handed out; else the one beside the log is believed";

/** The log of all accesses to the keys of a folder. */
export const logTasks: TaskDefinition[] = [
  emptyTask(["key", "log"], "The tamper-evident log of every access to a key").build(),
  withPassword(withLog(command("key log init", "Begin a folder's log", "key log init example.org/conclave")))
    .addFlag({
      name: "light",
      description: "Cheap encryption of the log's key, for tests and demonstrations",
    })
    .addPositionalArgument({
      name: "origin",
      description: "The log's name: a web address without scheme, at which nobody needs to answer",
    })
    .setAction(() => import("./init.ts"))
    .build(),
  optional(
    optional(
      withLog(command("key log show", "Print the log", "key log show --label ana")),
      "label",
      "Of one key",
    ),
    "last",
    "So many lines from the end",
  )
    .setAction(() => import("./show.ts"))
    .build(),
  withPassword(
    withLog(
      command(
        "key log checkpoint",
        "Sign the log's head and send it to its places",
        "key log checkpoint share stick",
      ),
    ),
  )
    .addVariadicArgument({
      name: "places",
      description: "Two or more folders or files that others keep",
      defaultValue: [],
    })
    .setAction(() => import("./checkpoint.ts"))
    .build(),
  optional(
    withLog(command("key log verify", "Examine the whole log", "key log verify share/*.checkpoint")),
    "verifier",
    VERIFIER,
  )
    .addVariadicArgument({
      name: "checkpoints",
      description: "Checkpoints that were kept elsewhere",
      defaultValue: [],
    })
    .setAction(() => import("./verify.ts"))
    .build(),
  withLog(
    command("key log prove", "Prove to others that a line is in the log", "key log prove 12 --out approval"),
  )
    .addOption({
      name: "out",
      description: "Name of the files: .line and .tlog-proof are added; by its number",
      ...TEXT,
    })
    .addPositionalArgument({ name: "line", description: "The line's number" })
    .setAction(() => import("./prove.ts"))
    .build(),
  command(
    "key log check",
    "Check such a proof, with nothing else at hand",
    "key log check approval --verifier <key>",
  )
    .addOption({ name: "verifier", description: "The log's verifier key", ...TEXT })
    .addPositionalArgument({ name: "name", description: "Name of the two files, without their ends" })
    .setAction(() => import("./check.ts"))
    .build(),
  withLog(
    command(
      "key log alerts",
      "What needs a look; exit code 1 if anything does",
      "key log alerts --since 2027-01-01",
    ),
  )
    .addOption({ name: "since", description: "A date, or a line's number", ...TEXT })
    .setAction(() => import("./alerts.ts"))
    .build(),
  withYes(
    withSubmitter(
      withSigner(
        withLog(
          withPlace(
            command(
              "key log anchor",
              "Put the latest checkpoint on the chain's record",
              "key log anchor --key eve",
            ),
          ),
        ),
      ),
    ),
  )
    .setAction(() => import("./anchor.ts"))
    .build(),
];
