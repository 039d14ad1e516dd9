import type { Hex } from "viem";
import { addressOf, type Curve } from "../keys/curve.ts";
import { particulars } from "../keys/particulars.ts";
import type { Particulars } from "../keys/store.ts";
import { type Card, type Custody, writeCard } from "./card.ts";
import { prepare } from "./message.ts";
import { finish } from "./recovery.ts";
import { keyCheck } from "./typed-data.ts";

/** What people say of a key whose card is to be written, and where it goes. */
export type CardTarget = Particulars & {
  readonly folder: string;
  /** Of the device, with its number; nobody checks it. */
  readonly certification?: string;
};

/** What a card tells of the key itself. */
export type NewKey = { readonly curve: Curve; readonly point: Hex; readonly custody: Custody };

export type SavedCard = { readonly path: string; readonly card: Omit<Card, "format" | "version"> };

/**
 * Has a key sign something good for nothing else, and writes its card if the signature is its own.
 * @param sign r ‖ s over a digest
 * @throws `Signer.OtherKey`, what `sign` and `writeCard` throw
 */
export async function saveTried(
  target: CardTarget,
  key: NewKey,
  sign: (digest: Hex) => Promise<Hex> | Hex,
): Promise<SavedCard> {
  const { label } = target;
  const { digest } = prepare(keyCheck(label));
  finish({ ...key, label }, digest, await sign(digest));
  return saveCard(target, key);
}

/** Writes the card of a key that was just tried. @throws what `writeCard` throws */
export async function saveCard(
  { label, holder, purpose, created = new Date(), folder, certification }: CardTarget,
  { curve, point, custody }: NewKey,
): Promise<SavedCard> {
  const claimed = certification === undefined ? {} : { certification: { claimed: certification } };
  const card = {
    label,
    ...particulars({ holder, purpose }),
    created: created.toISOString(),
    curve,
    point,
    address: addressOf(point),
    custody: { ...custody, ...claimed },
  };
  return { path: await writeCard(folder, card), card };
}
