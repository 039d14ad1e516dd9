import { ArgumentType } from "hardhat/types/arguments";
import type { TaskDefinition } from "hardhat/types/tasks";
import { command, optional } from "../options.ts";
import { about } from "./sending.ts";

const as = { name: "as", description: "The key: its label in the charter, or its index" } as const;
const ACT = "What is signed: propose, approve or test; by the key's role if left out";

/** For holders whose key is in no keystore. */
export const elsewhereTasks: TaskDefinition[] = [
  optional(about("typed", "Print the typed data for a wallet to sign", "ben"), "act", ACT)
    .addPositionalArgument(as)
    .setAction(() => import("./typed.ts"))
    .build(),
  optional(about("add", "Add a signature made by a wallet", "ben 0x…"), "act", ACT)
    .addPositionalArgument(as)
    .addPositionalArgument({ name: "signature", description: "The signature, in hex" })
    .setAction(() => import("./add.ts"))
    .build(),
  optional(
    about("export", "Write what the chain says now, for a machine without network"),
    "out",
    "The file to write",
  )
    .setAction(() => import("./export.ts"))
    .build(),
  optional(
    optional(
      command(
        "proposal qr",
        "Show a proposal, state, signature or proof as QR codes in the terminal",
        "proposal qr fee.json",
      ),
      "columns",
      "Width to fit, in characters; the terminal's",
    ),
    "rows",
    "Height to fit, in lines; the terminal's",
  )
    .addFlag({ name: "inverted", description: "For a terminal with dark letters on light" })
    .addPositionalArgument({ name: "file", description: "The file to show" })
    .setAction(() => import("./qr.ts"))
    .build(),
  about("scan", "Add signatures that were made on a machine without network", "fee.approve-2.json")
    .addVariadicArgument({
      name: "inputs",
      description: "Signature files of the kit, pictures of their codes (PNG), or the codes' text",
      type: ArgumentType.STRING,
    })
    .setAction(() => import("./scan.ts"))
    .build(),
];
