import type { TaskDefinition } from "hardhat/types/tasks";
import { optional, withKeys, withSigner } from "../options.ts";
import { aboutFile, aboutSafe, withNewFile, withOffline, withOwner } from "./options.ts";

/** What goes to and comes from other people's copies, wallets and Safe's own tools. */
export const exchangeTasks: TaskDefinition[] = [
  withOffline(aboutFile("merge", "Collect the signatures of copies in one file", "safes/ben.json"))
    .addVariadicArgument({ name: "copies", description: "Copies with further signatures" })
    .setAction(() => import("./merge.ts"))
    .build(),
  withOwner(aboutFile("typed", "Print the typed data for a wallet to sign"))
    .setAction(() => import("./typed.ts"))
    .build(),
  withOffline(withOwner(aboutFile("add", "Add a signature made by a wallet or a contract", "0x…")))
    .addPositionalArgument({ name: "signature", description: "The signature, in hex" })
    .setAction(() => import("./add.ts"))
    .build(),
  optional(aboutFile("export", "Write the calls for Safe's Transaction Builder"), "out", "The file to write")
    .setAction(() => import("./export.ts"))
    .build(),
  withNewFile(
    withSigner(
      withKeys(aboutSafe("import", "Make a file of a batch of the Transaction Builder", "batch.json")),
    ),
  )
    .addPositionalArgument({ name: "source", description: "The Transaction Builder's JSON" })
    .addFlag({ name: "unchecked", description: "Take it though its checksum does not fit" })
    .setAction(() => import("./import.ts"))
    .build(),
];
