import { emptyTask } from "hardhat/config";
import type { TaskDefinition } from "hardhat/types/tasks";
import { command, optional, withKeys, withPlace, withSigner, withSubmitter, withYes } from "../options.ts";
import { elsewhereTasks } from "./elsewhere.ts";
import { withDraft, withSource } from "./options.ts";
import { about, sendingTasks } from "./sending.ts";

const file = { name: "file", description: "The proposal file" } as const;
const folder = {
  name: "folder",
  description: "Folder of proposal files",
  defaultValue: "proposals",
} as const;

const create = command(
  "proposal create",
  "Write a proposal file from a call, a batch, or the charter's changes",
  'proposal create --to vault --function "setFee(uint256 fee)" --args 5',
);
const approve = withSubmitter(
  withSigner(
    withKeys(about("approve", "Show a proposal, all of it recomputed, and sign it with --key", "--key ben")),
  ),
);

export const proposalTasks: TaskDefinition[] = [
  emptyTask("proposal", "Proposals: created, tested, approved, submitted, executed").build(),
  withDraft(withSource(withSigner(withKeys(withPlace(create)))))
    .setAction(() => import("./create.ts"))
    .build(),
  withSigner(
    withKeys(about("test", "Simulate a proposal on a fork, put the report into the file", "--key eve")),
  )
    .addFlag({ name: "dry", description: "Leave the file as it is" })
    .setAction(() => import("./test.ts"))
    .build(),
  withYes(optional(approve, "act", "What to sign: propose, approve or test; by the key's role if left out"))
    .addFlag({ name: "repeat", description: "Simulate again, on a fork, before believing the report" })
    .addFlag({ name: "onChain", description: "Approve by a transaction from the key's own account" })
    .setAction(() => import("./approve.ts"))
    .build(),
  ...elsewhereTasks,
  ...sendingTasks,
  about("status", "Say who is still needed and when it is ready")
    .setAction(() => import("./status.ts"))
    .build(),
  withPlace(command("proposal list", "List the proposals of a folder", "proposal list --folder proposals"))
    .addOption(folder)
    .setAction(() => import("./list.ts"))
    .build(),
  command(
    "proposal merge",
    "Collect the signatures of copies in one file",
    "proposal merge fee.json fee-ben.json fee-cleo.json",
  )
    .addPositionalArgument(file)
    .addVariadicArgument({ name: "copies", description: "Copies with further signatures" })
    .setAction(() => import("./merge.ts"))
    .build(),
];
