import type { TaskArguments, TaskDefinition } from "hardhat/types/tasks";
import { type Builder, command, TEXT, withKeys, withPassword, withPlace, withSigner } from "../options.ts";
import { destructionTasks } from "./destruction-tasks.ts";

const key = { name: "key", description: "The key's label, or its file" } as const;
const backups = {
  name: "backups",
  description: "Manifest of backups; backups.yaml if there is one",
  ...TEXT,
} as const;

/** The password of the keystore in the pack. */
function withArchivePassword<A extends TaskArguments>(task: Builder<A>) {
  return task
    .addOption({
      name: "archivePasswordFile",
      description: "File (mode 0600) with the pack's password",
      ...TEXT,
    })
    .addOption({ name: "archivePasswordFd", description: "Descriptor for the pack's password", ...TEXT })
    .addFlag({ name: "generatePassphrase", description: "Generate the pack's, shown once at the terminal" })
    .addOption({
      name: "passphraseOut",
      description: "Write the generated one to this new file (0600)",
      ...TEXT,
    });
}

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
    .addOption(backups)
    .addFlag({ name: "chain", description: "Ask the chain for states and expiries as well" })
    .setAction(() => import("./due.ts"))
    .build(),
  withArchivePassword(
    withPassword(
      withPlace(
        withKeys(
          command(
            "key archive",
            "Pack a retired key for a place that is off-line, and leave a note in its stead",
            "key archive ana --to /media/vault",
          ),
        ),
      ),
    ),
  )
    .addOption({
      name: "to",
      description: "Folder in which the pack is made, under the key's label",
      ...TEXT,
    })
    .addOption(backups)
    .addFlag({ name: "light", description: "Cheap encryption, for tests and demonstrations" })
    .addPositionalArgument(key)
    .setAction(() => import("./archive.ts"))
    .build(),
  withPassword(
    command(
      "key archived",
      "Check a pack, and with --open that its key is in it",
      "key archived /media/vault/ana --open",
    ),
  )
    .addFlag({ name: "open", description: "Open it with its password, and compare the key" })
    .addPositionalArgument({ name: "pack", description: "The pack's folder" })
    .setAction(() => import("./archived.ts"))
    .build(),
  withSigner(
    withPlace(
      withKeys(
        command(
          "key successor",
          "On the holder's machine: a new key's public part and proof, to follow another",
          "key successor k4 --key k4-2",
        ),
      ),
    ),
  )
    .addOption({ name: "expires", description: "When it expires; a year from now", ...TEXT })
    .addOption({ name: "out", description: "File to write; successors/<label>.json", ...TEXT })
    .addPositionalArgument({ name: "predecessor", description: "The old key's label in the charter" })
    .setAction(() => import("./successor.ts"))
    .build(),
  withPassword(
    withPlace(
      withKeys(
        command("key confirm", "After a rotation, prove that the successor signs", "key confirm k4-2"),
      ),
    ),
  )
    .addOption({ name: "out", description: "File for the record, if one is wanted", ...TEXT })
    .addPositionalArgument({ name: "label", description: "The successor's label, or its file" })
    .setAction(() => import("./confirm.ts"))
    .build(),
  ...destructionTasks,
];
