import { emptyTask } from "hardhat/config";
import { ArgumentType } from "hardhat/types/arguments";
import type { TaskDefinition } from "hardhat/types/tasks";
import { command, optional, withAccount, withKeys, withSignature, withSigner } from "../options.ts";

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

const sealing = optional(
  optional(
    command(
      "backup seal",
      "Seal a file or folder under a key that only shares give",
      "backup seal keys --threshold 2 --people Ana,Ben,Cleo",
    ),
    "threshold",
    "Shares needed",
  ),
  "people",
  "Who gets one, such as Ana,Ben,Cleo",
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
  sealing
    .addOption({
      name: "out",
      description: "New file for what is sealed",
      type: ArgumentType.STRING,
      defaultValue: "sealed.json",
    })
    .addOption({
      name: "shares",
      description: "New folder for one file (mode 0600) a share",
      type: ArgumentType.STRING,
      defaultValue: "shares",
    })
    .addPositionalArgument({ name: "path", description: "The file or folder" })
    .setAction(() => import("./seal.ts"))
    .build(),
  optional(
    command(
      "backup open",
      "Open sealed files with enough of their shares",
      "backup open sealed.json Ana.txt Ben.txt --out opened",
    ),
    "shareFds",
    "Descriptors to read shares from, such as 3,4",
  )
    .addOption({
      name: "out",
      description: "New folder for the files",
      type: ArgumentType.STRING,
      defaultValue: "opened",
    })
    .addPositionalArgument({ name: "sealed", description: "The sealed file" })
    .addVariadicArgument({
      name: "shares",
      description: "Files with shares (mode 0600)",
      type: ArgumentType.STRING,
      defaultValue: [],
    })
    .setAction(() => import("./open.ts"))
    .build(),
  optional(signing, "verifier", "For a P-256 key: its ERC-7913 verifier")
    .addPositionalArgument(record)
    .setAction(() => import("./sign.ts"))
    .build(),
  withAccount(
    command(
      "backup typed",
      "Print what somebody who was present at a drill signs with a wallet",
      "backup typed drills/ana-….json --account 0x…",
    ),
  )
    .addPositionalArgument(record)
    .setAction(() => import("./typed.ts"))
    .build(),
  optional(
    withSignature(
      command(
        "backup add",
        "Add a signature made by a wallet to a drill's record",
        "backup add drills/ana-….json --account 0x… --label ben --signature 0x…",
      ),
    ),
    "label",
    "What to call who signed; by the address else",
  )
    .addPositionalArgument(record)
    .setAction(() => import("./add.ts"))
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
