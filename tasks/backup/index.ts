import { emptyTask } from "hardhat/config";
import { ArgumentType } from "hardhat/types/arguments";
import type { TaskDefinition } from "hardhat/types/tasks";
import { command, optional, withKeys, withSigner } from "../options.ts";

const manifest = {
  name: "file",
  description: "The manifest",
  type: ArgumentType.STRING,
  defaultValue: "backups.yaml",
} as const;

const record = { name: "record", description: "The record that `key drill` wrote" } as const;
const signing = withSigner(
  withKeys(
    command(
      "backup sign",
      "Sign the record of a drill you were present at",
      "backup sign drills/ana-….json --key ben",
    ),
  ),
);

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
  optional(signing, "verifier", "For a P-256 key: its ERC-7913 verifier")
    .addPositionalArgument(record)
    .setAction(() => import("./sign.ts"))
    .build(),
  command(
    "backup verify",
    "Check the record of a drill: proof and signatures",
    "backup verify drills/ana-….json",
  )
    .addPositionalArgument(record)
    .setAction(() => import("./verify.ts"))
    .build(),
];
