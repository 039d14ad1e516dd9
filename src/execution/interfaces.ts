import { type Abi, parseAbiItem } from "viem";
import type { ProposalFile } from "../proposal/file.ts";

/** The errors among the interfaces a file carries, to read refusals by. What cannot be read is left out: it only explains. */
export function interfacesOf({ context }: Pick<ProposalFile, "context">): Abi {
  return context.interfaces.flatMap((text): Abi[number][] => {
    if (!text.startsWith("error ")) return [];
    try {
      const item: unknown = parseAbiItem(text as string & never);
      return [item as Abi[number]];
    } catch {
      return [];
    }
  });
}
