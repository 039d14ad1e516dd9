import type { TaskDefinition } from "hardhat/types/tasks";
import { command, withKeys, withPlace, withSigner, withSubmitter, withYes } from "../options.ts";
import { withDraft, withSource } from "../proposal/options.ts";

const emergency = command(
  "emergency",
  "Run one of the exact calls that need no delay",
  'emergency --to vault --function "pause()" --key gus --yes',
);

export const emergencyTasks: TaskDefinition[] = [
  withYes(withDraft(withSource(withSubmitter(withSigner(withKeys(withPlace(emergency)))))))
    .addPositionalArgument({
      name: "file",
      description: "A proposal file that waits for its second signature; left out, --to says what to call",
      defaultValue: "",
    })
    .setAction(() => import("./run.ts"))
    .build(),
];
