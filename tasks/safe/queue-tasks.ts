import type { TaskArguments, TaskDefinition } from "hardhat/types/tasks";
import { type Builder, command, optional, TEXT, withKeys, withSigner } from "../options.ts";
import { aboutFile, aboutSafe, withPinned } from "./options.ts";

/** A Transaction Service, which nothing needs. */
function withService<A extends TaskArguments>(task: Builder<A>) {
  return task
    .addOption({
      name: "service",
      description: "URL of a Transaction Service (it ends in /api), or hosted for Safe's own",
      ...TEXT,
    })
    .addOption({
      name: "serviceKeyFile",
      description: "File (mode 0600) with the service's key as its only line",
      ...TEXT,
    })
    .addOption({
      name: "serviceKeyFd",
      description: "Descriptor to read the service's key from, such as 3",
      ...TEXT,
    });
}

function withFolder<A extends TaskArguments>(task: Builder<A>) {
  return task.addOption({ name: "folder", description: "Folder of the Safe's files", defaultValue: "safes" });
}

const SERVICE = "--service https://host/api";
const pull = command(
  "safe pull",
  "Fetch from a Transaction Service what is queued, or signatures for one file",
  `safe pull eth:0x… ${SERVICE}`,
);

export const queueTasks: TaskDefinition[] = [
  optional(
    optional(
      withFolder(withService(aboutSafe("queue", "Examine what waits in files and at a service"))),
      "known",
      "Addresses that are yours, by commas: what looks like them is a danger",
    ),
    "staleAfter",
    "How long something may wait; 30 days",
  )
    .addOption({
      name: "fromBlock",
      description: "The block that created the Safe, or an earlier one",
      defaultValue: "0",
    })
    .setAction(() => import("./queue.ts"))
    .build(),
  withService(aboutFile("propose", "Hand a file and its signatures in at a Transaction Service", SERVICE))
    .setAction(() => import("./propose.ts"))
    .build(),
  withFolder(withService(withPinned(pull)))
    .addPositionalArgument({ name: "what", description: "A Safe's address, or a Safe proposal file" })
    .setAction(() => import("./pull.ts"))
    .build(),
  optional(
    withSigner(withKeys(withFolder(withService(aboutSafe("void", "Write rejections for what is queued"))))),
    "nonces",
    "Which, by commas; all that is queued if left out",
  )
    .setAction(() => import("./void.ts"))
    .build(),
];
