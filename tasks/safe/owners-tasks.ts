import { emptyTask } from "hardhat/config";
import type { TaskDefinition } from "hardhat/types/tasks";
import { command, TEXT, withKeys, withNetwork, withPlace, withSigner, withSubmitter } from "../options.ts";

const safe = {
  name: "safe",
  description: "The Safe, with or without its chain's short name",
} as const;

function aboutRoster(name: string, help: string) {
  return command(`safe roster ${name}`, help, `safe roster ${name} safes.yaml`).addPositionalArgument({
    name: "file",
    description: "Which keys are to own which Safes",
    defaultValue: "safes.yaml",
  });
}

const folder = {
  name: "folder",
  description: "Folder of the plans, one file for each Safe",
  defaultValue: "safes/plan",
} as const;

/** Who owns Safes: examined, and brought to what one file says. */
export const ownersTasks: TaskDefinition[] = [
  withPlace(
    command(
      "safe check",
      "Examine a Safe for what is known to go wrong",
      "safe check eth:0x… --fail-on high",
    ),
  )
    .addPositionalArgument(safe)
    .addOption({ name: "also", description: "Other chains: networks or URLs, by commas", ...TEXT })
    .addOption({ name: "fromBlock", description: "First block of its events", ...TEXT })
    .addOption({ name: "silence", description: "How long owners may be silent", defaultValue: "180 days" })
    .addOption({ name: "failOn", description: "Fail from this severity on: low to critical", ...TEXT })
    .setAction(() => import("./check.ts"))
    .build(),
  withSigner(
    withKeys(
      withNetwork(
        command(
          "safe prove",
          "Prove that you hold a key that is to own a Safe",
          "safe prove eth:0x… --key ben",
        ),
      ),
    ),
  )
    .addPositionalArgument(safe)
    .addOption({ name: "owner", description: "The new owner, if its key is no keystore", ...TEXT })
    .addOption({ name: "signature", description: "The owner's, over the typed data", ...TEXT })
    .addOption({ name: "deadline", description: "The one that was signed, in UNIX seconds", ...TEXT })
    .addOption({ name: "holds", description: "How long, 90 days at most", defaultValue: "30 days" })
    .addOption({ name: "folder", description: "Folder of proofs", defaultValue: "safes/proofs" })
    .setAction(() => import("./prove.ts"))
    .build(),
  emptyTask(["safe", "roster"], "Who owns which Safes, on every chain").build(),
  aboutRoster("diff", "Say what differs between safes.yaml and the chains")
    .setAction(() => import("./roster/diff.ts"))
    .build(),
  aboutRoster("plan", "Write a proposal for each Safe that differs")
    .addOption(folder)
    .addOption({ name: "proofs", description: "Folder of proofs", defaultValue: "safes/proofs" })
    .addFlag({ name: "replace", description: "Put new plans in the place of other ones" })
    .setAction(() => import("./roster/plan.ts"))
    .build(),
  withSubmitter(withKeys(aboutRoster("apply", "Execute the plans that have their signatures")))
    .addOption(folder)
    .setAction(() => import("./roster/apply.ts"))
    .build(),
];
