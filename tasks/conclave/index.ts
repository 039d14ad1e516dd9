import { emptyTask } from "hardhat/config";
import type { TaskDefinition } from "hardhat/types/tasks";
import {
  command,
  optional,
  withKeys,
  withNetwork,
  withPlace,
  withSigner,
  withSubmitter,
  withYes,
} from "../options.ts";

const deploy = command(
  "conclave deploy",
  "Deploy the Conclave of a charter",
  "conclave deploy --network localhost --record",
);
const show = command(
  "conclave show",
  "Show keys, suspensions and lanes as they are on-chain",
  "conclave show --network localhost",
);
const voidAll = command(
  "conclave void",
  "As guardian, void all consent given so far",
  "conclave void --key gus --yes",
);

export const conclaveTasks: TaskDefinition[] = [
  emptyTask("conclave", "The Conclave itself: deployed, shown, voided").build(),
  withYes(optional(withSubmitter(withKeys(withNetwork(deploy))), "charter", "Charter file; charter.yaml"))
    .addFlag({ name: "record", description: "Write its address into the charter" })
    .setAction(() => import("./deploy.ts"))
    .build(),
  withPlace(show)
    .setAction(() => import("./show.ts"))
    .build(),
  withYes(withSubmitter(withSigner(withKeys(withPlace(voidAll)))))
    .setAction(() => import("./void.ts"))
    .build(),
];
