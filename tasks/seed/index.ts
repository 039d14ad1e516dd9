import { emptyTask } from "hardhat/config";
import { ArgumentType } from "hardhat/types/arguments";
import type { TaskArguments, TaskDefinition } from "hardhat/types/tasks";
import { DEFAULT_PATH } from "../../src/keys/seed/path.ts";
import { shareFiles, withPassphrase } from "../key/backup-tasks.ts";
import { withRenewed } from "../key/renewed.ts";
import { type Builder, command, optional, withKeys, withNewPassword, withPassword } from "../options.ts";

const label = { name: "label", description: "The seed's label, or its file" } as const;
const named = { name: "label", description: "Names the seed and its file" } as const;
const light = { name: "light", description: "Cheap encryption, for tests and demonstrations" } as const;

function withWords<A extends TaskArguments>(task: Builder<A>) {
  const filed = optional(task, "wordsFile", "File (mode 0600) with the words on one line; else the terminal");
  return optional(filed, "wordsFd", "Descriptor to read the words from, such as 4");
}

function withParticulars<A extends TaskArguments>(task: Builder<A>) {
  return optional(optional(task, "holder", "The person who holds it"), "purpose", "What it is for");
}

function making(name: string, help: string, example: string) {
  const plain = withParticulars(withNewPassword(withKeys(command(name, help, example))));
  const asked = {
    name: "bip39Passphrase",
    description: "Ask for a passphrase of BIP-39, part of the seed",
  } as const;
  const filed = optional(
    plain.addFlag(asked),
    "bip39PassphraseFile",
    "File (mode 0600) with that passphrase",
  );
  return optional(filed, "bip39PassphraseFd", "Descriptor for that passphrase").addFlag(light);
}

function opening(name: string, help: string, example: string) {
  return withPassword(withKeys(command(name, help, example)));
}

export const seedTasks: TaskDefinition[] = [
  emptyTask("seed", "Seeds of many keys (BIP-39, BIP-32)").build(),
  making("seed generate", "Make a seed of 24 words, in an encrypted file", "seed generate root --holder Ana")
    .addPositionalArgument(named)
    .setAction(() => import("./generate.ts"))
    .build(),
  withWords(making("seed import", "Keep a seed that exists as words", "seed import root --language english"))
    .addOption({
      name: "language",
      description: "Of the words",
      type: ArgumentType.STRING,
      defaultValue: "english",
    })
    .addPositionalArgument(named)
    .setAction(() => import("./import.ts"))
    .build(),
  withKeys(command("seed list", "List the seeds of a folder", "seed list --keys keys"))
    .setAction(() => import("./list.ts"))
    .build(),
  optional(
    opening("seed words", "Show a seed's words to the person at the terminal", "seed words root"),
    "out",
    "New file (0600) to write them to instead",
  )
    .addPositionalArgument(label)
    .setAction(() => import("./words.ts"))
    .build(),
  withWords(opening("seed check", "Prove that words on paper are those of a seed", "seed check root"))
    .addPositionalArgument(label)
    .setAction(() => import("./check.ts"))
    .build(),
  optional(
    optional(
      optional(
        withPassphrase(
          making(
            "seed recover",
            "Put a seed together from its shares",
            "seed recover root a.txt b.txt --set keys/root.set-7.json",
          ),
        ),
        "shareFds",
        "Descriptors to read shares from, such as 3,4",
      ),
      "set",
      "The set's record, which `key split` wrote",
    ),
    "fingerprint",
    "The seed's fingerprint, if there is no record",
  )
    .addOption({
      name: "language",
      description: "With --fingerprint: of the words",
      type: ArgumentType.STRING,
      defaultValue: "english",
    })
    .addPositionalArgument(named)
    .addVariadicArgument({ ...shareFiles, defaultValue: [] })
    .setAction(() => import("./recover.ts"))
    .build(),
  withParticulars(
    withRenewed(opening("seed derive", "Take one key of a seed into use", "seed derive root ana")),
  )
    .addOption({
      name: "path",
      description: "Of BIP-32",
      type: ArgumentType.STRING,
      defaultValue: DEFAULT_PATH,
    })
    .addFlag({
      name: "unhardened",
      description: "Allow a last level that is not hardened, which endangers other keys",
    })
    .addFlag({
      name: "keystore",
      description: "Write a keystore of its own, instead of a card that needs the seed",
    })
    .addFlag(light)
    .addPositionalArgument({ name: "seed", description: "The seed's label" })
    .addPositionalArgument({ name: "label", description: "Names the key and its file" })
    .setAction(() => import("./derive.ts"))
    .build(),
];
