import type { TaskArguments } from "hardhat/types/tasks";
import { type Builder, TEXT } from "../options.ts";

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
