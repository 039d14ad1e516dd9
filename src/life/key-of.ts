import type { Address } from "viem";
import { z } from "zod";
import { BaseError } from "../errors.ts";
import { readJson } from "../files.ts";
import { archivedSchema, looksLikeArchived } from "../keys/archived.ts";
import type { Curve } from "../keys/curve.ts";
import { assertLabel } from "../keys/store.ts";
import type { Card } from "../signer/card.ts";
import { type KeyFile, readKeyFile } from "../signer/key-file.ts";

/** Whose copy a file is: a keystore's, a card's, or that of a key whose note says that it is archived. */
export type KeyOf = {
  readonly label: string;
  readonly address: Address;
  readonly curve: Curve;
  readonly kind: "keystore" | "card" | "note";
  readonly card?: Card;
};

/** @throws `Life.NoIdentity`, `Store.BadLabel`, what `readKeyFile` throws */
export async function keyOf(path: string): Promise<KeyOf> {
  const found = await identified(path);
  // It will name files, and whoever could write to this one chose it.
  assertLabel(found.label);
  return found;
}

async function identified(path: string): Promise<KeyOf> {
  if (looksLikeArchived(await readJson(path, z.unknown()))) {
    const { label, address, curve } = await readJson(path, archivedSchema);
    return { label, address, curve, kind: "note" };
  }
  const file = await readKeyFile(path);
  const { label, curve, card } = file;
  const address = addressIn(file);
  return { label, address, curve, ...(card === undefined ? { kind: "keystore" } : { kind: "card", card }) };
}

/** @throws `Life.NoIdentity` for other programs' keystores that name no account */
export function addressIn({ path, address }: KeyFile): Address {
  if (address !== undefined) return address;
  throw new BaseError({
    code: "Life.NoIdentity",
    message: `${path} does not say whose key it holds`,
    fix: "write the key to a new keystore, which will say so",
    details: { path },
  });
}
