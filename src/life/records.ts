import { join, resolve } from "node:path";
import type { Hex } from "viem";
import { isSignedBy } from "../distribution/signature.ts";
import { BaseError } from "../errors.ts";
import { jsonIn } from "../folder.ts";
import { type Destroyed, type Destruction, destructionIn, intentData, intentOf } from "./destruction.ts";

/** That a record is the operator's own, who signed it when the destruction was begun: others may write to the folder. @throws `Destroy.ForeignRecord` */
export async function assertBegunBy({ path, record }: Destroyed, operator: Hex): Promise<void> {
  const isOwn =
    record.operator === operator &&
    (await isSignedBy(operator, intentData(intentOf(record)), record.signatures.intent));
  if (isOwn) return;
  throw new BaseError({
    code: "Destroy.ForeignRecord",
    message: `${path} was not begun with this operator's key`,
    fix: "let the operator go on who began it; if nobody did, find out who wrote the record",
    details: { path, operator: record.operator },
  });
}

/** A destruction of this copy that was begun here and not ended: of the same file, or of what has the same name and is none. */
export async function unfinished(
  folder: string,
  {
    key,
    copy,
  }: { readonly key?: Pick<Destruction["key"], "address">; readonly copy: Partial<Destruction["copy"]> },
): Promise<Destroyed | undefined> {
  const isSame = ({ copy: other, key: whose }: Destruction) =>
    copy.path === undefined
      ? other.path === undefined && other.name === copy.name && whose.address === key?.address
      : other.path === resolve(copy.path);
  return (await recordsIn(folder)).find(({ record }) => record.status === "begun" && isSame(record));
}

/** The latest destruction of a file here that was ended. */
export async function finished(folder: string, file: string): Promise<Destroyed | undefined> {
  return (await recordsIn(folder))
    .filter(({ record }) => record.status === "destroyed" && record.copy.path === resolve(file))
    .toSorted((a, b) => Date.parse(a.record.begun) - Date.parse(b.record.begun))
    .at(-1);
}

/** Receipts of those whom keys were handed to lie in the same folder. */
async function recordsIn(folder: string): Promise<Destroyed[]> {
  const found: Destroyed[] = [];
  for (const name of await jsonIn(folder)) {
    const path = join(folder, name);
    const record = await destructionIn(path);
    if (record !== undefined) found.push({ path, record });
  }
  return found;
}
