import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { isAddressEqual } from "viem";
import { BaseError } from "../errors.ts";
import { readText } from "../files.ts";
import * as SafeFile from "./file.ts";
import { found, type QueueFinding } from "./queue-finding.ts";
import type { Source } from "./queue-item.ts";
import type { SafeState } from "./state.ts";

/** Errors that only an edited file has. */
const EDITED = ["SafeFile.HashMismatch", "SafeSignature.NotTheOwners"];

/**
 * A Safe's files in a folder. One that cannot be read is a finding and hides no other; those of other Safes and chains are passed over.
 * No folder is an empty one. @throws `SafeQueue.CannotList`
 */
export async function readFolder(
  folder: string,
  { chainId, address }: SafeState,
): Promise<{ readonly sources: readonly Source[]; readonly findings: readonly QueueFinding[] }> {
  const sources: Source[] = [];
  const findings: QueueFinding[] = [];
  for (const name of await names(folder)) {
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

async function names(folder: string): Promise<readonly string[]> {
  try {
    const all = await readdir(folder);
    return all.filter((name) => name.endsWith(".json") && !name.startsWith(".")).sort();
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw new BaseError({
      code: "SafeQueue.CannotList",
      message: `${folder} cannot be listed`,
      fix: "name the folder of the Safe's files with --folder, and check your permissions",
      details: { folder },
      cause,
    });
  }
}
