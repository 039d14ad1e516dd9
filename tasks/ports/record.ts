import type { Address } from "viem";
import { parse } from "../../src/charter/parse.ts";
import { rewrite } from "../../src/charter/rewrite.ts";
import { BaseError } from "../../src/errors.ts";
import { readText } from "../../src/files.ts";

const NAMES = { conclave: "the Conclave", guard: "the guard", roles: "the RoleManager" };

/**
 * Writes an address into a charter's chain section, under the entry it follows; every other byte stays as it is.
 * @throws `Task.CannotRecord`, what `rewrite` throws
 */
async function record(path: string, field: keyof typeof NAMES, after: string, address: Address) {
  const text = await readText(path);
  const before = parse(text, path).charter.chain[field];
  if (before === address) return;
  const entry = new RegExp(`^([ \\t]+)${after}:.*$`, "m");
  const changed = text.replace(entry, (line, indent: string) => `${line}\n${indent}${field}: "${address}"`);
  if (before !== undefined || changed === text) {
    throw new BaseError({
      code: "Task.CannotRecord",
      message: `${NAMES[field]} is at ${address}, but that could not be written into ${path}`,
      fix: `write \`${field}: "${address}"\` under \`chain:\` yourself`,
      details: { [field]: address, before },
    });
  }
  parse(changed, path);
  await rewrite({ path, before: text, after: changed });
}

/** Under `deploy-before`. @throws `Task.CannotRecord` */
export function recordConclave(path: string, conclave: Address): Promise<void> {
  return record(path, "conclave", "deploy-before", conclave);
}

/** Under the Conclave. @throws `Task.CannotRecord` */
export function recordGuard(path: string, guard: Address): Promise<void> {
  return record(path, "guard", "conclave", guard);
}

/** Under the Conclave. @throws `Task.CannotRecord` */
export function recordRoleManager(path: string, manager: Address): Promise<void> {
  return record(path, "roles", "conclave", manager);
}
