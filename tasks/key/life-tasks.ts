import type { TaskDefinition } from "hardhat/types/tasks";
import { command, TEXT, withKeys, withPlace } from "../options.ts";

/** What becomes of keys in time: due, rotated, archived, destroyed. */
export const lifeTasks: TaskDefinition[] = [
  withPlace(
    withKeys(
      command(
        "key due",
        "List what is due of which key; exit code 1 if overdue",
        "key due --within 30d --chain",
      ),
    ),
  )
    .addOption({ name: "within", description: "How far to look ahead", defaultValue: "30d" })
    .addOption({ name: "backups", description: "Manifest of backups; backups.yaml if there is one", ...TEXT })
    .addFlag({ name: "chain", description: "Ask the chain for states and expiries as well" })
    .setAction(() => import("./due.ts"))
    .build(),
];
