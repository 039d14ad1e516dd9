import type { Cost } from "../keys/keystore.ts";
import type { Expected, ToldShares } from "../keys/recover.ts";
import type { Secret } from "../keys/secret.ts";
import type { ExpectedSeed } from "../keys/seed/shares.ts";
import { keepSeed, type SavedSeed } from "../keys/seed/store.ts";
import { assertLabel, describe, keep, type Particulars, type Saved } from "../keys/store.ts";
import { inStrongroom } from "../keys/strongroom/door.ts";
import { type ShareSource, withShares } from "./shares.ts";

export type RecoverRequest = Particulars & {
  readonly source: ShareSource;
  readonly expected: Expected;
  /** Of the shares; empty for none. */
  readonly passphrase: Secret;
  readonly folder: string;
  /** Of the new keystore. */
  readonly password: Secret;
  readonly cost?: Cost;
};

/** People need their time to type, here or into the program at the other end of a pipe. */
const MANUAL = 60 * 60_000;

/**
 * Puts a key together from its shares, in the strongroom, and writes it as a new keystore under a new password, if it is the key
 * that was expected. The keystore is opened again before this returns.
 * @throws `Share.*`, `Strongroom.*`, what `keep` throws
 */
export async function recoverKey(request: RecoverRequest): Promise<Saved & { readonly shares: ToldShares }> {
  const { source, expected, passphrase, password, cost = "standard" } = request;
  assertLabel(request.label);
  const recovered = await withShares(source, (hear, names, show) =>
    inStrongroom(
      "recoverKey",
      { expected, names, description: describe(request), cost },
      { password, passphrase },
      { hear, show, ...(isManual(source) ? { limit: MANUAL } : {}) },
    ),
  );
  return { ...(await keep(recovered, request)), shares: recovered.shares };
}

export type RecoverSeedRequest = Omit<RecoverRequest, "expected"> & {
  readonly expected: ExpectedSeed;
  /** Of BIP-39, part of the seed; empty for none. */
  readonly bip39Passphrase: Secret;
};

/** The same for a seed. @throws `Share.*`, `Strongroom.*`, what `keepSeed` throws */
export async function recoverSeed(
  request: RecoverSeedRequest,
): Promise<SavedSeed & { readonly shares: ToldShares }> {
  const { source, expected, passphrase, bip39Passphrase, password, cost = "standard" } = request;
  assertLabel(request.label);
  const recovered = await withShares(source, (hear, names, show) =>
    inStrongroom(
      "recoverSeed",
      { expected, names, description: describe(request), cost },
      { password, passphrase, bip39Passphrase },
      { hear, show, ...(isManual(source) ? { limit: MANUAL } : {}) },
    ),
  );
  return { ...(await keepSeed(recovered.seed, request)), shares: recovered.shares };
}

function isManual(source: ShareSource): boolean {
  return "terminal" in source || (source.descriptors ?? []).length > 0;
}
