import type { TaskArguments, TaskDefinition } from "hardhat/types/tasks";
import {
  type Builder,
  command,
  optional,
  TEXT,
  withAccount,
  withKeys,
  withPassword,
  withPlace,
  withSignature,
  withSigner,
  withYes,
} from "../options.ts";

const certificate = { name: "certificate", description: "The record of the destruction" } as const;

const base = withYes(
  withPassword(
    withPlace(
      withKeys(
        command(
          "key destroy",
          "Destroy one copy of a key for good, with a certificate",
          "key destroy copies/ana.json --kept ana --operator olga --witness walt",
        ),
      ),
    ),
  ),
);
const TEXTS = [
  ["operator", "Who does it: a keystore that signs; --password-file is its password"],
  ["witness", "Who sees it: an account, or a label in the charter"],
  ["copy", "What is destroyed in words, if it is no file: a paper, a stick, a device"],
  ["medium", "What it is on"],
  ["serial", "Serial number of the medium"],
  ["spot", "Where it was"],
  ["method", "How; needed with --copy"],
  ["listedAs", "Its name in the manifest of backups, where it is marked as destroyed"],
  ["backups", "Manifest of backups; backups.yaml if there is one"],
  ["kept", "A copy that stays, which must sign now: a label or a file"],
  ["keptPasswordFile", "File with the password of the copy that stays"],
  ["keptPasswordFd", "Descriptor for it"],
  ["pinFile", "File with the device's PIN"],
  ["pinFd", "Descriptor for it"],
  ["chains", "URLs of nodes to ask whether the key was used, by commas"],
  ["handedOver", "The owner's receipt: of `key handed-over`, or of a packet with --packet"],
  ["packet", "The packet that the receipt is for"],
  ["overrideUsed", "Reason why a key that was used goes all the same"],
] as const;
export type Texts = Record<(typeof TEXTS)[number][0], string | undefined>;

function withTexts<A extends TaskArguments>(task: Builder<A>): Builder<A & Texts> {
  const all = TEXTS.reduce<Builder<A>>(
    (one, [name, description]) => optional(one, name, description) as unknown as Builder<A>,
    task,
  );
  return all as unknown as Builder<A & Texts>;
}

export const destructionTasks: TaskDefinition[] = [
  withTexts(base)
    .addOption({ name: "records", description: "Folder of records", defaultValue: "destructions" })
    .addFlag({ name: "unlisted", description: "It is none of the copies in the manifest of backups" })
    .addFlag({ name: "notRedundant", description: "What is left need not do by `backup lint`" })
    .addFlag({ name: "lastCopy", description: "It is the last copy, and is meant to be" })
    .addPositionalArgument({ name: "key", description: "The key's label, or the file that is to go" })
    .setAction(() => import("./destroy.ts"))
    .build(),
  withYes(
    withSigner(
      withKeys(
        command(
          "key certify",
          "As witness or operator, sign the certificate of what was destroyed",
          "key certify destructions/ana.json --key walt",
        ),
      ),
    ),
  )
    .addPositionalArgument(certificate)
    .setAction(() => import("./certify.ts"))
    .build(),
  withAccount(
    command(
      "key typed-certificate",
      "Show what the wallet of operator or witness signs of what was destroyed",
      "key typed-certificate destructions/ana.json --account 0x…",
    ),
  )
    .addPositionalArgument(certificate)
    .setAction(() => import("./typed-certificate.ts"))
    .build(),
  withSignature(
    command(
      "key add-certificate",
      "Put a wallet's signature into the certificate of what was destroyed",
      "key add-certificate destructions/ana.json --account 0x… --signature 0x…",
    ),
  )
    .addPositionalArgument(certificate)
    .setAction(() => import("./add-certificate.ts"))
    .build(),
  command("key certificate", "Check a certificate of destruction", "key certificate destructions/ana.json")
    .addPositionalArgument(certificate)
    .setAction(() => import("./certificate.ts"))
    .build(),
  withSigner(
    withKeys(
      command(
        "key handed-over",
        "As owner, say with the key itself and one's own that one has a key that others managed",
        "key handed-over ana --key owner",
      ),
    ),
  )
    .addOption({ name: "out", description: "File to write; destructions/handed-over-<label>.json", ...TEXT })
    .addOption({
      name: "receivedPasswordFile",
      description: "File with the received key's password",
      ...TEXT,
    })
    .addOption({ name: "receivedPasswordFd", description: "Descriptor for it", ...TEXT })
    .addPositionalArgument({ name: "received", description: "The key that was received: a label or a file" })
    .setAction(() => import("./handed-over.ts"))
    .build(),
];
