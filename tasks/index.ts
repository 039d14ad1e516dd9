import { definePlugin } from "hardhat/plugins";
import { auditTasks } from "./audit/index.ts";
import { backupFileTasks } from "./backup/index.ts";
import { charterTasks } from "./charter/index.ts";
import { conclaveTasks } from "./conclave/index.ts";
import { emergencyTasks } from "./emergency/index.ts";
import { holderTasks } from "./holder/index.ts";
import { keyTasks } from "./key/index.ts";
import { packetTasks } from "./packet/index.ts";
import { proposalTasks } from "./proposal/index.ts";
import { roleTasks } from "./role/index.ts";
import { safeTasks } from "./safe/index.ts";
import { seedTasks } from "./seed/index.ts";
import { sweepTasks } from "./sweep/index.ts";

/** Conclave's commands: `hardhat charter check`, `hardhat proposal create`, … Each is an adapter over `src/`. */
export default definePlugin({
  id: "conclave",
  npmPackage: null,
  tasks: [
    ...charterTasks,
    ...keyTasks,
    ...seedTasks,
    ...backupFileTasks,
    ...packetTasks,
    ...proposalTasks,
    ...conclaveTasks,
    ...emergencyTasks,
    ...sweepTasks,
    ...safeTasks,
    ...auditTasks,
    ...roleTasks,
    ...holderTasks,
  ],
});
