import { emptyTask } from "hardhat/config";
import type { TaskDefinition } from "hardhat/types/tasks";
import { command, withKeys, withSigner, withSubmitter, withYes } from "../options.ts";
import { exchangeTasks } from "./exchange-tasks.ts";
import { guardTasks } from "./guard-tasks.ts";
import { historyTasks } from "./history-tasks.ts";
import {
  aboutFile,
  aboutSafe,
  withCalls,
  withNewFile,
  withOffline,
  withOwner,
  withPinned,
  withSettings,
  withSimulation,
} from "./options.ts";
import { ownersTasks } from "./owners-tasks.ts";
import { queueTasks } from "./queue-tasks.ts";

const create = aboutSafe("create", "Write a transaction of a Safe to a file", "--add-owner 0x…");
const show = command("safe show", "Show a Safe, or a file and all it would do", "safe show eth:0x…");

export const safeTasks: TaskDefinition[] = [
  emptyTask("safe", "Safes that people have: transactions created, tested, signed, executed").build(),
  withNewFile(withSettings(withCalls(withSigner(withKeys(create)))))
    .setAction(() => import("./create.ts"))
    .build(),
  withSimulation(withPinned(show))
    .addPositionalArgument({ name: "what", description: "A Safe's address, or a Safe proposal file" })
    .setAction(() => import("./show.ts"))
    .build(),
  aboutFile("test", "Simulate a file's transaction on a fork, with the Safe's own checks and its guard's")
    .setAction(() => import("./test.ts"))
    .build(),
  withYes(
    withSimulation(
      withOffline(
        withOwner(withSigner(withKeys(aboutFile("sign", "Show all of a file, and sign it", "--key ben")))),
      ),
    ),
  )
    .setAction(() => import("./sign.ts"))
    .build(),
  aboutFile("status", "Say who signed, who may still, and whether it can be executed")
    .setAction(() => import("./status.ts"))
    .build(),
  withYes(
    withSigner(
      withKeys(aboutFile("approve", "Approve by a transaction from an owner's own account", "--key ben")),
    ),
  )
    .setAction(() => import("./approve.ts"))
    .build(),
  withSubmitter(withKeys(aboutFile("execute", "Execute a file's transaction; open to anybody")))
    .setAction(() => import("./execute.ts"))
    .build(),
  withNewFile(
    withSigner(withKeys(aboutFile("reject", "Write a transaction that does nothing and takes its nonce"))),
  )
    .setAction(() => import("./reject.ts"))
    .build(),
  ...exchangeTasks,
  ...historyTasks,
  ...guardTasks,
  ...ownersTasks,
  ...queueTasks,
];
