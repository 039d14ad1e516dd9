import type { TaskDefinition } from "hardhat/types/tasks";
import { command, optional, withPlace } from "../options.ts";

const respond = withPlace(
  command(
    "role respond",
    "Draft all that takes a key's or a person's powers away, the quickest first",
    "role respond --key k4 --folder respond",
  ),
);

/** What is ready to be approved when a key is lost or stolen. */
export const respondTasks: TaskDefinition[] = [
  optional(
    optional(
      optional(
        optional(respond, "key", "The key: its label in the charter, or its address"),
        "holder",
        "The person, with all their keys: name in the charter, or holder number",
      ),
      "world",
      "Who can do what, from `role catalogue --out`; discovered now if left out",
    ),
    "successor",
    "Address that takes the place in Safes",
  )
    .addFlag({ name: "noSuspend", description: "Leave the suspension out" })
    .addOption({ name: "folder", description: "Folder to write to", defaultValue: "respond" })
    .setAction(() => import("./respond.ts"))
    .build(),
];
