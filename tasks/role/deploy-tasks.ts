import type { TaskDefinition } from "hardhat/types/tasks";
import { command, withKeys, withPlace, withSubmitter, withYes } from "../options.ts";

const deploy = withPlace(
  command(
    "role deploy",
    "Deploy the Conclave's RoleManager, the authority over the roles of other contracts",
    "role deploy --network localhost --record",
  ),
);

/** The contract that all others about roles are about. */
export const deployTasks: TaskDefinition[] = [
  withYes(withSubmitter(withKeys(deploy)))
    .addFlag({ name: "record", description: "Write its address into the charter" })
    .setAction(() => import("./deploy.ts"))
    .build(),
];
