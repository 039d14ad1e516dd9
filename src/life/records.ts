import { join, resolve } from "node:path";
import type { Hex } from "viem";
import { BaseError } from "../errors.ts";
import { jsonIn } from "../folder.ts";
import { isSignedBy } from "../signer/signature.ts";
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

/** Which copy: a file by its path, or of a key what has a name and is none. */
type Which = {
  readonly key?: Pick<Destruction["key"], "address">;
  readonly copy: Partial<Destruction["copy"]>;
};

/** A destruction of this copy that was begun here and not ended. */
export async function unfinished(folder: string, which: Which): Promise<Destroyed | undefined> {
  return (await recordsOf(folder, which)).find(({ record }) => record.status === "begun");
}

/** The latest destruction of this copy that was ended here. */
export async function finished(folder: string, which: Which): Promise<Destroyed | undefined> {
  return (await recordsOf(folder, which))
    .filter(({ record }) => record.status === "destroyed")
    .toSorted((a, b) => Date.parse(a.record.begun) - Date.parse(b.record.begun))
    .at(-1);
}

async function recordsOf(folder: string, { key, copy }: Which): Promise<Destroyed[]> {
  const file = copy.path === undefined ? undefined : resolve(copy.path);
  return (await recordsIn(folder)).filter(({ record: { copy: other, key: whose } }) =>
    file === undefined
      ? other.path === undefined && other.name === copy.name && whose.address === key?.address
      : other.path === file,
  );
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
