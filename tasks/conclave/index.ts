import { emptyTask, task } from "hardhat/config";
import type { TaskDefinition } from "hardhat/types/tasks";
import {
  optional,
  withJson,
  withKeys,
  withNetwork,
  withPlace,
  withSigner,
  withSubmitter,
} from "../options.ts";

const yes = { name: "yes", description: "Go on without asking" } as const;

export const conclaveTasks: TaskDefinition[] = [
  emptyTask("conclave", "The Conclave itself: deployed, shown, voided").build(),
  optional(
    withSubmitter(
      withKeys(
        withNetwork(
          withJson(
            task(
              ["conclave", "deploy"],
              "Deploy the Conclave of a charter. Example: hardhat conclave deploy --network localhost --record",
            ),
          ),
        ),
      ),
    ),
    "charter",
    "Charter file; charter.yaml",
  )
    .addFlag({ name: "record", description: "Write its address into the charter" })
    .addFlag(yes)
    .setAction(() => import("./deploy.ts"))
    .build(),
  withPlace(
    withJson(
      task(
        ["conclave", "show"],
        "Show keys, suspensions and lanes as they are on-chain. Example: hardhat conclave show --network localhost",
      ),
    ),
  )
    .setAction(() => import("./show.ts"))
    .build(),
  withSubmitter(
    withSigner(
      withKeys(
        withPlace(
          withJson(
            task(
              ["conclave", "void"],
              "As guardian, void all consent given so far. Example: hardhat conclave void --key gus --yes",
            ),
          ),
        ),
      ),
    ),
  )
    .addFlag(yes)
    .setAction(() => import("./void.ts"))
    .build(),
];
