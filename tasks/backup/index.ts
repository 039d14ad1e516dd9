import { emptyTask } from "hardhat/config";
import { ArgumentType } from "hardhat/types/arguments";
import type { TaskDefinition } from "hardhat/types/tasks";
import { command } from "../options.ts";

const manifest = {
  name: "file",
  description: "The manifest",
  type: ArgumentType.STRING,
  defaultValue: "backups.yaml",
} as const;

export const backupFileTasks: TaskDefinition[] = [
  emptyTask("backup", "Backups of keys: judged, and files in shares").build(),
  command(
    "backup lint",
    "Judge the copies of each key by number, media, places, people and drills",
    "backup lint",
  )
    .addPositionalArgument(manifest)
    .setAction(() => import("./lint.ts"))
    .build(),
];
