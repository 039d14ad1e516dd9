import { emptyTask } from "hardhat/config";
import type { TaskArguments, TaskDefinition } from "hardhat/types/tasks";
import {
  type Builder,
  command,
  optional,
  TEXT,
  withKeys,
  withPlace,
  withSigner,
  withSubmitter,
  withYes,
} from "../options.ts";
import { exitTasks } from "./exit/tasks.ts";
import { messageTasks } from "./message/tasks.ts";
import { aboutFile, aboutSafe } from "./options.ts";

const deploy = withPlace(
  command(
    "safe guard deploy",
    "Deploy the guard of a Conclave's Safes",
    "safe guard deploy --network localhost --record",
  ),
);

/** Safes under a Conclave: guarded, announced, left. */
export const guardTasks: TaskDefinition[] = [
  emptyTask(["safe", "guard"], "The guard that puts Safes under a Conclave").build(),
  withYes(withSubmitter(withKeys(deploy)))
    .addOption({ name: "exitDelay", description: "Until owners may leave; twice what tier 0 takes", ...TEXT })
    .addOption({ name: "exitWindow", description: "How long they then may; 14 days", ...TEXT })
    .addOption({ name: "modules", description: "Tiers to make modules for, such as 0,1", ...TEXT })
    .addFlag({ name: "record", description: "Write its address into the charter" })
    .setAction(() => import("./guard/deploy.ts"))
    .build(),
  withTarget(withGuard(aboutSafe("adopt", "Write the transaction by which a Safe adopts the guard")))
    .addOption({ name: "modules", description: "Tiers whose modules to enable, such as 0,1", ...TEXT })
    .addOption({ name: "trust", description: "Modules of the Safe to go on trusting, by commas", ...TEXT })
    .addFlag({ name: "dry", description: "Look only, write nothing" })
    .setAction(() => import("./adopt.ts"))
    .build(),
  withSubmitter(
    withSigner(
      withKeys(aboutFile("announce", "Sign an announcement as proposer or tester, or send it", "--send")),
    ),
  )
    .addOption({ name: "act", description: "propose or test; by the key's role if left out", ...TEXT })
    .addOption({
      name: "tester",
      description: "The tester's key, whom the proposer's signature names",
      ...TEXT,
    })
    .addOption({ name: "tier", description: "Its number; the cheapest whose rules allow it", ...TEXT })
    .addOption({ name: "validFor", description: "Until it must be sent; the signing window", ...TEXT })
    .addOption({ name: "report", description: "File to write the tester's report to", ...TEXT })
    .addFlag({ name: "send", description: "Tell the guard; anybody may" })
    .setAction(() => import("./announce.ts"))
    .build(),
  withYes(
    withSubmitter(
      withSigner(withKeys(aboutFile("withdraw", "Take back an announcement", "--key ana --yes"))),
    ),
  )
    .setAction(() => import("./withdraw.ts"))
    .build(),
  withTarget(withGuard(aboutSafe("leave", "Write the transaction by which a Safe leaves its guard")))
    .addOption({ name: "handler", description: "Fallback handler to put back, or none; Safe's own", ...TEXT })
    .addOption({ name: "adoption", description: "The file of its adoption, which kept the handler", ...TEXT })
    .setAction(() => import("./leave.ts"))
    .build(),
  ...exitTasks,
  ...messageTasks,
];

function withGuard<A extends TaskArguments>(task: Builder<A>) {
  return optional(task, "guard", "The guard; the charter's, else the Safe's own");
}

function withTarget<A extends TaskArguments>(task: Builder<A>) {
  return task
    .addOption({ name: "out", description: "The file to write", ...TEXT })
    .addOption({ name: "folder", description: "Folder to write it to", defaultValue: "safes" });
}
