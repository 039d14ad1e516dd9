import type { TaskArguments } from "hardhat/types/tasks";
import { type Builder, command, optional, TEXT, withNetwork } from "../options.ts";

const CHARTER = {
  name: "charter",
  description: "Charter with people's names; charter.yaml if there is one",
  ...TEXT,
} as const;

/** A task about a Safe on a chain. */
export function aboutSafe(name: string, help: string, rest = "") {
  return withNetwork(command(`safe ${name}`, help, `safe ${name} eth:0x… ${rest}`.trimEnd()))
    .addOption(CHARTER)
    .addPositionalArgument({ name: "safe", description: "The Safe, with or without its chain's short name" });
}

/** A task about one Safe proposal file on a chain. */
export function aboutFile(name: string, help: string, rest = "") {
  const example = `safe ${name} safes/0-fee.json ${rest}`.trimEnd();
  const argument = { name: "file", description: "The Safe proposal file" } as const;
  return withPinned(command(`safe ${name}`, help, example)).addPositionalArgument(argument);
}

/** On which chain, for which Safe, with whose names. */
export function withPinned<A extends TaskArguments>(task: Builder<A>) {
  return optional(withNetwork(task), "safe", "Refuse a file for another Safe than this").addOption(CHARTER);
}

/** `--simulate`. */
export function withSimulation<A extends TaskArguments>(task: Builder<A>) {
  return task.addFlag({ name: "simulate", description: "Run it on a fork too, and show what it changes" });
}

/** Which contract that is an owner a signature is for. */
export function withOwner<A extends TaskArguments>(task: Builder<A>) {
  return optional(task, "owner", "The owner it is for, if that is a contract such as another Safe");
}

/** Without a chain. */
export function withOffline<A extends TaskArguments>(task: Builder<A>) {
  return task.addFlag({ name: "offline", description: "Ask no node: whether it counts is not checked" });
}

/** What the Safe shall call. */
export function withCalls<A extends TaskArguments>(task: Builder<A>) {
  return task
    .addOption({ name: "to", description: "Address, a contract of the charter, or safe", ...TEXT })
    .addOption({ name: "function", description: 'Signature, such as "set(uint256 value)"', ...TEXT })
    .addOption({ name: "args", description: "Arguments, by commas or as a JSON array", ...TEXT })
    .addOption({ name: "data", description: "Calldata in hex, instead of --function", ...TEXT })
    .addOption({ name: "value", description: "Ether to send, such as 1.5 ether", defaultValue: "0" })
    .addOption({ name: "abi", description: "JSON file of an ABI or artifact, to decode with", ...TEXT })
    .addOption({ name: "batch", description: "JSON file of calls, instead of --to", ...TEXT });
}

/** What shall change of the Safe itself. */
export function withSettings<A extends TaskArguments>(task: Builder<A>) {
  return task
    .addOption({ name: "addOwner", description: "New owners, by commas", ...TEXT })
    .addOption({ name: "removeOwner", description: "Owners to take out, by commas", ...TEXT })
    .addOption({ name: "swapOwner", description: "An owner and who takes the place, by a comma", ...TEXT })
    .addOption({ name: "threshold", description: "How many owners must sign", ...TEXT })
    .addOption({ name: "enableModule", description: "Modules, by commas", ...TEXT })
    .addOption({ name: "disableModule", description: "Modules to take out, by commas", ...TEXT })
    .addOption({ name: "guard", description: "The transaction guard, or none", ...TEXT })
    .addOption({ name: "moduleGuard", description: "The module guard, or none", ...TEXT })
    .addOption({ name: "fallbackHandler", description: "The fallback handler, or none", ...TEXT });
}

/** Where a file goes and what it says of itself. */
export function withNewFile<A extends TaskArguments>(task: Builder<A>) {
  return task
    .addOption({ name: "nonce", description: "The first one nobody has taken", ...TEXT })
    .addOption({ name: "title", description: "In a few words", ...TEXT })
    .addOption({ name: "note", description: "Why, for people: owners do not sign it", ...TEXT })
    .addOption({ name: "out", description: "The file to write", ...TEXT })
    .addOption({ name: "folder", description: "Folder to write it to", defaultValue: "safes" });
}
