import { task } from "hardhat/config";
import { ArgumentType } from "hardhat/types/arguments";
import type { NewTaskDefinitionBuilder, TaskArguments } from "hardhat/types/tasks";

type Builder<A extends TaskArguments> = NewTaskDefinitionBuilder<A, "MISSING_ACTION">;

const TEXT = { type: ArgumentType.STRING_WITHOUT_DEFAULT, defaultValue: undefined } as const;

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

/** Whose key signs. Needs {@link withKeys}. */
export function withSigner<A extends TaskArguments>(task: Builder<A>) {
  return withPassword(optional(task, "key", "Keystore that signs: a label or a file"));
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

/** What to propose: one call, or a batch. */
export function withSource<A extends TaskArguments>(task: Builder<A>) {
  return task
    .addOption({ name: "to", description: "Address, a contract of the charter, or conclave", ...TEXT })
    .addOption({ name: "function", description: 'Signature, such as "set(uint256 value)"', ...TEXT })
    .addOption({ name: "args", description: "Arguments, by commas or as a JSON array", ...TEXT })
    .addOption({ name: "data", description: "Calldata in hex, instead of --function", ...TEXT })
    .addOption({ name: "value", description: "Ether to send, such as 1.5 ether", defaultValue: "0" })
    .addOption({ name: "minGas", description: "Gas the call must get", defaultValue: "0" })
    .addOption({ name: "abi", description: "JSON file of an ABI or artifact, to decode with", ...TEXT })
    .addOption({ name: "batch", description: "JSON file of calls and conditions, instead of --to", ...TEXT });
}

/** Where a proposal goes and what it says of itself. */
export function withDraft<A extends TaskArguments>(task: Builder<A>) {
  return task
    .addOption({ name: "tier", description: "Number or name; the one whose rules allow it", ...TEXT })
    .addOption({ name: "lane", description: "Number within the tier; a free one", ...TEXT })
    .addOption({ name: "approvals", description: "To demand; the tier's number", ...TEXT })
    .addOption({ name: "validFor", description: "Until it must be submitted; the signing window", ...TEXT })
    .addOption({ name: "title", description: "In a few words", ...TEXT })
    .addOption({ name: "note", description: "Why; its hash is signed", defaultValue: "" })
    .addOption({ name: "out", description: "The file to write", ...TEXT })
    .addOption({ name: "folder", description: "Folder to write it to", defaultValue: "proposals" });
}
