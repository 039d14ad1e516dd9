import { emptyTask } from "hardhat/config";
import type { TaskDefinition } from "hardhat/types/tasks";
import { command, optional, TEXT, withKeys, withNewPassword, withPassword, withPlace } from "../options.ts";
import { withDraft } from "../proposal/options.ts";
import { actTasks } from "./acts.ts";
import { backupTasks } from "./backup-tasks.ts";
import { ceremonyTasks } from "./ceremony/index.ts";
import { withCloud, withRemote, withToken } from "./custody-options.ts";
import { lifeTasks } from "./life-tasks.ts";
import { logTasks } from "./log/tasks.ts";
import { makingTasks } from "./making-tasks.ts";
import { policyTasks } from "./policy/tasks.ts";

const chain = { name: "chain", description: "Ask the chain for the key's state as well" } as const;
const light = { name: "light", description: "Cheap encryption, for tests and demonstrations" } as const;
const label = { name: "label", description: "Its label, or its file" } as const;

const generate = withToken(
  withNewPassword(
    withKeys(
      command("key generate", "Make a key, in a keystore or a token", "key generate ana --holder Ana"),
    ),
  ),
);
const card = withRemote(
  withToken(
    withPassword(
      withKeys(
        command(
          "key card",
          "Write the card of a key that exists elsewhere",
          "key card ana --custody pkcs11 --module /usr/lib/softhsm/libsofthsm2.so --token owner --key-id 0a1b",
        ),
      ),
    ),
  ),
);
const rotate = withDraft(
  withNewPassword(
    withKeys(
      withPlace(
        command(
          "key rotate",
          "Make a key's successor, enter it into the charter, and draft the amendment",
          "key rotate k4",
        ),
      ),
    ),
  ),
);

export const keyTasks: TaskDefinition[] = [
  emptyTask("key", "Keys: made, kept encrypted, taken into use, rotated and retired").build(),
  optional(optional(generate, "holder", "The person who holds it"), "purpose", "What it is for")
    .addOption({ name: "curve", description: "secp256k1 or P-256", defaultValue: "secp256k1" })
    .addOption({ name: "custody", description: "keystore or pkcs11", defaultValue: "keystore" })
    .addFlag(light)
    .addPositionalArgument({ name: "label", description: "Names the key and its file" })
    .setAction(() => import("./generate.ts"))
    .build(),
  withCloud(optional(optional(card, "holder", "The person who holds it"), "purpose", "What it is for"))
    .addOption({ name: "custody", description: "pkcs11, rpc, aws-kms or gcp-kms", defaultValue: "pkcs11" })
    .addPositionalArgument({ name: "label", description: "Names the key and its file" })
    .setAction(() => import("./card.ts"))
    .build(),
  withPlace(withKeys(command("key list", "List the keystores and cards of a folder", "key list --keys keys")))
    .addFlag(chain)
    .setAction(() => import("./list.ts"))
    .build(),
  withPlace(withKeys(command("key show", "Show one keystore or card", "key show ana --chain")))
    .addFlag(chain)
    .addPositionalArgument(label)
    .setAction(() => import("./show.ts"))
    .build(),
  withKeys(command("key doctor", "Say whether this machine is fit for keys", "key doctor --profile ceremony"))
    .addOption({ name: "profile", description: "daily, ceremony or air-gapped", defaultValue: "daily" })
    .setAction(() => import("./doctor.ts"))
    .build(),
  optional(
    optional(rotate, "label", "The successor's label; the old one with a number"),
    "expires",
    "When the successor expires, such as 2027-05-01; a year from now",
  )
    .addOption({
      name: "successor",
      description: "File of a successor that its holder made elsewhere",
      ...TEXT,
    })
    .addFlag(light)
    .addPositionalArgument({ name: "key", description: "The old key's label in the charter" })
    .setAction(() => import("./rotate.ts"))
    .build(),
  ...ceremonyTasks,
  ...makingTasks,
  ...actTasks,
  ...backupTasks,
  ...logTasks,
  ...lifeTasks,
  ...policyTasks,
];
