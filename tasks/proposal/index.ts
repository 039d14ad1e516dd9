import { emptyTask, task } from "hardhat/config";
import type { NewTaskDefinitionBuilder, TaskArguments, TaskDefinition } from "hardhat/types/tasks";
import {
  optional,
  withDraft,
  withJson,
  withKeys,
  withPlace,
  withSigner,
  withSource,
  withSubmitter,
} from "../options.ts";

const file = { name: "file", description: "The proposal file" } as const;
const yes = {
  name: "yes",
  description: "Go on without asking; for those who have read what --json or no --key shows",
} as const;
const folder = {
  name: "folder",
  description: "Folder of proposal files",
  defaultValue: "proposals",
} as const;

/** A task about one proposal file on a chain. */
function about(name: string, description: string) {
  return withPlace(withJson(task(["proposal", name], description))).addPositionalArgument(file);
}

/** The same, with a key that signs. */
function signing<A extends TaskArguments>(builder: NewTaskDefinitionBuilder<A, "MISSING_ACTION">) {
  return withSigner(withKeys(builder));
}

export const proposalTasks: TaskDefinition[] = [
  emptyTask("proposal", "Proposals: created, tested, approved, submitted, executed").build(),
  withDraft(
    withSource(
      signing(
        withPlace(
          withJson(
            task(
              ["proposal", "create"],
              'Write a proposal file from a call, a batch, or the charter\'s changes. Example: hardhat proposal create --to vault --function "setFee(uint256 fee)" --args 5',
            ),
          ),
        ),
      ),
    ),
  )
    .setAction(() => import("./create.ts"))
    .build(),
  signing(
    about(
      "test",
      "Simulate a proposal on a fork and put the report into the file. Example: hardhat proposal test proposals/fee.json --key eve",
    ),
  )
    .addFlag({ name: "dry", description: "Leave the file as it is" })
    .setAction(() => import("./test.ts"))
    .build(),
  withSubmitter(
    optional(
      signing(
        about(
          "approve",
          "Show a proposal, all of it recomputed, and sign it with --key. Example: hardhat proposal approve proposals/fee.json --key ben",
        ),
      ),
      "act",
      "What to sign: propose, approve or test; by the key's role if left out",
    ),
  )
    .addFlag(yes)
    .addFlag({ name: "repeat", description: "Simulate again, on a fork, before believing the report" })
    .addFlag({ name: "onChain", description: "Approve by a transaction from the key's own account" })
    .setAction(() => import("./approve.ts"))
    .build(),
  withSubmitter(
    withKeys(
      about(
        "submit",
        "Schedule a proposal that has its signatures. Example: hardhat proposal submit proposals/fee.json",
      ),
    ),
  )
    .setAction(() => import("./submit.ts"))
    .build(),
  withSubmitter(
    withKeys(
      about(
        "execute",
        "Run an operation that is ready. Example: hardhat proposal execute proposals/fee.json",
      ),
    ),
  )
    .addFlag({ name: "clear", description: "Free the lane of an operation that can run no more" })
    .setAction(() => import("./execute.ts"))
    .build(),
  withSubmitter(
    signing(
      about(
        "cancel",
        "End a waiting operation, as guardian. Example: hardhat proposal cancel proposals/fee.json --key gus --yes",
      ),
    ),
  )
    .addFlag(yes)
    .setAction(() => import("./cancel.ts"))
    .build(),
  about(
    "status",
    "Say who is still needed and when it is ready. Example: hardhat proposal status proposals/fee.json",
  )
    .setAction(() => import("./status.ts"))
    .build(),
  withPlace(
    withJson(
      task(
        ["proposal", "list"],
        "List the proposals of a folder. Example: hardhat proposal list --folder proposals",
      ),
    ),
  )
    .addOption(folder)
    .setAction(() => import("./list.ts"))
    .build(),
  withJson(
    task(
      ["proposal", "merge"],
      "Collect the signatures of copies in one file. Example: hardhat proposal merge fee.json fee-ben.json fee-cleo.json",
    ),
  )
    .addPositionalArgument(file)
    .addVariadicArgument({ name: "copies", description: "Copies with further signatures" })
    .setAction(() => import("./merge.ts"))
    .build(),
];
