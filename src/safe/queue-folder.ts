import { join } from "node:path";
import { isAddressEqual } from "viem";
import { BaseError } from "../errors.ts";
import { readText } from "../files.ts";
import { jsonIn } from "../folder.ts";
import * as SafeFile from "./file.ts";
import { found, type QueueFinding } from "./queue-finding.ts";
import type { Source } from "./queue-item.ts";
import type { SafeState } from "./state.ts";

/** Errors that only an edited file has. */
const EDITED = ["SafeFile.HashMismatch", "SafeSignature.NotTheOwners"];

/**
 * A Safe's files in a folder. One that cannot be read is a finding and hides no other; those of other Safes and chains are passed over.
 * No folder is an empty one. @throws `Files.CannotList`
 */
export async function readFolder(
  folder: string,
  { chainId, address }: SafeState,
): Promise<{ readonly sources: readonly Source[]; readonly findings: readonly QueueFinding[] }> {
  const sources: Source[] = [];
  const findings: QueueFinding[] = [];
  for (const name of await jsonIn(folder)) {
    const label = join(folder, name);
    try {
      const file = SafeFile.parse(await readText(label));
      const { domain } = file;
      if (domain.chainId === chainId && isAddressEqual(domain.verifyingContract, address))
        sources.push({ kind: "file", label, file });
    } catch (error) {
      if (!(error instanceof BaseError)) throw error;
      const severity = EDITED.includes(error.code) ? "danger" : "warning";
      findings.push(found("brokenFile", severity, `${label}: ${error.message} (${error.code})`, error.fix));
    }
  }
  return { sources, findings };
}
