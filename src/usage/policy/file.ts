import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { basename, dirname, join, parse as parsePath } from "node:path";
import { type Address, type Hex, isAddressEqual } from "viem";
import type { z } from "zod";
import { BaseError } from "../../errors.ts";
import { readText } from "../../files.ts";
import { entriesOf } from "../../folder.ts";
import { assertSafeFolder } from "../../secret-files.ts";
import { type Problem, readYaml, refuse, type Source } from "../../yaml/source.ts";
import { type Policy, policySchema } from "./schema.ts";

/** A policy as it was read: `hash` is SHA-256 of the file, by which the log knows it. */
export type PolicyFile = { readonly policy: Policy; readonly path: string; readonly hash: Hex };

const CODES = { syntax: "Policy.Syntax", twice: "Policy.DuplicateField", alias: "Policy.Alias" } as const;
const FIX = "correct the field; docs/usage.md lists them all";

const ENDING = ".policy.yaml";
/** Bytes of a file. */
const MOST = 2 ** 18;

/** `<label>.policy.yaml` beside `<label>.json`. */
export function policyPathOf(keyFile: string): string {
  const { name } = parsePath(keyFile);
  return join(dirname(keyFile), `${name}${ENDING}`);
}

/**
 * Reads a key's policy: the one beside its file, else the one in the folder that names the key, so that it holds for a copy under another
 * name too. Undefined if there is none.
 * @param address the key's account or identity, if it is known
 * @throws `Policy.*` with line and column, `Files.*`
 */
export async function readPolicy(
  keyFile: string,
  address: Address | undefined,
): Promise<PolicyFile | undefined> {
  const own = policyPathOf(keyFile);
  const folder = dirname(own);
  const names = (await entriesOf(folder)).filter((name) => name.endsWith(ENDING) && !name.startsWith("."));
  if (names.includes(basename(own))) return readFrom(own);
  if (address === undefined) return undefined;
  const all = await Promise.all(names.sort().map((name) => readIfNaming(join(folder, name), address)));
  const [found, ...more] = all.filter((one) => one !== undefined);
  if (found === undefined || more.length === 0) return found;
  const paths = [found, ...more].map(({ path }) => path);
  throw new BaseError({
    code: "Policy.Several",
    message: `several policies name the key ${address}, and none lies beside ${keyFile}: ${paths.join(", ")}`,
    fix: `keep one of them, or write ${own} for this file of the key`,
    details: { key: address, paths },
  });
}

/** A policy if it names the key: one that cannot be read is meant for the key in its text, or for any if none can be made out. */
async function readIfNaming(path: string, address: Address): Promise<PolicyFile | undefined> {
  const keys = [...(await readText(path, MOST)).matchAll(/^key:\s*["']?(0x[0-9a-f]{40})\b/gim)];
  const isOthers = keys.length > 0 && keys.every(([, key]) => key?.toLowerCase() !== address.toLowerCase());
  if (isOthers) return undefined;
  const found = await readFrom(path);
  return isAddressEqual(found.policy.key, address) ? found : undefined;
}

async function readFrom(path: string): Promise<PolicyFile> {
  await assertSafeFolder(dirname(path));
  const content = await readText(path, MOST);
  const { mode } = await stat(path);
  if (process.platform !== "win32" && (mode & 0o022) !== 0) {
    throw new BaseError({
      code: "Policy.OpenToOthers",
      message: `${path} can be written by others, so it says nothing`,
      fix: "run `chmod go-w` on it, and check what it allows",
      details: { path },
    });
  }
  const hash: Hex = `0x${createHash("sha256").update(content, "utf8").digest("hex")}`;
  return { policy: parsePolicy(content, path), path, hash };
}

/** @throws `Policy.Syntax`, `Policy.DuplicateField`, `Policy.Alias`, `Policy.UnknownField`, `Policy.Invalid` */
export function parsePolicy(content: string, file: string): Policy {
  const source = readYaml(content, file, CODES);
  const result = policySchema.safeParse(source.value);
  if (result.success) return result.data;
  throw refuse(
    file,
    result.error.issues.flatMap((issue) => problemsOf(issue, source)),
  );
}

function problemsOf(issue: z.core.$ZodIssue, source: Source): Problem[] {
  const path = issue.path.filter((part) => typeof part !== "symbol");
  if (issue.code !== "unrecognized_keys")
    return [source.problem(path, { code: "Policy.Invalid", message: issue.message, fix: FIX })];
  return issue.keys.map((key) =>
    source.problem([...path, key], {
      code: "Policy.UnknownField",
      message: `there is no field "${key}" here`,
      fix: "remove the field, or correct its name; docs/usage.md lists them all",
    }),
  );
}
