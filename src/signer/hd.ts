import { dirname, join } from "node:path";
import type { Hex } from "viem";
import type { Secret } from "../keys/secret.ts";
import { normalPath } from "../keys/seed/path.ts";
import { derivePublicKey, readSeed, signFromSeed } from "../keys/seed/store.ts";
import { assertLabel } from "../keys/store.ts";
import type { CardOf } from "./card.ts";
import { type AskPassword, lend } from "./keystore.ts";
import { type CardTarget, type SavedCard, saveTried } from "./new-card.ts";

/**
 * Has the seed that a card names sign, which lies beside the card. It is opened for that one signature, in the strongroom, and signs
 * only if the key at the path is the card's.
 * @throws `Seed.*`, `Files.*`
 */
export async function signWithSeed(
  path: string,
  { custody, point }: CardOf<"hd">,
  ask: AskPassword,
  digest: Hex,
): Promise<Hex> {
  const seed = seedPath(dirname(path), custody.seed);
  // What can be refused without a password is refused before one is asked for.
  await readSeed(seed);
  return lend(ask, (password) => signFromSeed({ seed, path: custody.path, point }, password, digest));
}

/**
 * Writes the card of a key of a seed, which lies in the same folder, once it has signed.
 * @throws `Seed.*`, what `writeCard` throws
 */
export async function cardFromSeed(
  target: CardTarget,
  { seed: label, path: wanted, unhardened = false }: { seed: string; path: string; unhardened?: boolean },
  password: Secret,
): Promise<SavedCard> {
  assertLabel(target.label);
  const seed = seedPath(target.folder, label);
  const path = normalPath(wanted, { unhardened });
  const { curve, point } = await derivePublicKey({ seed, path, unhardened: true }, password);
  const custody = { kind: "hd", seed: label, path } as const;
  return saveTried(target, { curve, point, custody }, (digest) =>
    signFromSeed({ seed, path, point }, password, digest),
  );
}

/** A card must not name a file anywhere else. @throws `Store.BadLabel` */
function seedPath(folder: string, label: string): string {
  assertLabel(label);
  return join(folder, `${label}.json`);
}
