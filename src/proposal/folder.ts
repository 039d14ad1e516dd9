import { join } from "node:path";
import { BaseError } from "../errors.ts";
import { readText } from "../files.ts";
import { jsonIn } from "../folder.ts";
import { FORMAT, type ProposalFile, parse } from "./file.ts";

/** A proposal file of a folder, by its name there. */
export type Known = { readonly name: string; readonly file: ProposalFile };

/** A file that is none as it lies there, and why: it may still carry signatures. */
export type Broken = { readonly name: string; readonly why: string };

export type Proposals = { readonly known: readonly Known[]; readonly broken: readonly Broken[] };

/**
 * The proposal files of a folder, by name. Files of other formats are passed over; a file that does not say what it is may be a proposal that
 * was damaged. A missing folder has none.
 * @throws `Files.CannotList`
 */
export async function proposalsIn(folder: string): Promise<Proposals> {
  const known: Known[] = [];
  const broken: Broken[] = [];
  for (const name of await jsonIn(folder)) {
    try {
      const text = await readText(join(folder, name));
      if (!isOther(text)) known.push({ name, file: parse(text) });
    } catch (error) {
      if (!(error instanceof BaseError)) throw error;
      broken.push({ name, why: error.message });
    }
  }
  return { known, broken };
}

/** Whether it says that it is something else. */
function isOther(text: string): boolean {
  try {
    const { format } = JSON.parse(text) as { format?: unknown };
    return typeof format === "string" && format !== FORMAT;
  } catch {
    return false;
  }
}
