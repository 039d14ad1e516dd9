import { emptyTask, task } from "hardhat/config";
import type { TaskDefinition } from "hardhat/types/tasks";
import {
  optional,
  withDraft,
  withJson,
  withKeys,
  withPassword,
  withPlace,
  withSigner,
  withSubmitter,
} from "../options.ts";

const label = { name: "label", description: "The keystore's label, or its file" } as const;
const yes = { name: "yes", description: "Go on without asking" } as const;
const person = { name: "person", description: "Name in the charter, or holder number" } as const;
const chain = { name: "chain", description: "Ask the chain for the key's state as well" } as const;

/** A task in which a key acts on-chain. */
function acting(name: string, description: string) {
  return withSubmitter(withKeys(withPlace(withJson(task(["key", name], description)))));
}

export const keyTasks: TaskDefinition[] = [
  emptyTask("key", "Keys: made, kept encrypted, taken into use, rotated and retired").build(),
  withPassword(
    optional(
      optional(
        withKeys(
          withJson(
            task(
              ["key", "generate"],
              "Make a key in an encrypted keystore. Example: hardhat key generate ana --holder Ana",
            ),
          ),
        ),
        "holder",
        "The person who holds it",
      ),
      "purpose",
      "What it is for",
    ),
  )
    .addOption({ name: "curve", description: "secp256k1 or P-256", defaultValue: "secp256k1" })
    .addFlag({ name: "light", description: "Cheap encryption, for tests and demonstrations" })
    .addPositionalArgument({ name: "label", description: "Names the key and its file" })
    .setAction(() => import("./generate.ts"))
    .build(),
  withPlace(
    withKeys(
      withJson(
        task(["key", "list"], "List the keystores of a folder. Example: hardhat key list --keys keys"),
      ),
    ),
  )
    .addFlag(chain)
    .setAction(() => import("./list.ts"))
    .build(),
  withPlace(
    withKeys(withJson(task(["key", "show"], "Show one keystore. Example: hardhat key show ana --chain"))),
  )
    .addFlag(chain)
    .addPositionalArgument(label)
    .setAction(() => import("./show.ts"))
    .build(),
  withPassword(
    acting("activate", "Take a key into use, by its own signature. Example: hardhat key activate ana"),
  )
    .addPositionalArgument(label)
    .setAction(() => import("./activate.ts"))
    .build(),
  withSigner(
    acting(
      "suspend",
      "As guardian, suspend a person for a while. Example: hardhat key suspend Ben --key gus --yes",
    ),
  )
    .addPositionalArgument(person)
    .addFlag(yes)
    .setAction(() => import("./suspend.ts"))
    .build(),
  withSigner(
    acting("lift", "As the same guardian, lift a suspension. Example: hardhat key lift Ben --key gus --yes"),
  )
    .addPositionalArgument(person)
    .addFlag(yes)
    .setAction(() => import("./lift.ts"))
    .build(),
  withPassword(
    acting(
      "compromise",
      "Declare one's own key compromised, for good. Example: hardhat key compromise ana --yes",
    ),
  )
    .addPositionalArgument(label)
    .addFlag(yes)
    .setAction(() => import("./compromise.ts"))
    .build(),
  acting("retire", "Retire a key that is empty, or say what is left on it. Example: hardhat key retire k4")
    .addPositionalArgument({ name: "key", description: "Its label in the charter, or its index" })
    .setAction(() => import("./retire.ts"))
    .build(),
  withDraft(
    optional(
      optional(
        withPassword(
          withKeys(
            withPlace(
              withJson(
                task(
                  ["key", "rotate"],
                  "Make a key's successor, enter it into the charter, and draft the amendment. Example: hardhat key rotate k4",
                ),
              ),
            ),
          ),
        ),
        "label",
        "The successor's label; the old one with a number",
      ),
      "expires",
      "When the successor expires, such as 2027-05-01; a year from now",
    ),
  )
    .addFlag({ name: "light", description: "Cheap encryption, for tests and demonstrations" })
    .addPositionalArgument({ name: "key", description: "The old key's label in the charter" })
    .setAction(() => import("./rotate.ts"))
    .build(),
];
