import type { Address } from "viem";
import { parse } from "../../src/charter/parse.ts";
import { BaseError } from "../../src/errors.ts";
import { readText, writeAtomic } from "../../src/files.ts";

const CHAIN_FIELD = /^([ \t]+)deploy-before:.*$/m;

/**
 * Writes the Conclave's address into a charter's chain section, under `deploy-before`; every other byte stays as it is.
 * @throws `Task.CannotRecord`
 */
export async function recordConclave(path: string, conclave: Address): Promise<void> {
  const text = await readText(path);
  const before = parse(text, path).charter.chain.conclave;
  if (before === conclave) return;
  const changed = text.replace(
    CHAIN_FIELD,
    (line, indent: string) => `${line}\n${indent}conclave: "${conclave}"`,
  );
  if (before !== undefined || changed === text) {
    throw new BaseError({
      code: "Task.CannotRecord",
      message: `the Conclave is at ${conclave}, but that could not be written into ${path}`,
      fix: `write \`conclave: "${conclave}"\` under \`chain:\` yourself`,
      details: { conclave, before },
    });
  }
  parse(changed, path);
  await writeAtomic(path, changed);
}
