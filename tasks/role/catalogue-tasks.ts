import type { TaskArguments, TaskDefinition } from "hardhat/types/tasks";
import { type Builder, command, optional, withNetwork } from "../options.ts";

/** Which world: a file's, or what a chain says about a charter's contracts. */
export function withWorld<A extends TaskArguments>(task: Builder<A>) {
  const named = optional(withNetwork(task), "charter", "Charter file; charter.yaml if there is one");
  return optional(named, "world", "A world that was written before, instead of asking a node")
    .addOption({ name: "block", description: "Number, latest or finalized", defaultValue: "finalized" })
    .addOption({
      name: "fromBlock",
      description: "First block whose logs are read, where the node cannot say when a contract began",
      defaultValue: "0",
    });
}

const catalogue = command(
  "role catalogue",
  "List who can do what over the charter's contracts, and whoever has power over those",
  "role catalogue --network localhost",
);

/** What there is, before anybody judges it. */
export const catalogueTasks: TaskDefinition[] = [
  optional(withWorld(catalogue), "out", "File for the world, to be read again with --world")
    .addFlag({ name: "markdown", description: "Print Markdown" })
    .setAction(() => import("./catalogue.ts"))
    .build(),
];
