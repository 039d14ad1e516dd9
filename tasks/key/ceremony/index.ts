import { emptyTask } from "hardhat/config";
import { ArgumentType } from "hardhat/types/arguments";
import type { TaskArguments, TaskDefinition } from "hardhat/types/tasks";
import {
  type Builder,
  command,
  optional,
  withAccount,
  withKeys,
  withPassword,
  withPlace,
  withSignature,
  withSignedAt,
  withSigner,
  withYes,
} from "../../options.ts";

const light = { name: "light", description: "Cheap encryption, for rehearsals alone" } as const;
const transcript = { name: "transcript", description: "The transcript's file" } as const;

/** How a transcript is held against what is known. */
function verifying<A extends TaskArguments>(task: Builder<A>) {
  return optional(
    optional(task, "software", "Hashes of other programs that are known, by commas; this one always is"),
    "script",
    "The script's file as it was agreed on, to compare",
  ).addFlag({ name: "rehearsal", description: "Take a rehearsal's transcript as well" });
}

export const ceremonyTasks: TaskDefinition[] = [
  emptyTask(
    ["key", "ceremony"],
    "Ceremonies: keys made before witnesses, with a transcript that anybody can verify",
  ).build(),
  withPassword(
    withKeys(
      command(
        "key ceremony run",
        "Hold a ceremony by its script, or go on with one",
        "key ceremony run ceremony.yaml --out transcript.json",
      ),
    ),
  )
    .addOption({
      name: "out",
      description: "The transcript's file; one that is there is gone on with",
      type: ArgumentType.STRING,
      defaultValue: "transcript.json",
    })
    .addOption({
      name: "answers",
      description: "File (mode 0600) with answers written beforehand: makes it a rehearsal",
      type: ArgumentType.STRING_WITHOUT_DEFAULT,
      defaultValue: undefined,
    })
    .addFlag({ name: "rehearsal", description: "An exercise, and marked as one for good" })
    .addFlag(light)
    .addPositionalArgument({ name: "script", description: "The ceremony's script" })
    .setAction(() => import("./run.ts"))
    .build(),
  verifying(
    withYes(
      withSigner(
        withKeys(
          command(
            "key ceremony sign",
            "Sign a ceremony's transcript as somebody who was there",
            "key ceremony sign transcript.json --key wim",
          ),
        ),
      ),
    ),
  )
    .addPositionalArgument(transcript)
    .setAction(() => import("./sign.ts"))
    .build(),
  withSignedAt(
    verifying(
      withAccount(
        command(
          "key ceremony typed",
          "Print what somebody who was there signs with a wallet",
          "key ceremony typed transcript.json --account 0x…",
        ),
      ),
    ),
  )
    .addPositionalArgument(transcript)
    .setAction(() => import("./typed.ts"))
    .build(),
  withSignedAt(
    verifying(
      withSignature(
        command(
          "key ceremony add",
          "Add a signature made by a wallet",
          "key ceremony add transcript.json --account 0x… --at 2027-05-01T12:00:00Z --signature 0x…",
        ),
      ),
    ),
  )
    .addPositionalArgument(transcript)
    .setAction(() => import("./add.ts"))
    .build(),
  command(
    "key ceremony merge",
    "Put the signatures of several copies into one transcript",
    "key ceremony merge transcript.json from-wim.json",
  )
    .addPositionalArgument(transcript)
    .addVariadicArgument({ name: "copies", description: "Copies of it, with signatures" })
    .setAction(() => import("./merge.ts"))
    .build(),
  withPlace(
    verifying(
      command(
        "key ceremony verify",
        "Verify a ceremony's transcript",
        "key ceremony verify transcript.json --script ceremony.yaml",
      ),
    ),
  )
    .addFlag({ name: "chain", description: "Demand its hash on the Conclave's record as well" })
    .addPositionalArgument(transcript)
    .setAction(() => import("./verify.ts"))
    .build(),
];
