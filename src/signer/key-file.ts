import type { Stats } from "node:fs";
import { lstat, stat } from "node:fs/promises";
import { basename } from "node:path";
import type { Address, Hex } from "viem";
import { z } from "zod";
import { BaseError } from "../errors.ts";
import { readJson } from "../files.ts";
import type { Curve } from "../keys/curve.ts";
import { read } from "../keys/store.ts";
import { claimedAddress, EXTENSION } from "../keys/v3.ts";
import type { V3 } from "../keys/v3-schema.ts";
import { type Card, type CustodyKind, looksLikeCard, schema } from "./card.ts";

/** What a key's file tells, whichever kind it is. Nothing of it is secret, and nothing was checked against the key. */
export type KeyFile = {
  readonly path: string;
  readonly label: string;
  readonly custody: CustodyKind;
  readonly curve: Curve;
  /** Missing in other programs' keystores that name none. */
  readonly address?: Address;
  readonly point?: Hex;
} & ({ readonly v3: V3; readonly card?: undefined } | { readonly card: Card; readonly v3?: undefined });

/**
 * Reads a keystore or a card. A card that is another user's, or that others may write to, is refused: it names the program that is loaded,
 * or the place that is asked, to sign.
 * @throws `Card.OpenToOthers`, what `readJson` throws
 */
export async function readKeyFile(path: string): Promise<KeyFile> {
  if (!looksLikeCard(await readJson(path, z.unknown()))) {
    const v3 = await read(path);
    const { label = basename(path, ".json"), curve = "secp256k1", point } = v3[EXTENSION] ?? {};
    const address = claimedAddress(v3);
    return {
      path,
      label,
      custody: "keystore",
      curve,
      ...(address === undefined ? {} : { address }),
      ...(point === undefined ? {} : { point }),
      v3,
    };
  }
  await assertOwn(path);
  const card = await readJson(path, schema);
  const { label, curve, address, point } = card;
  return { path, label, custody: card.custody.kind, curve, address, point, card };
}

async function assertOwn(path: string): Promise<void> {
  if (process.platform === "win32") return;
  const isOwn = ({ uid }: Stats) => uid === 0 || uid === process.geteuid?.();
  const card = await stat(path);
  // A link's mode means nothing, but whoever made it chose where it leads.
  if ((card.mode & 0o022) === 0 && isOwn(card) && isOwn(await lstat(path))) return;
  throw new BaseError({
    code: "Card.OpenToOthers",
    message: `others may write to ${path}, and it decides what is asked to sign`,
    fix: "check what the card says, then make it yours with `chown`, and run `chmod 600` on it",
    details: { path },
  });
}
