import { emptyTask } from "hardhat/config";
import { ArgumentType } from "hardhat/types/arguments";
import type { TaskArguments, TaskDefinition } from "hardhat/types/tasks";
import {
  type Builder,
  command,
  optional,
  TEXT,
  withAccount,
  withKeys,
  withNewPassword,
  withSignature,
  withSigner,
  withYes,
} from "../options.ts";
import { formTasks } from "./form-tasks.ts";

const light = { name: "light", description: "Cheap encryption, for tests and demonstrations" } as const;
const file = { name: "file", description: "The packet" } as const;
const receipt = { name: "receipt", description: "The receipt" } as const;
const to = {
  name: "to",
  description: "The receivers' recipients between commas, or a file of them",
} as const;
const from = { name: "from", description: "The sender's address, as they told you" } as const;

function withIdentities<A extends TaskArguments>(task: Builder<A>) {
  return task.addOption({
    name: "identities",
    description: "Folder of identities",
    type: ArgumentType.STRING,
    defaultValue: "identities",
  });
}

function withOpened<A extends TaskArguments>(task: Builder<A>) {
  return task.addOption({
    name: "opened",
    description: "Folder in which it is noted which packets were opened",
    type: ArgumentType.STRING,
    defaultValue: "packets/opened",
  });
}

export const packetTasks: TaskDefinition[] = [
  emptyTask("packet", "Packets: how keys and shares travel, encrypted, signed, and acknowledged").build(),
  withNewPassword(
    withIdentities(
      command("packet identity", "Make an identity to receive packets with", "packet identity ben"),
    ),
  )
    .addFlag({
      name: "postQuantum",
      description: "One that quantum computers do not open; old age cannot read it",
    })
    .addFlag(light)
    .addPositionalArgument({ name: "label", description: "Names the identity and its file" })
    .setAction(() => import("./identity.ts"))
    .build(),
  withIdentities(
    command("packet recipient", "Show a recipient, and the words to compare it by", "packet recipient ben"),
  )
    .addPositionalArgument({ name: "recipient", description: "An identity's label or file, or age1…" })
    .setAction(() => import("./recipient.ts"))
    .build(),
  optional(
    optional(
      withYes(
        withSigner(
          withKeys(
            command(
              "packet seal",
              "Seal the key of a keystore, or a share, into a packet for its receivers",
              "packet seal ops --to age1… --key ana",
            ),
          ),
        ),
      ),
      "words",
      "The recipients' words, as the receivers read them to you",
    ),
    "expires",
    "How long it can be opened, such as 3d; 7 days, at most 30",
  )
    .addOption({ ...to, ...TEXT })
    .addOption({ name: "out", description: "File to write; in packets/ else", ...TEXT })
    .addOption({
      name: "sealedPasswordFile",
      description: "File with the password of the key to seal",
      ...TEXT,
    })
    .addOption({
      name: "sealedPasswordFd",
      description: "Descriptor for the password of the key to seal",
      ...TEXT,
    })
    .addOption({
      name: "share",
      description: "File (mode 0600) of a share, to be sealed instead of a key",
      ...TEXT,
    })
    .addOption({ name: "about", description: "Of which secret the share is, for people", ...TEXT })
    .addPositionalArgument({ name: "sealed", description: "The keystore's label, or its file", ...TEXT })
    .setAction(() => import("./seal.ts"))
    .build(),
  optional(
    optional(
      optional(
        withOpened(
          withNewPassword(
            withIdentities(
              withKeys(
                command(
                  "packet open",
                  "Check a packet, and put its key under a password of your own, or its share into a file",
                  "packet open ops.json --identity ben --from 0x…",
                ),
              ),
            ),
          ),
        ),
        "phrase",
        "The check phrase, as the sender reads it to you over another channel",
      ),
      "label",
      "What to call what is received; as the sender does",
    ),
    "holder",
    "The person who holds it now",
  )
    .addOption({ name: "identity", description: "Your identity's label, or its file", ...TEXT })
    .addOption({ name: "identityPasswordFile", description: "File with the identity's password", ...TEXT })
    .addOption({ name: "identityPasswordFd", description: "Descriptor for the identity's password", ...TEXT })
    .addOption({ ...from, ...TEXT })
    .addOption({
      name: "shares",
      description: "Folder for shares",
      type: ArgumentType.STRING,
      defaultValue: "shares",
    })
    .addFlag(light)
    .addPositionalArgument(file)
    .setAction(() => import("./open.ts"))
    .build(),
  withAccount(
    withOpened(
      withSigner(
        withKeys(
          command(
            "packet receipt",
            "Make the receipt of a packet that was opened, signed by the received key",
            "packet receipt ops.json --key ben",
          ),
        ),
      ),
    ),
  )
    .addOption({ name: "out", description: "File to write; in packets/ else", ...TEXT })
    .addOption({
      name: "receivedPasswordFile",
      description: "File with the received key's password",
      ...TEXT,
    })
    .addOption({
      name: "receivedPasswordFd",
      description: "Descriptor for the received key's password",
      ...TEXT,
    })
    .addPositionalArgument(file)
    .setAction(() => import("./receipt.ts"))
    .build(),
  withAccount(
    command(
      "packet typed-receipt",
      "Print what the receiver of a packet signs with a wallet",
      "packet typed-receipt receipt.json --account 0x…",
    ),
  )
    .addPositionalArgument(receipt)
    .setAction(() => import("./typed-receipt.ts"))
    .build(),
  withSignature(
    command(
      "packet add-receipt",
      "Add the receiver's signature, made by a wallet, to a receipt",
      "packet add-receipt receipt.json --account 0x… --signature 0x…",
    ),
  )
    .addPositionalArgument(receipt)
    .setAction(() => import("./add-receipt.ts"))
    .build(),
  optional(
    command(
      "packet verify-receipt",
      "Check a receipt against the packet as it was sent",
      "packet verify-receipt receipt.json ops.json --by 0x…",
    ),
    "by",
    "The receiver's own address, which must have signed, too",
  )
    .addPositionalArgument(receipt)
    .addPositionalArgument({ name: "packet", description: "The packet" })
    .setAction(() => import("./verify-receipt.ts"))
    .build(),
  ...formTasks,
];
