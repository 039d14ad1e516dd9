import { basename, resolve } from "node:path";
import type { Hex } from "viem";
import { BaseError } from "../errors.ts";
import { sha256Of } from "./archive-file.ts";
import { assertMayGo } from "./assess.ts";
import type { Intent, Use } from "./destruction.ts";
import type { Handed } from "./handover.ts";
import type { KeyOf } from "./key-of.ts";
import { assertRedundant, type Listing, listedCopy } from "./listed.ts";

/** What people want destroyed, and what can be found out about it. */
export type Wish = {
  readonly key: KeyOf;
  /** The key's file; the copy itself unless {@link words} say what is. */
  readonly path: string;
  /** What goes, if it is no file: a paper, a stick, a device. */
  readonly words: string | undefined;
  readonly medium: string | undefined;
  readonly serial: string | undefined;
  readonly place: string | undefined;
  readonly method: string | undefined;
  readonly operator: Hex;
  readonly witness: Hex | undefined;
  /** Proves that another copy stays; left out if none was named. */
  readonly stays?: () => Promise<NonNullable<Intent["kept"]>>;
  /** What the manifest of backups has to do with it. */
  readonly listing: Listing;
  readonly clock: () => Date;
} & LastCopy;

/** What lets a key go of which no copy stays. */
export type LastCopy = {
  /** Nobody named one that stays, and that is meant. */
  readonly lastCopy: boolean;
  /** Asks chains whether the key was used. */
  readonly uses: () => Promise<readonly Use[]>;
  /** Why a key that was used goes all the same. */
  readonly reason: string | undefined;
  /** Who has it then. */
  readonly handed: () => Promise<Handed | undefined>;
};

/** Asks whether the last copy may go, and says what chains know. @throws what `assertMayGo` and asking throw */
export async function lastMayGo(key: Pick<KeyOf, "address">, { lastCopy, uses, reason, handed }: LastCopy) {
  const use = lastCopy ? [...(await uses())] : [];
  const override = assertMayGo(key.address, { lastCopy, use, reason, handed: await handed() });
  return { use, ...(override === undefined ? {} : { override }) };
}

const METHODS = { keystore: "overwritten and removed", pkcs11: "destroyed by the device", other: undefined };

/**
 * What is known before anything is destroyed: that a copy stays, or that the key may go for good.
 * @throws `Destroy.OnlyANote`, `Destroy.Incomplete`, `Destroy.WhichCopy`, `Destroy.NotListed`, `Destroy.NotRedundant`, what proving, asking and `assertMayGo` throw
 */
export async function intend(wish: Wish): Promise<Intent> {
  const { key, path, words, stays, operator, witness } = wish;
  if (words === undefined && key.kind === "note") throw onlyANote(path);
  const kind = words !== undefined ? "other" : key.kind === "card" ? "pkcs11" : "keystore";
  const method = wish.method ?? METHODS[kind];
  if (witness === undefined || method === undefined) throw incomplete();
  const listed = listedCopy(wish.listing, key, kind, words);
  // Of a last copy it is said that nothing is left.
  if (stays !== undefined) assertRedundant(wish.listing, key, listed, wish.clock());
  const kept = await stays?.();
  const proven = kept === undefined ? await lastMayGo(key, wish) : { kept, use: [] };
  const { medium, serial, place } = wish;
  return {
    version: 1,
    type: "conclave-destruction",
    key: { label: key.label, address: key.address, curve: key.curve },
    copy: {
      kind,
      name: words ?? basename(path),
      ...(words === undefined ? { path: resolve(path), sha256: await sha256Of(path) } : {}),
      ...(medium === undefined ? {} : { medium }),
      ...(serial === undefined ? {} : { serial }),
      ...(place === undefined ? {} : { place }),
      ...(listed === undefined ? {} : { listed }),
    },
    last: kept === undefined,
    ...proven,
    method,
    begun: wish.clock().toISOString(),
    operator,
    witness,
  };
}

function onlyANote(path: string): BaseError {
  return new BaseError({
    code: "Destroy.OnlyANote",
    message: `${path} is a note that the key is archived: there is no key in it`,
    fix: "name the keystore in the pack; or say with --copy which paper or device was destroyed",
    details: { path },
  });
}

function incomplete(): BaseError {
  return new BaseError({
    code: "Destroy.Incomplete",
    message: "a destruction needs a witness, and for what is no file the method",
    fix: "add --witness with the witness's account or label in the charter, and --method",
  });
}
