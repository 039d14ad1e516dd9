import type { TaskDefinition } from "hardhat/types/tasks";
import { command, withKeys, withPlace, withSigner, withSubmitter, withYes } from "../options.ts";

/** A task about one proposal file on a chain. */
export function about(name: string, help: string, rest = "") {
  const example = `proposal ${name} proposals/fee.json ${rest}`.trimEnd();
  return withPlace(command(`proposal ${name}`, help, example)).addPositionalArgument({
    name: "file",
    description: "The proposal file",
  });
}

/** What sends a transaction about a proposal. */
export const sendingTasks: TaskDefinition[] = [
  withSubmitter(withKeys(about("submit", "Schedule a proposal that has its signatures")))
    .setAction(() => import("./submit.ts"))
    .build(),
  withSubmitter(withKeys(about("execute", "Run an operation that is ready")))
    .addFlag({ name: "clear", description: "Free the lane of an operation that can run no more" })
    .setAction(() => import("./execute.ts"))
    .build(),
  withYes(
    withSubmitter(
      withSigner(withKeys(about("cancel", "End a waiting operation, as guardian", "--key gus --yes"))),
    ),
  )
    .setAction(() => import("./cancel.ts"))
    .build(),
];
