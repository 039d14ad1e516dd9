import { ArgumentType } from "hardhat/types/arguments";
import type { TaskArguments, TaskDefinition } from "hardhat/types/tasks";
import { type Builder, command, optional, withKeys, withNewPassword, withPassword } from "../options.ts";

/** The passphrase that shares may need besides. */
export function withPassphrase<A extends TaskArguments>(task: Builder<A>) {
  const asked = { name: "passphrase", description: "The shares have a passphrase: ask for it" } as const;
  const flagged = task.addFlag(asked);
  const filed = optional(flagged, "passphraseFile", "File (mode 0600) with the shares' passphrase");
  return optional(filed, "passphraseFd", "Descriptor for the shares' passphrase");
}

/** Whose key shares should give. */
export function withExpected<A extends TaskArguments>(task: Builder<A>) {
  return optional(
    optional(task, "set", "The set's record, which `key split` wrote"),
    "address",
    "The key's address, if there is no record",
  ).addOption({
    name: "curve",
    description: "With --address: secp256k1 or P-256",
    type: ArgumentType.STRING,
    defaultValue: "secp256k1",
  });
}

export const shareFiles = {
  name: "shares",
  description: "Files with shares (mode 0600); people type them if none are named",
  type: ArgumentType.STRING,
} as const;

export function splitting(): TaskDefinition {
  const help = "Cut a key into SLIP-39 shares for people and paper, shown one at a time or written to files";
  const plain = withPassphrase(
    withPassword(withKeys(command("key split", help, "key split ana --threshold 2 --of 3"))),
  );
  const one = optional(optional(plain, "threshold", "Shares needed"), "of", "Shares made");
  const named = optional(one, "people", "Who gets them, such as Ana,Ben,Cleo");
  const grouped = optional(named, "groups", 'Several groups, such as "2of3 Ana,Ben,Cleo; 1of1 vault"');
  const counted = optional(grouped, "groupThreshold", "How many groups are needed");
  return optional(counted, "out", "New folder for one file (mode 0600) a share; else the terminal")
    .addPositionalArgument({ name: "label", description: "The keystore's label, or its file" })
    .setAction(() => import("./split.ts"))
    .build();
}

export function recovering(): TaskDefinition {
  const help = "Put a key together from its shares, into a new keystore with a new password";
  const plain = withExpected(
    withPassphrase(
      withNewPassword(
        withKeys(command("key recover", help, "key recover ana a.txt b.txt --set keys/ana.set-7.json")),
      ),
    ),
  );
  const holding = optional(plain, "holder", "The person who holds it");
  const compared = optional(holding, "backups", "Manifest of backups; backups.yaml if there is one");
  return optional(compared, "shareFds", "Descriptors to read shares from, such as 3,4")
    .addFlag({ name: "light", description: "Cheap encryption, for tests and demonstrations" })
    .addPositionalArgument({ name: "label", description: "Names the new keystore" })
    .addVariadicArgument({ ...shareFiles, defaultValue: [] })
    .setAction(() => import("./recover.ts"))
    .build();
}

export function drilling(): TaskDefinition {
  const help =
    "Recover a key from its real shares, or a copy, prove it, destroy the result, and note the drill";
  const example = "key drill ana ben.txt cleo.txt --set keys/ana.set-7.json";
  const plain = withExpected(withPassphrase(withPassword(withKeys(command("key drill", help, example)))));
  const descriptors = optional(plain, "shareFds", "Descriptors to read shares from, such as 3,4");
  const sealed = optional(
    descriptors,
    "sealed",
    "Sealed files with the keystore, if the shares are of `backup seal`",
  );
  return optional(
    sealed,
    "copy",
    "The copy of this name in the manifest, a keystore or a device, instead of shares",
  )
    .addOption({
      name: "manifest",
      description: "Which copies there are; the date is written into it",
      type: ArgumentType.STRING,
      defaultValue: "backups.yaml",
    })
    .addOption({
      name: "drills",
      description: "Folder for the record",
      type: ArgumentType.STRING,
      defaultValue: "drills",
    })
    .addPositionalArgument({ name: "label", description: "The key's label in the manifest" })
    .addVariadicArgument({
      name: "sources",
      description:
        "Files with shares (mode 0600), or the copy's keystore or card; people type shares if none are named",
      type: ArgumentType.STRING,
      defaultValue: [],
    })
    .setAction(() => import("./drill.ts"))
    .build();
}

export const backupTasks: TaskDefinition[] = [splitting(), recovering(), drilling()];
