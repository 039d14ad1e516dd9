import type { TaskDefinition } from "hardhat/types/tasks";
import {
  command,
  optional,
  withKeys,
  withPassword,
  withPlace,
  withSigner,
  withSubmitter,
  withYes,
} from "../options.ts";

const label = { name: "label", description: "The keystore's label, or its file" } as const;
const SOFTWARE = "Hashes of programs a ceremony's transcript may name besides this one, by commas";
const person = { name: "person", description: "Name in the charter, or holder number" } as const;

/** A task in which a key acts on-chain. */
function acting(name: string, help: string, example: string) {
  return withSubmitter(withKeys(withPlace(command(`key ${name}`, help, `key ${name} ${example}`))));
}

export const actTasks: TaskDefinition[] = [
  optional(
    optional(
      optional(
        withPassword(acting("activate", "Take a key into use, by its own signature", "ana")),
        "proof",
        "Its signature, made on a machine without network: the file, or its codes",
      ),
      "ceremony",
      "Transcript of the ceremony at which it was made: goes on record after it",
    ),
    "software",
    SOFTWARE,
  )
    .addPositionalArgument(label)
    .setAction(() => import("./activate.ts"))
    .build(),
  withYes(withSigner(acting("suspend", "As guardian, suspend a person for a while", "Ben --key gus --yes")))
    .addPositionalArgument(person)
    .setAction(() => import("./suspend.ts"))
    .build(),
  withYes(withSigner(acting("lift", "As the same guardian, lift a suspension", "Ben --key gus --yes")))
    .addPositionalArgument(person)
    .setAction(() => import("./lift.ts"))
    .build(),
  withYes(withPassword(acting("compromise", "Declare one's own key compromised, for good", "ana --yes")))
    .addPositionalArgument(label)
    .setAction(() => import("./compromise.ts"))
    .build(),
  acting("retire", "Retire a key that is empty, or say what is left on it", "k4")
    .addPositionalArgument({ name: "key", description: "Its label in the charter, or its index" })
    .setAction(() => import("./retire.ts"))
    .build(),
  optional(
    withYes(
      withSigner(
        acting(
          "attest",
          "As witness, put on record that a key is done with, or what else there is to say of it",
          "k6 minutes.pdf --key eve",
        ),
      ),
    ),
    "software",
    SOFTWARE,
  )
    .addOption({
      name: "about",
      description: "retirement, ceremony (the document is its transcript) or drill (its record)",
      defaultValue: "retirement",
    })
    .addPositionalArgument({
      name: "subject",
      description: "The key: its label in the charter, or its index",
    })
    .addPositionalArgument({ name: "document", description: "The file that says so; its hash is recorded" })
    .setAction(() => import("./attest.ts"))
    .build(),
];
