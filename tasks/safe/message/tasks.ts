import { emptyTask } from "hardhat/config";
import type { TaskDefinition } from "hardhat/types/tasks";
import {
  command,
  optional,
  TEXT,
  withKeys,
  withNetwork,
  withSigner,
  withSubmitter,
  withYes,
} from "../../options.ts";
import { aboutSafe } from "../options.ts";

/** Messages that a guarded Safe signs off-chain (ERC-1271). */
export const messageTasks: TaskDefinition[] = [
  emptyTask(["safe", "message"], "What a guarded Safe signs off-chain (ERC-1271)").build(),
  aboutSafe("message create", "Write a message that a guarded Safe is to sign", '--text "I agree"')
    .addOption({ name: "text", description: "A text, hashed as wallets do (EIP-191)", ...TEXT })
    .addOption({ name: "hash", description: "The 32 bytes an app asks about, in place of a text", ...TEXT })
    .addOption({
      name: "typed",
      description: "JSON file of typed data (EIP-712), in place of a text",
      ...TEXT,
    })
    .addOption({ name: "title", description: "In a few words", ...TEXT })
    .addOption({ name: "out", description: "The file to write", ...TEXT })
    .addOption({ name: "folder", description: "Folder to write it to", defaultValue: "safes" })
    .setAction(() => import("./create.ts"))
    .build(),
  withSubmitter(
    withSigner(
      withKeys(aboutMessage("announce", "Sign its announcement as proposer or tester, or send it", "--send")),
    ),
  )
    .addOption({ name: "act", description: "propose or test; by the key's role if left out", ...TEXT })
    .addOption({
      name: "tester",
      description: "The tester's key, whom the proposer's signature names",
      ...TEXT,
    })
    .addFlag({ name: "send", description: "Tell the guard; anybody may" })
    .setAction(() => import("./announce.ts"))
    .build(),
  withYes(
    withSigner(
      withKeys(
        optional(
          aboutMessage("sign", "Sign a message as owner", "--key ben"),
          "signature",
          "Made by a wallet, in hex, in place of --key",
        ),
      ),
    ),
  )
    .setAction(() => import("./sign.ts"))
    .build(),
  aboutMessage("show", "Show a message, where it stands, and the Safe's signature for apps")
    .setAction(() => import("./show.ts"))
    .build(),
];

function aboutMessage(name: string, help: string, rest = "") {
  const example = `safe message ${name} safes/message.json ${rest}`.trimEnd();
  return withNetwork(command(`safe message ${name}`, help, example))
    .addOption({
      name: "charter",
      description: "Charter with people's names; charter.yaml if there is one",
      ...TEXT,
    })
    .addPositionalArgument({ name: "file", description: "The message file" });
}
