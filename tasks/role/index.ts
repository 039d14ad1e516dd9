import { emptyTask } from "hardhat/config";
import type { TaskDefinition } from "hardhat/types/tasks";
import { catalogueTasks } from "./catalogue-tasks.ts";
import { checkTasks } from "./check-tasks.ts";
import { deployTasks } from "./deploy-tasks.ts";
import { historyTasks } from "./history-tasks.ts";
import { reachTasks } from "./reach-tasks.ts";
import { respondTasks } from "./respond-tasks.ts";
import { reviewTasks } from "./review-tasks.ts";

export const roleTasks: TaskDefinition[] = [
  emptyTask("role", "Roles: who can do what, and what one person could do alone").build(),
  ...deployTasks,
  ...catalogueTasks,
  ...checkTasks,
  ...historyTasks,
  ...reachTasks,
  ...reviewTasks,
  ...respondTasks,
];
