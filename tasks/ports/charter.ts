import { access } from "node:fs/promises";
import { type ParsedCharter, parse } from "../../src/charter/parse.ts";
import { readText } from "../../src/files.ts";

export const DEFAULT_CHARTER = "charter.yaml";
const MAX_CHARTER = 4 * 2 ** 20;

/** A charter file. @throws `Files.*`, `Charter.*` */
export async function readCharter(path: string): Promise<ParsedCharter> {
  return parse(await readText(path, MAX_CHARTER), path);
}

/** The charter that was named, or `charter.yaml` if there is one: for names, the Conclave's address and the chain. */
export async function charterIfAny(path: string | undefined): Promise<ParsedCharter | undefined> {
  if (path !== undefined) return readCharter(path);
  const exists = await access(DEFAULT_CHARTER).then(
    () => true,
    () => false,
  );
  return exists ? readCharter(DEFAULT_CHARTER) : undefined;
}
