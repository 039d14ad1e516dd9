import type { TaskArguments } from "hardhat/types/tasks";
import { type Builder, optional } from "../options.ts";

/** The password of what is made from something that has one of its own. Needs `withPassword`. */
export function withRenewed<A extends TaskArguments>(task: Builder<A>) {
  const filed = optional(task, "newPasswordFile", "File (mode 0600) with the new password");
  const piped = optional(filed, "newPasswordFd", "Descriptor for the new password, such as 4");
  const shown = {
    name: "generatePassphrase",
    description: "Generate the new one, shown once at the terminal",
  } as const;
  return optional(piped.addFlag(shown), "passphraseOut", "Write the generated one to this new file (0600)");
}
