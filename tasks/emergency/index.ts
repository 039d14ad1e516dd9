import { task } from "hardhat/config";
import type { TaskDefinition } from "hardhat/types/tasks";
import {
  withDraft,
  withJson,
  withKeys,
  withPlace,
  withSigner,
  withSource,
  withSubmitter,
} from "../options.ts";

export const emergencyTasks: TaskDefinition[] = [
  withDraft(
    withSource(
      withSubmitter(
        withSigner(
          withKeys(
            withPlace(
              withJson(
                task(
                  ["emergency"],
                  'Run one of the exact calls that need no delay. Example: hardhat emergency --to vault --function "pause()" --key gus --yes',
                ),
              ),
            ),
          ),
        ),
      ),
    ),
  )
    .addFlag({ name: "yes", description: "Go on without asking" })
    .addPositionalArgument({
      name: "file",
      description: "A proposal file that waits for its second signature; left out, --to says what to call",
      defaultValue: "",
    })
    .setAction(() => import("./run.ts"))
    .build(),
];
