import type { TaskDefinition } from "hardhat/types/tasks";
import { command, optional } from "../options.ts";
import { withWorld } from "./catalogue-tasks.ts";

const collusion = withWorld(
  command(
    "role collusion",
    "Find the smallest sets of people who could move funds, change the charter, upgrade, pause, veto or block",
    "role collusion --goal funds --world world.json",
  ),
);
const blast = withWorld(
  command(
    "role blast",
    "Say all that one key, person, organisation, model, maker or place could do alone, and who can stop it",
    "role blast --holder Ana --world world.json",
  ),
);

const UNITS = [
  ["key", "A key: its label, index or account"],
  ["holder", "A person: name or number"],
  ["organisation", "Everybody of an organisation"],
  ["device", "All keys on one model of device"],
  ["vendor", "All keys on devices of one maker"],
  ["place", "All keys in one place"],
  ["account", "An account: a key's, an outsider's, or a contract's as if it were captured"],
] as const;

/** What few could do, and what one could. */
export const reachTasks: TaskDefinition[] = [
  optional(
    optional(
      optional(
        optional(collusion, "goal", "funds, charter, upgrade, pause, veto or block; all of them if left out"),
        "on",
        "One contract: its label or address",
      ),
      "by",
      "people, organisations, vendors or places; all of them, in numbers, if left out",
    ),
    "svg",
    "File for a picture of what leads to the goal",
  )
    .setAction(() => import("./collusion.ts"))
    .build(),
  UNITS.reduce(
    (task, [name, description]) => optional(task, name, description) as typeof task,
    optional(blast, "svg", "File for a picture of what the unit does"),
  )
    .setAction(() => import("./blast.ts"))
    .build(),
];
