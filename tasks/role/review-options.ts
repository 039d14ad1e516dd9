import type { TaskArguments } from "hardhat/types/tasks";
import { type Builder, command, optional, TEXT, withPlace } from "../options.ts";

/** Where the record begins, and how far uses without a log are looked for. */
export function withSearch<A extends TaskArguments>(task: Builder<A>) {
  return optional(
    task,
    "scan",
    "Blocks looked through one by one for uses without a log, at most; 20000",
  ).addOption({
    name: "fromBlock",
    description: "The block that created the Conclave, or an earlier one",
    defaultValue: "0",
  });
}

/** What a review is prepared from. */
export function withGround<A extends TaskArguments>(task: Builder<A>) {
  return withSearch(withPlace(task))
    .addOption({ name: "manager", description: "The RoleManager, if not the charter's", ...TEXT })
    .addOption({ name: "toBlock", description: "The block to look at; the latest", ...TEXT })
    .addOption({ name: "unusedFor", description: "How long without use is unused; 90 days", ...TEXT })
    .addOption({ name: "since", description: "From when joiners, movers and leavers are told", ...TEXT })
    .addOption({ name: "world", description: "File of `role catalogue`, for privileges elsewhere", ...TEXT });
}

/** A task about one review file. */
export function about(name: string, help: string, rest: string) {
  return command(
    `role review ${name}`,
    help,
    `role review ${name} review.json ${rest}`.trimEnd(),
  ).addPositionalArgument({ name: "file", description: "The review file" });
}

/** Which of its roles. */
export function withRole<A extends TaskArguments>(task: Builder<A>) {
  return optional(task, "role", "One role, by name or number; needed where there are several");
}

export const reviewer = { name: "as", description: "The reviewer's key, by its label" } as const;
