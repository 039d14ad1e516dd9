import { ArgumentType } from "hardhat/types/arguments";
import type { TaskDefinition } from "hardhat/types/tasks";
import { command, optional, withKeys, withNewPassword, withPassword } from "../options.ts";
import { withRenewed } from "./renewed.ts";

function deriving(): TaskDefinition {
  const help = "Derive a key from a passphrase of 128 bits or more, generated or your own, into a keystore";
  const plain = withNewPassword(
    withKeys(
      command("key derive", help, "key derive ana --source-out /media/stick/ana --passphrase-out ana.pass"),
    ),
  );
  const read = optional(
    optional(plain, "sourceFile", "File (mode 0600) with the passphrase that the key follows from"),
    "sourceFd",
    "Descriptor for it, such as 4",
  ).addFlag({ name: "generateSource", description: "Generate it (132 bits), shown once at the terminal" });
  const made = optional(read, "sourceOut", "Write the generated one to this new file (0600)");
  return optional(
    optional(optional(made, "holder", "The person who holds it"), "purpose", "What it is for"),
    "record",
    "The record of a key that was derived before: derive the same again",
  )
    .addOption({
      name: "context",
      description: "Which of its keys",
      type: ArgumentType.STRING,
      defaultValue: "",
    })
    .addOption({ name: "curve", description: "secp256k1 or P-256", defaultValue: "secp256k1" })
    .addFlag({ name: "light", description: "Cheap encryption, for tests and demonstrations" })
    .addPositionalArgument({ name: "label", description: "Names the key and its file" })
    .setAction(() => import("./derive.ts"))
    .build();
}

function reencrypting(): TaskDefinition {
  const help = "Write the key of a keystore to a new one, under a new password";
  const plain = withRenewed(
    withPassword(withKeys(command("key reencrypt", help, "key reencrypt ~/.foundry/keystores/old ana"))),
  );
  return optional(
    optional(optional(plain, "holder", "The person who holds it"), "purpose", "What it is for"),
    "address",
    "The account it must be; for files that name none",
  )
    .addFlag({ name: "light", description: "Cheap encryption, for tests and demonstrations" })
    .addPositionalArgument({ name: "file", description: "The old keystore: a file, or its label" })
    .addPositionalArgument({ name: "label", description: "Names the new one and its file" })
    .setAction(() => import("./reencrypt.ts"))
    .build();
}

/** Keys made of what there is: a passphrase, another keystore. */
export const makingTasks: TaskDefinition[] = [deriving(), reencrypting()];
