import { emptyTask } from "hardhat/config";
import type { TaskDefinition } from "hardhat/types/tasks";
import {
  command,
  TEXT,
  withKeys,
  withNetwork,
  withPlace,
  withSigner,
  withSubmitter,
  withYes,
} from "../options.ts";
import { about, reviewer, withGround, withRole, withSearch } from "./review-options.ts";

/** Reviews of the RoleManager's grants: prepared, decided, signed, submitted. */
export const reviewTasks: TaskDefinition[] = [
  emptyTask(["role", "review"], "Grants reviewed: by whom, until when, with which reason").build(),
  withGround(
    command(
      "role review prepare",
      "Write the file that reviewers decide in",
      "role review prepare --role pauser",
    ),
  )
    .addOption({
      name: "role",
      description: "Roles by name or number, by commas; all that have members",
      ...TEXT,
    })
    .addOption({ name: "validFor", description: "Until signatures must be submitted; 14 days", ...TEXT })
    .addOption({ name: "out", description: "The file to write", defaultValue: "review.json" })
    .setAction(() => import("./review/prepare.ts"))
    .build(),
  withRole(about("decide", "Keep or drop grants", "--as ben --keep ana,cleo --drop dan"))
    .addOption({ ...reviewer, ...TEXT })
    .addOption({ name: "keep", description: "Members to keep, by label or address, by commas", ...TEXT })
    .addOption({ name: "drop", description: "Members to drop, likewise", ...TEXT })
    .addOption({ name: "reason", description: "Why, in a few words", defaultValue: "" })
    .setAction(() => import("./review/decide.ts"))
    .build(),
  withRole(
    withYes(withSigner(withKeys(withSearch(withPlace(about("sign", "Sign your decisions", "--key ben")))))),
  )
    .setAction(() => import("./review/sign.ts"))
    .build(),
  withRole(withSearch(withPlace(about("typed", "Print what a wallet of your own is to sign", "ben"))))
    .addPositionalArgument(reviewer)
    .setAction(() => import("./review/typed.ts"))
    .build(),
  withRole(withNetwork(about("add", "Add a signature made by a wallet", "ben 0x…")))
    .addPositionalArgument(reviewer)
    .addPositionalArgument({ name: "signature", description: "The signature, in hex" })
    .setAction(() => import("./review/add.ts"))
    .build(),
  withSubmitter(withKeys(withNetwork(about("submit", "Hand in what is signed; anybody may", ""))))
    .addOption({ name: "charter", description: "Charter file; charter.yaml if there is one", ...TEXT })
    .addFlag({ name: "own", description: "Decide as the submitter, who is a reviewer, without signatures" })
    .addOption({ name: "tier", description: "Of the proposal for what the Conclave alone decides", ...TEXT })
    .addOption({ name: "lane", description: "Number within the tier; a free one", ...TEXT })
    .addOption({ name: "approvals", description: "To demand; the tier's number", ...TEXT })
    .addOption({ name: "validFor", description: "Until it must be submitted; the signing window", ...TEXT })
    .addOption({ name: "title", description: "Of the proposal, in a few words", ...TEXT })
    .addOption({ name: "note", description: "Why; its hash is signed", defaultValue: "" })
    .addOption({ name: "out", description: "The proposal file to write", ...TEXT })
    .addOption({ name: "folder", description: "Folder to write it to", defaultValue: "proposals" })
    .setAction(() => import("./review/submit.ts"))
    .build(),
  withGround(
    command("role review list", "What waits for reviewers", "role review list --within 14d --fail-on due"),
  )
    .addOption({
      name: "within",
      description: "How long before a review it is called due",
      defaultValue: "14d",
    })
    .addOption({
      name: "failOn",
      description: "Exit code 1 on: overdue, conflicts, due, unused, or none",
      defaultValue: "overdue",
    })
    .setAction(() => import("./review/list.ts"))
    .build(),
];
