import { emptyTask } from "hardhat/config";
import type { TaskDefinition } from "hardhat/types/tasks";
import { TEXT, withKeys, withSubmitter, withYes } from "../../options.ts";
import { aboutSafe } from "../options.ts";

/** The way out of a guard, which asks nobody but the Safe. */
export const exitTasks: TaskDefinition[] = [
  emptyTask(["safe", "exit"], "The way out of a guard, for owners").build(),
  withYes(
    withSubmitter(
      withKeys(aboutSafe("exit announce", "As owner, announce that the Safe may leave", "--submitter ben")),
    ),
  )
    .setAction(() => import("./announce.ts"))
    .build(),
  aboutSafe("exit status", "Say who announced it, and when it is open")
    .setAction(() => import("./status.ts"))
    .build(),
  withSubmitter(withKeys(aboutSafe("exit execute", "Write the transaction that leaves, or send it")))
    .addOption({ name: "signed", description: "The file with owners' signatures: send it", ...TEXT })
    .addOption({ name: "out", description: "The file to write", ...TEXT })
    .addOption({ name: "folder", description: "Folder to write it to", defaultValue: "safes" })
    .setAction(() => import("./execute.ts"))
    .build(),
  withSubmitter(withKeys(aboutSafe("exit withdraw", "Take back one's announcement of it", "--submitter ben")))
    .setAction(() => import("./withdraw.ts"))
    .build(),
];
