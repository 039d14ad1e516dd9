import { dirname, resolve } from "node:path";
import type { Address } from "viem";
import { BaseError } from "../../src/errors.ts";
import { list } from "../../src/signer/inventory.ts";
import { type PolicyFile, policyPathOf, readPolicy } from "../../src/usage/policy/file.ts";
import { keyPath } from "./signer.ts";

export type PolicyOptions = { readonly keys: string; readonly label: string };

/** A key's policy, and whose key its file says it is. @throws `Task.NoPolicy`, `Policy.*`, `Files.*` */
export async function policyOf({
  keys,
  label,
}: PolicyOptions): Promise<PolicyFile & { readonly address?: Address }> {
  const file = keyPath(keys, label);
  const entry = (await list(dirname(file))).find(({ path }) => resolve(path) === resolve(file));
  const found = await readPolicy(file, entry?.address);
  if (found === undefined) {
    throw new BaseError({
      code: "Task.NoPolicy",
      message: `${label} has no policy: it signs whatever it is asked to`,
      fix: `write ${policyPathOf(file)}; docs/usage.md has an example`,
      details: { path: policyPathOf(file) },
    });
  }
  return { ...found, ...(entry?.address === undefined ? {} : { address: entry.address }) };
}
