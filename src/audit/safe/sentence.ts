import type { Foreign, SafeEvent } from "./event.ts";
import type { Telling } from "./history.ts";
import { personWords } from "./people.ts";

/** What a log says that is no part of an execution, as a sentence without its full stop; null: nothing for the history. */
export function sentence(
  event: SafeEvent | Foreign,
  { people, words }: Pick<Telling, "people" | "words">,
): string | null {
  const who = (address: `0x${string}`) => personWords(address, people(address, event.at));
  const orNone = (address: `0x${string}`) => (BigInt(address) === 0n ? "none" : words.place(address));
  switch (event.eventName) {
    case "SafeSetup": {
      const { owners, threshold } = event.args;
      return `the Safe is set up: ${threshold} of ${owners.map(who).join(", ")}`;
    }
    case "AddedOwner":
      return `${who(event.args.owner)} becomes an owner`;
    case "RemovedOwner":
      return `${who(event.args.owner)} is no owner any more`;
    case "ChangedThreshold":
      return `the threshold becomes ${event.args.threshold}`;
    case "EnabledModule":
      return `module ${words.place(event.args.module)} is enabled`;
    case "DisabledModule":
      return `module ${words.place(event.args.module)} is disabled`;
    case "ChangedGuard":
      return `the guard becomes ${orNone(event.args.guard)}`;
    case "ChangedModuleGuard":
      return `the module guard becomes ${orNone(event.args.moduleGuard)}`;
    case "ChangedFallbackHandler":
      return `the fallback handler becomes ${orNone(event.args.handler)}`;
    case "ChangedMasterCopy":
      return `the Safe runs the code of ${words.place(event.args.singleton)} from here on`;
    case "ApproveHash":
      return `${who(event.args.owner)} approves ${event.args.approvedHash} on-chain`;
    case "SignMsg":
      return `the Safe signs the message ${event.args.msgHash}`;
    default:
      return null;
  }
}
