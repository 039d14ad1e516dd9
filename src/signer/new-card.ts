import type { Hex } from "viem";
import { addressOf, type Curve } from "../keys/curve.ts";
import type { Particulars } from "../keys/store.ts";
import { type Card, type Custody, writeCard } from "./card.ts";

/** What people say of a key whose card is to be written, and where it goes. */
export type CardTarget = Particulars & {
  readonly folder: string;
  /** Of the device, with its number; nobody checks it. */
  readonly certification?: string;
};

export type SavedCard = { readonly path: string; readonly card: Omit<Card, "format" | "version"> };

/** Writes the card of a key that was just tried. @throws what `writeCard` throws */
export async function saveCard(
  { label, holder, purpose, created = new Date(), folder, certification }: CardTarget,
  key: { readonly curve: Curve; readonly point: Hex; readonly custody: Custody },
): Promise<SavedCard> {
  const { curve, point, custody } = key;
  const claimed = certification === undefined ? {} : { certification: { claimed: certification } };
  const card = {
    label,
    ...(holder === undefined ? {} : { holder }),
    ...(purpose === undefined ? {} : { purpose }),
    created: created.toISOString(),
    curve,
    point,
    address: addressOf(point),
    custody: { ...custody, ...claimed },
  };
  return { path: await writeCard(folder, card), card };
}
