import { emptyTask } from "hardhat/config";
import type { TaskArguments, TaskDefinition } from "hardhat/types/tasks";
import {
  type Builder,
  command,
  TEXT,
  withAccount,
  withKeys,
  withSignature,
  withSignedAt,
  withSigner,
  withYes,
} from "../options.ts";

const file = { name: "file", description: "The form", defaultValue: "transport.json" } as const;

/** What somebody found who looked at the packages. */
function withFound<A extends TaskArguments>(task: Builder<A>) {
  return task
    .addOption({ name: "seals", description: "The numbers as you read them off the packages", ...TEXT })
    .addFlag({ name: "damaged", description: "A package or seal is damaged" })
    .addOption({ name: "remarks", description: "What you see", ...TEXT });
}

/** The form for what travels as a thing. */
export const formTasks: TaskDefinition[] = [
  emptyTask(["packet", "form"], "The form for key material that travels as a thing").build(),
  command(
    "packet form make",
    "Write the form: what, seals, carrier, two people at each end",
    "packet form make transport.json --seals A1234,A1235",
  )
    .addOption({ name: "about", description: "What the packages hold", ...TEXT })
    .addOption({ name: "seals", description: "The seals' numbers between commas", ...TEXT })
    .addOption({ name: "carrier", description: "Who carries the packages", ...TEXT })
    .addOption({ name: "from", description: "Place and two people: Vault: Ana=0x…, Ben=0x…", ...TEXT })
    .addOption({ name: "to", description: "Place and two people at the other end", ...TEXT })
    .addOption({ name: "expected", description: "When it should be there, such as 2027-05-01", ...TEXT })
    .addPositionalArgument(file)
    .setAction(() => import("./form/make.ts"))
    .build(),
  withYes(
    withSigner(
      withKeys(
        command(
          "packet form sign",
          "Sign that the packages were sealed and handed over",
          "packet form sign transport.json --key ana",
        ),
      ),
    ),
  )
    .addPositionalArgument(file)
    .setAction(() => import("./form/sign.ts"))
    .build(),
  withFound(
    withSigner(
      withKeys(
        command(
          "packet form check",
          "Compare the seals on arrival with the form, and sign what was found",
          "packet form check transport.json --seals A1234,A1235 --key cleo",
        ),
      ),
    ),
  )
    .addPositionalArgument(file)
    .setAction(() => import("./form/check.ts"))
    .build(),
  withFound(
    withSignedAt(
      withAccount(
        command(
          "packet form typed",
          "Print what one of the form's people signs with a wallet: of the arrival, with --seals",
          "packet form typed transport.json --account 0x…",
        ),
      ),
    ),
  )
    .addPositionalArgument(file)
    .setAction(() => import("./form/typed.ts"))
    .build(),
  withFound(
    withSignedAt(
      withSignature(
        command(
          "packet form add",
          "Add a signature made by a wallet, with the options of `packet form typed`",
          "packet form add transport.json --account 0x… --at 2027-05-01T12:00:00Z --signature 0x…",
        ),
      ),
    ),
  )
    .addPositionalArgument(file)
    .setAction(() => import("./form/add.ts"))
    .build(),
  command(
    "packet form verify",
    "Check the form's signatures, and whether all arrived as it was sent",
    "packet form verify transport.json",
  )
    .addPositionalArgument(file)
    .setAction(() => import("./form/verify.ts"))
    .build(),
];
