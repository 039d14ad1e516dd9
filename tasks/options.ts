import { task } from "hardhat/config";
import { ArgumentType } from "hardhat/types/arguments";
import type { NewTaskDefinitionBuilder, TaskArguments } from "hardhat/types/tasks";

export type Builder<A extends TaskArguments> = NewTaskDefinitionBuilder<A, "MISSING_ACTION">;

/** A text that may be left out. */
export const TEXT = { type: ArgumentType.STRING_WITHOUT_DEFAULT, defaultValue: undefined } as const;

/** An option that may be left out. */
export function optional<A extends TaskArguments, N extends string>(
  task: Builder<A>,
  name: N,
  description: string,
) {
  return task.addOption<N, ArgumentType.STRING_WITHOUT_DEFAULT>({ name, description, ...TEXT });
}

/** A command with `--json`, and help that shows an example. */
export function command(id: string, help: string, example: string) {
  const description = `${help}. Example: hardhat ${example}`;
  const json = { name: "json", description: "Print the result, or the error, as JSON" } as const;
  return task(id.split(" "), description).addFlag(json);
}

/** `--yes`, for what is asked otherwise. */
export function withYes<A extends TaskArguments>(task: Builder<A>) {
  return task.addFlag({ name: "yes", description: "Go on without asking" });
}

/** `--rpc` beside Hardhat's own `--network`. */
export function withNetwork<A extends TaskArguments>(task: Builder<A>) {
  return task.addOption({ name: "rpc", description: "URL of a node, instead of --network", ...TEXT });
}

/** Which Conclave, on which chain, and the charter with its people's names. */
export function withPlace<A extends TaskArguments>(task: Builder<A>) {
  return withNetwork(task)
    .addOption({ name: "conclave", description: "Its address, if not the charter's", ...TEXT })
    .addOption({ name: "charter", description: "Charter file; charter.yaml if there is one", ...TEXT });
}

/** The folder of keystores. */
export function withKeys<A extends TaskArguments>(task: Builder<A>) {
  return task.addOption({
    name: "keys",
    description: "Folder of keystores",
    type: ArgumentType.STRING,
    defaultValue: "keys",
  });
}

/** Where the password comes from, without which the terminal asks. */
export function withPassword<A extends TaskArguments>(task: Builder<A>) {
  return task
    .addOption({
      name: "passwordFile",
      description: "File (mode 0600) with the password as its only line",
      ...TEXT,
    })
    .addOption({
      name: "passwordFd",
      description: "Descriptor to read the password from, such as 3",
      ...TEXT,
    });
}

/** Where the password of something new comes from: as {@link withPassword}, or generated. Needs {@link withKeys}. */
export function withNewPassword<A extends TaskArguments>(task: Builder<A>) {
  return withPassword(task)
    .addFlag({
      name: "generatePassphrase",
      description: "Generate a passphrase (88 bits), shown once at the terminal",
    })
    .addOption({
      name: "passphraseOut",
      description: "Write the generated passphrase to this new file (0600), apart from the keystores",
      ...TEXT,
    });
}

/** Whose key signs. Needs {@link withKeys}. */
export function withSigner<A extends TaskArguments>(task: Builder<A>) {
  return withPassword(optional(task, "key", "Keystore that signs: a label or a file"));
}

/** Whose wallet signs, which no command here reaches. */
export function withAccount<A extends TaskArguments>(task: Builder<A>) {
  return optional(task, "account", "Whose wallet signs: an address, or the point of a P-256 key");
}

/** For what is signed with its time. */
export function withSignedAt<A extends TaskArguments>(task: Builder<A>) {
  return optional(task, "at", "When it is signed, such as 2027-05-01T12:00:00Z; now, and to be given back");
}

/** What the wallet made of the typed data. */
export function withSignature<A extends TaskArguments>(task: Builder<A>) {
  return optional(withAccount(task), "signature", "The signature, in hex");
}

/** Whose account pays for the transaction. Needs {@link withKeys}. */
export function withSubmitter<A extends TaskArguments>(task: Builder<A>) {
  return task
    .addOption({
      name: "submitter",
      description: "Keystore that pays: a label or a file; else the node's first unlocked account",
      ...TEXT,
    })
    .addOption({ name: "submitterPasswordFile", description: "File with the submitter's password", ...TEXT })
    .addOption({
      name: "submitterPasswordFd",
      description: "Descriptor for the submitter's password",
      ...TEXT,
    });
}
